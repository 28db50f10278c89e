package io.github.tinyhttp.transcript;

import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.wire.InputBuffer;

/// Takes content in chunks, RFC 9112 §7.1.
final class Chunks implements Parser {
  private static final int MOST_DIGITS = 15;

  /// `SIZE -> DATA -> DATA_END -> SIZE ... SIZE -> TRAILERS`
  private enum State {
    SIZE,
    DATA,
    DATA_END,
    TRAILERS
  }

  private final Lines lines;
  private final Direction direction;
  private final int mostKept;
  private final Parser next;
  private State state = State.SIZE;
  private long left;

  /// @param mostKept how many bytes of the last chunk with its trailers are kept
  /// @param next has what follows
  Chunks(Lines lines, Direction direction, int mostKept, Parser next) {
    this.lines = lines;
    this.direction = direction;
    this.mostKept = mostKept;
    this.next = next;
  }

  @Override
  public boolean take(InputBuffer bytes) {
    boolean goesOn =
        switch (state) {
          case SIZE -> size(bytes);
          case DATA -> data(bytes);
          case DATA_END -> dataEnd(bytes);
          case TRAILERS -> trailers(bytes);
        };
    if (!goesOn && bytes.size() > mostKept) {
      return isLost();
    }
    return goesOn;
  }

  /// The server reads no further: the rest is counted only.
  private boolean isLost() {
    direction.parser(new OtherBytes(direction.lines(), direction.way()));
    return true;
  }

  private boolean size(InputBuffer bytes) {
    int lf = lineEnd(bytes);
    if (lf < 0) {
      return false;
    }
    int digits = bytes.start;
    while (digits < lf && Ascii.isHex(bytes.bytes[digits])) {
      digits++;
    }
    int count = digits - bytes.start;
    if (count == 0 || count > MOST_DIGITS) {
      return isLost();
    }
    left = Long.parseLong(Ascii.latin1(bytes.bytes, bytes.start, digits), 16);
    if (left == 0) {
      state = State.TRAILERS; // whose section begins with this line, as a head does
    } else {
      bytes.start = lf + 1;
      state = State.DATA;
    }
    return true;
  }

  private static int lineEnd(InputBuffer bytes) {
    for (int i = bytes.start; i < bytes.end; i++) {
      if (bytes.bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean data(InputBuffer bytes) {
    if (bytes.isEmpty()) {
      return false;
    }
    int count = (int) Math.min(left, bytes.size());
    lines.write(direction.way(), "chunk " + count + "B");
    bytes.start += count;
    left -= count;
    if (left == 0) {
      state = State.DATA_END;
    }
    return true;
  }

  private boolean dataEnd(InputBuffer bytes) {
    if (bytes.size() < 2) {
      return false;
    }
    if (bytes.bytes[bytes.start] != '\r' || bytes.bytes[bytes.start + 1] != '\n') {
      return isLost();
    }
    bytes.start += 2;
    state = State.SIZE;
    return true;
  }

  private boolean trailers(InputBuffer bytes) {
    int end = Http1Head.end(bytes.bytes, bytes.start, bytes.start, bytes.end);
    if (end < 0) {
      return false;
    }
    Http1Head section = Http1Head.of(bytes.bytes, bytes.start, end);
    lines.write(direction.way(), "last-chunk " + section.length() + "B");
    section.writeFields(lines, direction.way());
    bytes.start = end;
    direction.parser(next);
    return true;
  }

  @Override
  public void cut(InputBuffer bytes) {
    String missing = state == State.DATA ? " " + left + "B missing" : "";
    lines.write(direction.way(), "cut" + missing);
  }
}
