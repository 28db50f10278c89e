package io.github.tinyhttp.transcript;

import io.github.tinyhttp.syntax.Ascii;
import java.util.ArrayList;
import java.util.List;

/// The head of a message of HTTP/1.1, or a trailer section, taken apart without a check of what it
/// means.
final class Http1Head {
  private final String startLine;
  private final int length;

  /// Names and values in turn. A line that is no field has the name "", and stands as the value.
  private final List<String> fields = new ArrayList<>();

  private boolean wellFormed = true;

  private Http1Head(String startLine, int length) {
    this.startLine = startLine;
    this.length = length;
  }

  /// Takes a head apart.
  ///
  /// @param end behind the blank line
  static Http1Head of(byte[] bytes, int start, int end) {
    int lineEnd = lineEnd(bytes, start, end);
    var head = new Http1Head(line(bytes, start, lineEnd), end - start);
    head.wellFormed = isEnded(bytes, start, lineEnd);
    for (int at = lineEnd; at < end; at = lineEnd) {
      lineEnd = lineEnd(bytes, at, end);
      head.wellFormed &= isEnded(bytes, at, lineEnd);
      String line = line(bytes, at, lineEnd);
      if (!line.isEmpty()) {
        head.add(line);
      }
    }
    return head;
  }

  /// Where a head ends that begins at `start`, behind its blank line; -1 if that has not come. A
  /// line ends with LF, with or without CR before it, as peers of all kinds are read here.
  ///
  /// @param from up to where the caller has looked before
  static int end(byte[] bytes, int start, int from, int end) {
    for (int i = Math.max(from, start); i < end; i++) {
      if (bytes[i] == '\n' && isBlank(bytes, start, i)) {
        return i + 1;
      }
    }
    return -1;
  }

  private static boolean isBlank(byte[] bytes, int start, int lf) {
    int before = lf > start && bytes[lf - 1] == '\r' ? lf - 2 : lf - 1;
    return before >= start && bytes[before] == '\n';
  }

  private static int lineEnd(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && bytes[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, end);
  }

  private static boolean isEnded(byte[] bytes, int start, int lineEnd) {
    return lineEnd - start >= 2 && bytes[lineEnd - 2] == '\r' && bytes[lineEnd - 1] == '\n';
  }

  /// The line without its end.
  private static String line(byte[] bytes, int start, int lineEnd) {
    int end = lineEnd;
    if (end > start && bytes[end - 1] == '\n') {
      end--;
    }
    if (end > start && bytes[end - 1] == '\r') {
      end--;
    }
    return Ascii.latin1(bytes, start, end);
  }

  private void add(String line) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? "" : line.substring(0, colon);
    boolean field = Ascii.isToken(name);
    wellFormed &= field;
    fields.add(field ? name : "");
    fields.add(field ? line.substring(colon + 1).strip() : line);
  }

  String startLine() {
    return startLine;
  }

  /// The number of its bytes.
  int length() {
    return length;
  }

  /// Whether every line ends with CR LF, and all but the first one are fields.
  boolean isWellFormed() {
    return wellFormed;
  }

  /// The elements of all lines of that name, RFC 9110 §5.6.1.
  List<String> elements(String name) {
    var elements = new ArrayList<String>();
    for (int i = 0; i < fields.size(); i += 2) {
      if (fields.get(i).equalsIgnoreCase(name)) {
        Ascii.splitList(fields.get(i + 1), elements);
      }
    }
    return elements;
  }

  /// Writes the lines of its fields.
  void writeFields(Lines lines, Way way) {
    var out = new FieldLines(lines, way);
    for (int i = 0; i < fields.size(); i += 2) {
      if (fields.get(i).isEmpty()) {
        out.malformed(fields.get(i + 1).length());
      } else {
        out.field(fields.get(i), fields.get(i + 1));
      }
    }
    out.end();
  }
}
