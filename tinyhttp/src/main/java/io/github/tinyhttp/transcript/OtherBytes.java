package io.github.tinyhttp.transcript;

import io.github.tinyhttp.wire.InputBuffer;

/// Counts bytes that are of a protocol of the application's, or that the server does not read as
/// HTTP any more.
final class OtherBytes implements Parser {
  private final Lines lines;
  private final Way way;

  OtherBytes(Lines lines, Way way) {
    this.lines = lines;
    this.way = way;
  }

  @Override
  public boolean take(InputBuffer bytes) {
    if (!bytes.isEmpty()) {
      lines.write(way, "data " + bytes.size() + "B");
      bytes.start = bytes.end;
    }
    return false;
  }

  @Override
  public void cut(InputBuffer bytes) {}
}
