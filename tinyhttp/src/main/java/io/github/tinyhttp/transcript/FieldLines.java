package io.github.tinyhttp.transcript;

/// Writes the lines of a section of fields, if fields are shown.
final class FieldLines {
  /// How many fields of one section are shown.
  private static final int MOST = 200;

  private final Lines lines;
  private final Way way;
  private int count;

  FieldLines(Lines lines, Way way) {
    this.lines = lines;
    this.way = way;
  }

  /// Writes the line of a field.
  void field(String name, String value) {
    if (lines.options().showsFields() && count++ < MOST) {
      lines.write(way, "field " + FieldText.field(lines.options(), name, value));
    }
  }

  /// Writes the line of what is no field, of which nothing is shown: where a name ends is not
  /// known, and so not what is secret.
  void malformed(int length) {
    if (lines.options().showsFields() && count++ < MOST) {
      lines.write(way, "field malformed " + length + "B");
    }
  }

  /// So many further fields are not known.
  void omitted(int more) {
    if (lines.options().showsFields()) {
      count += more;
    }
  }

  /// Writes how many fields were left out.
  void end() {
    if (count > MOST) {
      lines.write(way, "field " + (count - MOST) + " more");
    }
  }
}
