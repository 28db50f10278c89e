package io.github.tinyhttp.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// A response as it was on the wire.
///
/// @param version for example `HTTP/1.1`
/// @param status the code
/// @param reason what followed the code; may be empty
/// @param fields the field lines, in order, with names as they were sent
/// @param framing how the end of the body was found
/// @param body the content, decoded if it was chunked
/// @param chunks how long each chunk was, without the last, empty one
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
    /// There is no body: HEAD, 1xx, 204, 304, or the response to a CONNECT.
    NONE,
    /// By `Content-Length`.
    SIZED,
    /// By the chunked coding.
    CHUNKED,
    /// By the end of the connection.
    CLOSE
  }

  /// Whether there is a field line of that name.
  public boolean has(String name) {
    return !all(name).isEmpty();
  }

  /// The values of all lines of that name.
  public List<String> all(String name) {
    return values(fields, name);
  }

  /// The value of the one line of that name.
  ///
  /// @throws AssertionError if there is none, or more than one
  public String header(String name) {
    return only(all(name), name);
  }

  /// The value of the one trailer line of that name.
  ///
  /// @throws AssertionError if there is none, or more than one
  public String trailer(String name) {
    return only(values(trailers, name), name);
  }

  /// Whether a comma-separated field lists `option`, whatever its case: `hasOption("Connection",
  /// "close")`.
  public boolean hasOption(String name, String option) {
    return all(name).stream()
        .flatMap(value -> List.of(value.split(",")).stream())
        .anyMatch(element -> element.strip().equalsIgnoreCase(option));
  }

  /// Whether the response says that the connection ends with it.
  public boolean announcesClose() {
    return hasOption("Connection", "close");
  }

  /// The body, read as UTF-8.
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
