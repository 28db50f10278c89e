package io.github.tinyhttp.transcript;

import io.github.tinyhttp.wire.InputBuffer;

/// Counts content whose length the head has told.
final class SizedContent implements Parser {
  private final Lines lines;
  private final Direction direction;
  private final Parser next;
  private long left;

  /// @param length not 0
  /// @param next has what follows
  SizedContent(Lines lines, Direction direction, long length, Parser next) {
    this.lines = lines;
    this.direction = direction;
    this.left = length;
    this.next = next;
  }

  @Override
  public boolean take(InputBuffer bytes) {
    if (bytes.isEmpty()) {
      return false;
    }
    int count = (int) Math.min(left, bytes.size());
    lines.write(direction.way(), "content " + count + "B");
    bytes.start += count;
    left -= count;
    if (left == 0) {
      direction.parser(next);
    }
    return true;
  }

  @Override
  public void cut(InputBuffer bytes) {
    lines.write(direction.way(), "cut " + left + "B missing");
  }
}
