package io.github.tinyhttp.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// A response as it was on the wire.
///
/// @param version the version, for example `HTTP/1.1`
/// @param status the status code
/// @param reason the reason phrase, possibly empty
/// @param fields the field lines in order, with names as they were sent
/// @param framing how the end of the body was found
/// @param body the content, without chunk framing
/// @param chunks the length of each chunk, without the last, empty one
/// @param trailers the trailer lines of a chunked body
public record WireResponse(
    String version,
    int status,
    String reason,
    List<Field> fields,
    Framing framing,
    byte[] body,
    List<Integer> chunks,
    List<Field> trailers) {
  /// A field line.
  public record Field(String name, String value) {}

  /// How the end of a body is found (RFC 9112 §6.3).
  public enum Framing {
    /// There is no body: 1xx, 204, 304, or a response to HEAD or CONNECT.
    NONE,
    /// `Content-Length` gives the length.
    SIZED,
    /// The chunked coding marks the end.
    CHUNKED,
    /// The body ends with the connection.
    CLOSE
  }

  /// Whether a field line has this name.
  public boolean has(String name) {
    return !all(name).isEmpty();
  }

  /// The values of all field lines of this name, in order.
  public List<String> all(String name) {
    return values(fields, name);
  }

  /// The value of the only field line of this name.
  ///
  /// @throws AssertionError if the response has none, or more than one
  public String header(String name) {
    return only(all(name), name);
  }

  /// The value of the only trailer line of this name.
  ///
  /// @throws AssertionError if the response has none, or more than one
  public String trailer(String name) {
    return only(values(trailers, name), name);
  }

  /// Whether a comma-separated field lists `option`, ignoring case, as in `hasOption("Connection",
  /// "close")`.
  public boolean hasOption(String name, String option) {
    return all(name).stream()
        .flatMap(value -> List.of(value.split(",")).stream())
        .anyMatch(element -> element.strip().equalsIgnoreCase(option));
  }

  /// Whether the response announces that the server closes the connection after it.
  public boolean announcesClose() {
    return hasOption("Connection", "close");
  }

  /// The body decoded as UTF-8.
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /// The response in a few printable lines.
  @Override
  public String toString() {
    String lines =
        fields.stream()
            .map(field -> field.name + ": " + Wire.escape(field.value) + "\n")
            .collect(Collectors.joining());
    return version
        + " "
        + status
        + " "
        + reason
        + "\n"
        + lines
        + "\n"
        + Wire.escape(Wire.text(body));
  }

  private String only(List<String> values, String name) {
    if (values.size() != 1) {
      throw new AssertionError(
          "expected one " + name + ", there are " + values.size() + " in\n" + this);
    }
    return values.getFirst();
  }

  private static List<String> values(List<Field> lines, String name) {
    return lines.stream()
        .filter(field -> field.name.equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }
}
