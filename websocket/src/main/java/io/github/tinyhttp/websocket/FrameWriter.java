package io.github.tinyhttp.websocket;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;

/// Writes frames, RFC 6455 §5.2. Any thread may write; a lock keeps each frame whole. Nothing is
/// written after a close frame.
final class FrameWriter {
  /// Payloads up to this many bytes are written together with their head.
  private static final int SMALL = 16 << 10;

  /// The maximum length of a frame's head that is not masked, in bytes.
  private static final int HEAD_MAXIMUM = 10;

  private final OutputStream out;
  private final ReentrantLock lock = new ReentrantLock();

  /// Whether a close frame was written, or a write failed. Changed under the lock.
  private volatile boolean closed;

  FrameWriter(OutputStream out) {
    this.out = out;
  }

  /// Whether nothing more can be written: a close frame was, or a write failed.
  boolean isClosed() {
    return closed;
  }

  /// Writes a frame.
  ///
  /// @param bits the flags of the first byte: FIN and RSV1
  /// @throws ClosedChannelException after a close frame
  void write(int bits, Opcode opcode, byte[] bytes, int offset, int count) throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      put(bits, opcode, bytes, offset, count);
    } finally {
      lock.unlock();
    }
  }

  /// Writes a message, or a control frame, in one frame that is not compressed.
  void write(Opcode opcode, byte[] bytes) throws IOException {
    write(Frame.FIN, opcode, bytes, 0, bytes.length);
  }

  /// Writes a close frame, unless one was written before.
  void close(byte[] payload) throws IOException {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        put(Frame.FIN, Opcode.CLOSE, payload, 0, payload.length);
      }
    } finally {
      lock.unlock();
    }
  }

  private void put(int bits, Opcode opcode, byte[] bytes, int offset, int count)
      throws IOException {
    boolean isSmall = count <= SMALL;
    ByteBuffer head = ByteBuffer.allocate(isSmall ? HEAD_MAXIMUM + count : HEAD_MAXIMUM);
    head.put((byte) (bits | opcode.code));
    if (count < Frame.LENGTH_16) {
      head.put((byte) count);
    } else if (count < 1 << 16) {
      head.put((byte) Frame.LENGTH_16).putShort((short) count);
    } else {
      head.put((byte) Frame.LENGTH_63).putLong(count);
    }
    if (isSmall) {
      head.put(bytes, offset, count);
    }
    try {
      out.write(head.array(), 0, head.position());
      if (!isSmall) {
        out.write(bytes, offset, count);
      }
    } catch (IOException e) {
      closed = true; // the client would take what follows for the rest of this frame
      throw e;
    }
  }
}
