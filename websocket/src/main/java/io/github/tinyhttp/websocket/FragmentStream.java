package io.github.tinyhttp.websocket;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A message that is sent in fragments, as it is written. For whoever has the turn to send.
final class FragmentStream extends OutputStream {
  private static final int FRAGMENT = 8 << 10;

  private final FrameWriter frames;

  /// Null if the message is not compressed.
  private final @Nullable Deflation deflation;

  private Opcode opcode;
  private final byte[] buffer = new byte[FRAGMENT];
  private int size;
  private boolean heldBack;
  private boolean closed;

  /// @param deflation if compression was agreed on
  FragmentStream(FrameWriter frames, Opcode opcode, @Nullable Deflation deflation) {
    this.frames = frames;
    this.opcode = opcode;
    this.deflation = deflation;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (closed) {
      throw new IOException("the message is complete");
    }
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (size == FRAGMENT) {
        send(0);
      }
      int count = Math.min(FRAGMENT - size, end - at);
      System.arraycopy(bytes, at, buffer, size, count);
      size += count;
      at += count;
    }
  }

  @Override
  public void flush() throws IOException {
    if (size > 0 && !heldBack && !closed) {
      send(0);
    }
  }

  /// The end is near: what is written now leaves with it, flushed or not.
  void holdBack() {
    heldBack = true;
  }

  private void send(int bits) throws IOException {
    boolean first = opcode != Opcode.CONTINUATION;
    boolean last = bits == Frame.FIN;
    Deflation deflating = deflation;
    if (deflating == null || first && last && !deflating.isWorthIt(size)) {
      frames.write(bits, opcode, buffer, 0, size);
    } else {
      var small = new ByteAccumulator();
      deflating.add(buffer, 0, size, small);
      byte[] bytes = last ? deflating.end(small) : small.take();
      frames.write(first ? bits | Frame.RSV1 : bits, opcode, bytes, 0, bytes.length);
    }
    opcode = Opcode.CONTINUATION;
    size = 0;
  }

  /// The message is complete.
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      send(Frame.FIN);
    }
  }
}
