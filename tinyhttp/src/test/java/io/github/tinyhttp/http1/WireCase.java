package io.github.tinyhttp.http1;

import io.github.tinyhttp.testkit.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a client sends, and what has to come of it: a file in `src/test/resources/wire`.
///
/// ```
/// # A sentence that says what this is about.
/// expect: 200 HEAD:200 400 closed
/// deliver: GET /a
/// deliver: HEAD /b
///
/// GET /a HTTP/1.1\r\n
/// …
/// ```
///
/// - `expect` has the status of each final response, `200|204` where there is a choice, with the
///   method in front where that decides on the body; and at the end `kept`, `closed`,
///   `closed-or-kept`, or `silent` where the server goes on waiting. Interim responses are not
///   listed.
/// - `deliver` has a request that reaches the handler: method, target, body, and each trailer field
///   in brackets. With `?` in front it is one of several things that may be delivered, or none.
/// - After an empty line come the octets, escaped as in [Wire#unescape(String)]; the line ends of
///   the file count for nothing.
///
/// @param name folder and file
record WireCase(
    String name,
    List<Expected> responses,
    Ending ending,
    List<String> must,
    List<String> may,
    String octets) {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", ""), "src/test/resources/wire");

  /// A final response.
  record Expected(String method, Set<Integer> statuses) {
    static Expected of(String text) {
      int colon = text.indexOf(':');
      String method = colon < 0 ? "GET" : text.substring(0, colon);
      Set<Integer> statuses =
          Stream.of(text.substring(colon + 1).split("\\|"))
              .map(Integer::valueOf)
              .collect(Collectors.toUnmodifiableSet());
      return new Expected(method, statuses);
    }
  }

  /// What becomes of the connection.
  enum Ending {
    KEPT,
    CLOSED,
    CLOSED_OR_KEPT,
    SILENT
  }

  static List<WireCase> all() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      List<WireCase> cases = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".http")).sorted().toList()) {
        cases.add(read(file));
      }
      return cases;
    }
  }

  private static WireCase read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    int blank = lines.indexOf("");
    List<String> expected = List.of(only(file, lines.subList(0, blank), "expect: ").split(" "));
    List<Expected> responses =
        expected.subList(0, expected.size() - 1).stream().map(Expected::of).toList();
    Ending ending = Ending.valueOf(expected.getLast().toUpperCase().replace('-', '_'));
    List<String> delivered = values(lines.subList(0, blank), "deliver: ");
    return new WireCase(
        FOLDER.relativize(file).toString(),
        responses,
        ending,
        delivered.stream().filter(line -> !line.startsWith("?")).map(Wire::unescape).toList(),
        delivered.stream()
            .filter(line -> line.startsWith("?"))
            .map(line -> Wire.unescape(line.substring(1)))
            .toList(),
        lines.subList(blank + 1, lines.size()).stream()
            .map(Wire::unescape)
            .collect(Collectors.joining()));
  }

  private static String only(Path file, List<String> lines, String key) {
    List<String> values = values(lines, key);
    if (values.size() != 1) {
      throw new IllegalArgumentException(file + " has " + values.size() + " lines " + key);
    }
    return values.getFirst();
  }

  private static List<String> values(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()))
        .toList();
  }

  /// Whether exactly these requests may have been delivered when all octets were sent. In which
  /// order says nothing: several safe requests may be handled side by side.
  boolean allows(List<String> delivered) {
    return sorted(delivered).equals(sorted(must))
        || may.stream().anyMatch(one -> delivered.equals(List.of(one)));
  }

  /// Whether these may have been delivered when a part of the octets was sent.
  boolean allowsOfPart(List<String> delivered) {
    return delivered.size() <= must.size()
            && sorted(delivered).equals(sorted(must.subList(0, delivered.size())))
        || allows(delivered);
  }

  private static List<String> sorted(List<String> lines) {
    return lines.stream().sorted().toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
