package io.github.tinyhttp;

import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.CharsetNames;
import io.github.tinyhttp.syntax.FieldRules;
import io.github.tinyhttp.syntax.Parameters;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// What an application may put into a response. Each method returns the value it has checked, or
/// throws [IllegalArgumentException].
final class ResponseRules {
  private ResponseRules() {}

  /// A status that ends a request.
  static Status finalStatus(int code) {
    if (code < 200) {
      throw new IllegalArgumentException("a final status is 200 or more, not " + code);
    }
    return new Status(code);
  }

  /// The status of a request that failed.
  static Status errorStatus(int code) {
    if (code < 400 || code > 599) {
      throw new IllegalArgumentException("the status of an error is 400 to 599, not " + code);
    }
    return new Status(code);
  }

  /// These fields: none that the library writes, and no two lines of a field that says one thing.
  static Headers fields(Headers fields) {
    for (String name : fields.names()) {
      if (FieldRules.isSingle(name(name)) && fields.all(name).size() > 1) {
        throw new IllegalArgumentException("two lines of " + name);
      }
    }
    return fields;
  }

  /// These fields with one line of that name, in place of those they have.
  static Headers with(Headers fields, String name, String value) {
    return fields.with(name(name), value);
  }

  /// These fields with one more line of that name.
  static Headers withAdded(Headers fields, String name, String value) {
    if (FieldRules.isSingle(name) && fields.contains(name)) {
      throw new IllegalArgumentException(
          "there is a " + name + " already; withHeader() puts another one in its place");
    }
    return fields.withAdded(name(name), value);
  }

  /// A status that sends a client elsewhere.
  static int redirect(int code) {
    return switch (code) {
      case 301, 302, 303, 307, 308 -> code;
      default -> throw new IllegalArgumentException("not a redirect: " + code);
    };
  }

  /// The charset that a media type names, or UTF-8.
  static Charset charset(String type) {
    String name = Parameters.of(type).get("charset");
    if (name == null) {
      return StandardCharsets.UTF_8;
    }
    return CharsetNames.charset(name)
        .orElseThrow(() -> new IllegalArgumentException("not a charset: " + Ascii.printable(name)));
  }

  /// A media type.
  static String mediaType(String text) {
    if (MediaType.parse(text).isEmpty()) {
      throw new IllegalArgumentException("not a media type: " + Ascii.printable(text));
    }
    return text;
  }

  private static String name(String name) {
    if (FieldRules.isOurs(name)) {
      throw new IllegalArgumentException(
          name + " is written by the library; see withConnectionClose() and withTrailers()");
    }
    return name;
  }
}
