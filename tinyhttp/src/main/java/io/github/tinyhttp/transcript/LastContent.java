package io.github.tinyhttp.transcript;

import io.github.tinyhttp.wire.InputBuffer;

/// Counts content that ends with the connection.
final class LastContent implements Parser {
  private final Lines lines;
  private final Way way;

  LastContent(Lines lines, Way way) {
    this.lines = lines;
    this.way = way;
  }

  @Override
  public boolean take(InputBuffer bytes) {
    if (!bytes.isEmpty()) {
      lines.write(way, "content " + bytes.size() + "B");
      bytes.start = bytes.end;
    }
    return false;
  }

  @Override
  public void cut(InputBuffer bytes) {}
}
