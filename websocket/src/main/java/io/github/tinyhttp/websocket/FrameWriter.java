package io.github.tinyhttp.websocket;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.MessageEvent;
import io.github.tinyhttp.Upgrade;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Writes frames. Any thread may write; a lock keeps each frame whole, and is held while its thread
/// waits for the client. A close frame does not wait for that lock: the thread that holds it writes
/// the close frame behind its own. After a close frame no data is written, but pongs are: a ping
/// gets its pong until the client has closed, too (RFC 6455 §5.5.2).
final class FrameWriter {
  /// The stages of the end:
  ///
  /// ```
  /// OPEN -> [CLOSING] -> CLOSED -> ENDED
  /// ```
  private enum Stage {
    /// The close frame is not written, and may not even be due.
    OPEN,
    /// A thread writes the close frame, and waits for the client.
    CLOSING,
    /// The close frame is written.
    CLOSED,
    /// The output has ended.
    ENDED
  }

  /// Payloads up to this many bytes are written together with their head.
  private static final int SMALL = 16 << 10;

  private final Upgrade upgrade;
  private final OutputStream out;
  private final ReentrantLock lock = new ReentrantLock();

  /// The payload of the close frame; null until one is to be sent. Set once.
  private final AtomicReference<byte @Nullable []> closing = new AtomicReference<>();

  /// How far the end has come. Changed under the lock.
  private volatile Stage stage = Stage.OPEN;

  /// Whether the output ends behind the close frame.
  private volatile boolean ends;

  /// Whether a write has failed, so that the client would take what follows for the rest of a
  /// frame.
  private volatile boolean failed;

  FrameWriter(Upgrade upgrade) {
    this.upgrade = upgrade;
    this.out = upgrade.output();
  }

  /// Whether no further message can be written: a close frame was, or is about to be, or a write
  /// has failed.
  boolean isClosed() {
    return failed || closing.get() != null;
  }

  /// Writes a frame, and waits for the client if need be.
  ///
  /// @param bits the flags of the first byte: FIN and RSV1
  /// @throws ClosedChannelException after a close frame
  void write(int bits, Opcode opcode, byte[] bytes, int offset, int count) throws IOException {
    lock.lock();
    try {
      checkOpen();
      put(bits, opcode, bytes, offset, count);
    } finally {
      lock.unlock();
    }
    goTowardsEnd();
  }

  /// Writes a control frame, and waits for the client if need be, also behind the close frame.
  ///
  /// @throws ClosedChannelException once the output has ended
  void writeControl(Opcode opcode, byte[] bytes) throws IOException {
    lock.lock();
    try {
      checkNotEnded();
      put(Frame.FIN, opcode, bytes, 0, bytes.length);
    } finally {
      lock.unlock();
    }
    goTowardsEnd();
  }

  /// Writes a message, or a control frame, in one frame that is not compressed.
  void write(Opcode opcode, byte[] bytes) throws IOException {
    write(Frame.FIN, opcode, bytes, 0, bytes.length);
  }

  /// Writes an encoded frame, and waits for the client if need be.
  void write(ByteBuffer frame) throws IOException {
    lock.lock();
    try {
      checkOpen();
      out.write(frame.array(), frame.arrayOffset() + frame.position(), frame.remaining());
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      failed = true;
      throw e;
    } finally {
      lock.unlock();
    }
    goTowardsEnd();
  }

  /// Writes a frame without waiting.
  ///
  /// @return false, and nothing is written, if that would mean to wait
  /// @throws ClosedChannelException after a close frame
  boolean tryWrite(ByteBuffer frame) throws IOException {
    return tryWrite(frame, this::checkOpen);
  }

  /// Writes a control frame without waiting, as [#tryWrite(ByteBuffer)], also behind the close
  /// frame.
  ///
  /// @throws ClosedChannelException once the output has ended
  boolean tryWriteControl(ByteBuffer frame) throws IOException {
    return tryWrite(frame, this::checkNotEnded);
  }

  private interface Check {
    void run() throws ClosedChannelException;
  }

  private boolean tryWrite(ByteBuffer frame, Check check) throws IOException {
    if (!lock.tryLock()) {
      return false;
    }
    boolean taken;
    try {
      check.run();
      taken = upgrade.tryWrite(frame);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      failed = true;
      throw e;
    } finally {
      lock.unlock();
    }
    goTowardsEnd();
    return taken;
  }

  /// A whole message is written, of which those who watch are told.
  ///
  /// @param opcode of the message
  /// @param bytes its size before compression
  void wroteMessage(Opcode opcode, long bytes) {
    upgrade.tellSent(
        opcode == Opcode.TEXT ? MessageEvent.Kind.TEXT : MessageEvent.Kind.BINARY, bytes);
  }

  private void checkOpen() throws ClosedChannelException {
    if (isClosed()) {
      throw new ClosedChannelException();
    }
  }

  private void checkNotEnded() throws ClosedChannelException {
    if (failed || stage == Stage.ENDED) {
      throw new ClosedChannelException();
    }
  }

  @GuardedBy("lock")
  private void put(int bits, Opcode opcode, byte[] bytes, int offset, int count)
      throws IOException {
    try {
      if (count <= SMALL) {
        ByteBuffer frame = FrameEncoder.frame(bits, opcode, bytes, offset, count);
        out.write(frame.array(), frame.arrayOffset(), frame.limit());
      } else {
        ByteBuffer head = FrameEncoder.head(bits, opcode, count);
        out.write(head.array(), head.arrayOffset(), head.limit());
        out.write(bytes, offset, count);
      }
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  // ---- the end

  /// Writes a close frame, unless one was written before, without waiting: if another thread is
  /// writing, it writes the close frame next.
  void close(byte[] payload) throws IOException {
    if (closing.compareAndSet(null, payload)) {
      goTowardsEnd();
    }
  }

  /// Ends the output as soon as the close frame is written.
  void endAfterClose() throws IOException {
    ends = true;
    goTowardsEnd();
  }

  /// Makes the steps that are due, unless another thread holds the lock: that thread does so when
  /// it has given the lock back.
  private void goTowardsEnd() throws IOException {
    while (isStepDue() && lock.tryLock()) {
      try {
        if (isStepDue()) {
          step();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean isStepDue() {
    return !failed
        && switch (stage) {
          case OPEN -> closing.get() != null;
          case CLOSED -> ends;
          case CLOSING, ENDED -> false;
        };
  }

  @GuardedBy("lock")
  private void step() throws IOException {
    if (stage == Stage.CLOSED) {
      stage = Stage.ENDED;
      upgrade.shutdownOutput();
      return;
    }
    byte[] payload = Objects.requireNonNull(closing.get());
    ByteBuffer frame = FrameEncoder.frame(Frame.FIN, Opcode.CLOSE, payload, 0, payload.length);
    stage = Stage.CLOSING;
    if (upgrade.tryWrite(frame)) {
      stage = Stage.CLOSED;
    } else {
      upgrade.start(() -> closeSlowly(payload));
    }
  }

  /// Writes the close frame behind bytes that wait for the client.
  private void closeSlowly(byte[] payload) {
    try {
      lock.lock();
      try {
        put(Frame.FIN, Opcode.CLOSE, payload, 0, payload.length);
        stage = Stage.CLOSED;
      } finally {
        lock.unlock();
      }
      goTowardsEnd();
    } catch (IOException _) {
      // the receive loop sees it, or the deadline of the closing handshake ends the connection
    }
  }
}
