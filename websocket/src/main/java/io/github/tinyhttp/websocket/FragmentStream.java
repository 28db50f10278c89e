package io.github.tinyhttp.websocket;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Sends one message in fragments while the application writes it, RFC 6455 §5.4. Confined to the
/// thread that holds the turn to send.
final class FragmentStream extends OutputStream {
  /// The maximum length of a fragment before compression, in bytes.
  private static final int FRAGMENT = 8 << 10;

  private final FrameWriter frames;

  /// The compressor; null if no compression was negotiated.
  private final @Nullable Deflation deflation;

  /// The opcode of the message.
  private final Opcode first;

  /// The opcode of the next frame: the message's own, then CONTINUATION.
  private Opcode opcode;

  /// How many bytes of the message were sent, before compression.
  private long sent;

  private final byte[] buffer = new byte[FRAGMENT];

  /// How many bytes the buffer holds.
  private int size;

  /// Whether `flush` is ignored, because `close` follows at once.
  private boolean holdsBack;

  private boolean closed;

  /// @param deflation the compressor; null if no compression was negotiated
  FragmentStream(FrameWriter frames, Opcode opcode, @Nullable Deflation deflation) {
    this.frames = frames;
    this.first = opcode;
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
    if (size > 0 && !holdsBack && !closed) {
      send(0);
    }
  }

  /// Ignores `flush` from now on, so that the last bytes leave in the last frame.
  void holdBack() {
    holdsBack = true;
  }

  private void send(int bits) throws IOException {
    boolean isFirst = opcode != Opcode.CONTINUATION;
    boolean isLast = bits == Frame.FIN;
    Deflation compressor = deflation;
    if (compressor == null || isFirst && isLast && !compressor.pays(size)) {
      frames.write(bits, opcode, buffer, 0, size);
    } else {
      var compressed = new ByteAccumulator();
      compressor.update(buffer, 0, size, compressed);
      byte[] bytes = isLast ? compressor.finish(compressed) : compressed.toByteArray();
      frames.write(isFirst ? bits | Frame.RSV1 : bits, opcode, bytes, 0, bytes.length);
    }
    opcode = Opcode.CONTINUATION;
    sent += size;
    size = 0;
  }

  /// Ends the message.
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      send(Frame.FIN);
      frames.wroteMessage(first, sent);
    }
  }
}
