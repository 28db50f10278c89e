package io.github.tinyhttp.transcript;

import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.wire.InputBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The bytes that go one way over a layer of a connection, and the parser that takes them apart.
/// Bytes of what has not come whole are kept. For the thread that holds the lock of the [Layer].
final class Direction {
  private static final byte[] NONE = {};

  /// How many bytes are shown in one line.
  private static final int SHOWN = 512;

  private final Way way;
  private final Lines lines;
  private final InputBuffer bytes = new InputBuffer(0);
  private Parser parser;
  private boolean ended;

  /// @param first makes the first parser
  Direction(Way way, Lines lines, Beginning.Maker first) {
    this.way = way;
    this.lines = lines;
    this.parser = first.parser(this);
  }

  Way way() {
    return way;
  }

  /// The lines of the whole connection, or of the layer.
  Lines lines() {
    return lines;
  }

  Parser parser() {
    return parser;
  }

  /// Lets another parser take the bytes from here on. Its caller sees to it that it is called.
  void parser(Parser other) {
    parser = other;
  }

  /// Writes a line.
  void write(String what) {
    lines.write(way, what);
  }

  /// The bytes that no parser has taken yet.
  InputBuffer bytes() {
    return bytes;
  }

  /// Takes bytes apart that were moved.
  void add(ByteBuffer moved) {
    int count = moved.remaining();
    bytes.append(moved);
    if (parser instanceof Beginning beginning) {
      boolean _ = beginning.take(bytes);
    }
    if (lines.options().showsBytes() && parser.isLegible()) {
      show(bytes.end - count);
    }
    run();
  }

  private void show(int from) {
    for (int at = from; at < bytes.end; at += SHOWN) {
      int end = Math.min(at + SHOWN, bytes.end);
      write("bytes " + Escape.quoted(Ascii.latin1(bytes.bytes, at, end)));
    }
  }

  /// Takes all things that have come whole.
  void run() {
    boolean goesOn = true;
    while (goesOn) {
      goesOn = parser.take(bytes);
    }
    if (bytes.isEmpty()) {
      bytes.bytes = NONE;
      bytes.start = 0;
      bytes.end = 0;
    }
  }

  /// Writes that no more bytes follow.
  ///
  /// @param why null if the peer has ended its side
  void end(@Nullable String why) {
    if (!ended) {
      ended = true;
      write(why == null ? "end" : "failed " + Escape.quoted(why));
    }
  }

  /// Writes what is not whole.
  void cut() {
    parser.cut(bytes);
  }
}
