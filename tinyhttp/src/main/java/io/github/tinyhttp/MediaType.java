package io.github.tinyhttp;

import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.Parameters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The type of content, RFC 9110 §8.3.1: `text/html; charset=utf-8`; or a range of types, as
/// `Accept` has it (§12.5.1): `text/*`.
///
/// @param type in lower case: `text`; or an asterisk for any
/// @param subtype in lower case: `html`; or an asterisk for any
/// @param parameters in their order, the names in lower case, the values without quotes
@CheckReturnValue
public record MediaType(String type, String subtype, Map<String, String> parameters) {
  /// @throws IllegalArgumentException if a part is no token, or a parameter's value cannot stand in
  ///   a field
  public MediaType {
    type = token(type);
    subtype = token(subtype);
    var copy = new LinkedHashMap<String, String>();
    parameters.forEach(
        (name, value) -> {
          if (!isText(value)) {
            throw new IllegalArgumentException("not a parameter: " + Ascii.printable(value));
          }
          copy.put(token(name), value);
        });
    parameters = Collections.unmodifiableMap(copy);
  }

  private static String token(String text) {
    if (!Ascii.isToken(text)) {
      throw new IllegalArgumentException("not of a media type: " + Ascii.printable(text));
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /// Whether the text can stand in a quoted string.
  private static boolean isText(String text) {
    return text.chars().allMatch(c -> c <= 0xFF && Ascii.isFieldByte((byte) c));
  }

  /// Reads the value of `Content-Type`. A malformed parameter is left out; of two with one name the
  /// first counts.
  ///
  /// @return empty if it does not begin with a type and a subtype
  public static Optional<MediaType> parse(String text) {
    int semicolon = text.indexOf(';');
    String name = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
    int slash = name.indexOf('/');
    String type = name.substring(0, Math.max(slash, 0));
    String subtype = name.substring(slash + 1);
    if (!Ascii.isToken(type) || !Ascii.isToken(subtype)) {
      return Optional.empty();
    }
    Map<String, String> parameters = Parameters.of(text);
    parameters.values().removeIf(value -> !isText(value));
    return Optional.of(new MediaType(type, subtype, parameters));
  }

  /// The parameter of that name, such as `charset`.
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name.toLowerCase(Locale.ROOT)));
  }

  /// Whether this is that type and subtype, with any parameters: `is("text/html")`.
  public boolean is(String name) {
    return (type + "/" + subtype).equalsIgnoreCase(name);
  }

  /// Whether `other` is in this range: of this type and subtype, where this does not have an
  /// asterisk, and with all the parameters that this has. Their values are compared without regard
  /// to case.
  public boolean includes(MediaType other) {
    return (type.equals("*") || type.equals(other.type))
        && (subtype.equals("*") || subtype.equals(other.subtype))
        && parameters.entrySet().stream()
            .allMatch(
                wanted ->
                    wanted.getValue().equalsIgnoreCase(other.parameters.get(wanted.getKey())));
  }

  /// The type as it is written in a field.
  @Override
  public String toString() {
    var text = new StringBuilder(type).append('/').append(subtype);
    parameters.forEach(
        (name, value) -> {
          text.append("; ").append(name).append('=');
          if (Ascii.isToken(value)) {
            text.append(value);
          } else {
            text.append('"').append(value.replaceAll("([\"\\\\])", "\\\\$1")).append('"');
          }
        });
    return text.toString();
  }
}
