package io.github.tinyhttp.transcript;

import io.github.tinyhttp.http2.HeaderBlocks;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.ByteArrayOutputStream;

/// Takes the frames of one direction of HTTP/2, and the header blocks that they carry.
final class Http2Frames implements Parser {
  /// The largest payload that either side sends here.
  private static final int MOST_PAYLOAD = 16_384;

  /// The largest header block that is kept; the server takes none that is larger.
  private static final int MOST_BLOCK = 1 << 20;

  private final Direction direction;
  private final Http2Streams streams;
  private final HeaderBlocks blocks = new HeaderBlocks();
  private final ByteArrayOutputStream block = new ByteArrayOutputStream(0);

  /// Whether header blocks can be decoded, as all before could.
  private boolean legible = true;

  /// How many bytes of an oversized frame are still to come.
  private int left;

  Http2Frames(Direction direction, Http2Streams streams) {
    this.direction = direction;
    this.streams = streams;
  }

  @Override
  public boolean take(InputBuffer bytes) {
    if (left > 0) {
      int count = Math.min(left, bytes.size());
      bytes.start += count;
      left -= count;
      return count > 0;
    }
    if (bytes.size() < Http2Frame.HEAD) {
      return false;
    }
    Http2Frame frame = Http2Frame.at(bytes);
    if (frame.length() > MOST_PAYLOAD) {
      write(frame, Http2FrameText.withoutPayload(frame));
      bytes.start += Http2Frame.HEAD;
      left = frame.length();
      return true;
    }
    if (bytes.size() < Http2Frame.HEAD + frame.length()) {
      return false;
    }
    bytes.start = frame.end();
    write(frame, Http2FrameText.of(frame));
    take(frame);
    return true;
  }

  private void write(Http2Frame frame, String text) {
    streams.lines(frame.stream()).write(direction.way(), text);
  }

  private void take(Http2Frame frame) {
    switch (frame.type()) {
      case Http2Frame.HEADERS -> {
        block.reset();
        addToBlock(frame.content());
      }
      case Http2Frame.CONTINUATION -> addToBlock(frame);
      case Http2Frame.DATA -> streams.data(direction.way(), frame.content());
      case Http2Frame.RST_STREAM -> streams.reset(frame.stream());
      default -> {}
    }
  }

  private void addToBlock(Http2Frame part) {
    if (block.size() <= MOST_BLOCK) {
      block.write(part.bytes(), part.start(), part.length());
    }
    if (part.has(Http2Frame.END_HEADERS)) {
      endBlock(part);
    }
  }

  private void endBlock(Http2Frame last) {
    var section = new Http2Section(streams.lines(last.stream()), direction.way(), block.size());
    legible &= block.size() <= MOST_BLOCK && blocks.decodes(block.toByteArray(), section::add);
    if (legible) {
      section.write();
      streams.headed(direction.way(), last.stream(), section);
    } else {
      section.writeUndecoded();
    }
    block.reset();
  }

  @Override
  public void cut(InputBuffer bytes) {
    if (left > 0 || !bytes.isEmpty()) {
      direction.write("cut");
    }
  }
}
