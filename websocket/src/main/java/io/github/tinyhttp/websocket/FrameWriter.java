package io.github.tinyhttp.websocket;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;

/// Writes frames, each whole, whoever sends it, RFC 6455 §5.2. Nothing follows a close frame.
final class FrameWriter {
  /// Payloads up to this size leave in one write with their head.
  private static final int SMALL = 16 << 10;

  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile boolean closed;

  FrameWriter(OutputStream out) {
    this.out = out;
  }

  /// Whether nothing more can be sent: a close frame was, or the connection is broken.
  boolean isClosed() {
    return closed;
  }

  /// Writes a frame.
  ///
  /// @param bits of the first byte: FIN and RSV1
  /// @throws ClosedChannelException after a close frame
  void write(int bits, Opcode opcode, byte[] bytes, int offset, int count) throws IOException {
    writing.lock();
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      put(bits, opcode, bytes, offset, count);
    } finally {
      writing.unlock();
    }
  }

  void write(Opcode opcode, byte[] bytes) throws IOException {
    write(Frame.FIN, opcode, bytes, 0, bytes.length);
  }

  /// Writes a close frame, unless there was one.
  ///
  /// @return whether this was the first
  boolean close(byte[] payload) throws IOException {
    writing.lock();
    try {
      if (closed) {
        return false;
      }
      closed = true;
      put(Frame.FIN, Opcode.CLOSE, payload, 0, payload.length);
      return true;
    } finally {
      writing.unlock();
    }
  }

  private void put(int bits, Opcode opcode, byte[] bytes, int offset, int count)
      throws IOException {
    boolean small = count <= SMALL;
    ByteBuffer head = ByteBuffer.allocate(small ? 10 + count : 10);
    head.put((byte) (bits | opcode.code));
    if (count < Frame.LENGTH_16) {
      head.put((byte) count);
    } else if (count < 1 << 16) {
      head.put((byte) Frame.LENGTH_16).putShort((short) count);
    } else {
      head.put((byte) Frame.LENGTH_63).putLong(count);
    }
    if (small) {
      head.put(bytes, offset, count);
    }
    try {
      out.write(head.array(), 0, head.position());
      if (!small) {
        out.write(bytes, offset, count);
      }
    } catch (IOException e) {
      closed = true; // nothing can follow a part of a frame
      throw e;
    }
  }
}
