package io.github.tinyhttp.transcript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The fields of one header block, as they are decoded.
final class Http2Section {
  /// How many fields are kept: as many as are shown, and some that are not. A short block can name
  /// one long field again and again.
  private static final int MOST = 300;

  private final Lines lines;
  private final Way way;
  private final int length;
  private final Map<String, String> pseudo = new HashMap<>();
  private final List<String> fields = new ArrayList<>();
  private int count;

  /// @param length of the block
  Http2Section(Lines lines, Way way, int length) {
    this.lines = lines;
    this.way = way;
    this.length = length;
  }

  void add(String name, String value) {
    if (name.startsWith(":") && pseudo.size() < 8) {
      pseudo.putIfAbsent(name, value);
    }
    if (count++ < MOST) {
      fields.add(name);
      fields.add(value);
    }
  }

  /// The value of a pseudo-header field; "" if there is none.
  String pseudo(String name) {
    return pseudo.getOrDefault(name, "");
  }

  /// Writes the line of the section, and those of its fields.
  void write() {
    lines.write(way, text() + " " + length + "B");
    var out = new FieldLines(lines, way);
    for (int i = 0; i < fields.size(); i += 2) {
      out.field(fields.get(i), fields.get(i + 1));
    }
    out.omitted(count - fields.size() / 2);
    out.end();
  }

  private String text() {
    if (pseudo.containsKey(":status")) {
      return "head " + Escape.of(pseudo(":status"));
    }
    if (pseudo.containsKey(":method")) {
      String target = pseudo.getOrDefault(":path", pseudo(":authority"));
      return "head "
          + Escape.of(pseudo(":method"))
          + " "
          + FieldText.target(lines.options(), target)
          + " HTTP/2";
    }
    return pseudo.isEmpty() ? "trailers" : "head malformed";
  }

  /// Writes that the block could not be decoded.
  void writeUndecoded() {
    lines.write(way, "head undecoded " + length + "B");
  }
}
