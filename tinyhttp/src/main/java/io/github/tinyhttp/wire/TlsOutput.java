package io.github.tinyhttp.wire;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// The TLS records that one connection sends. A record cannot be taken back: what the socket does
/// not take of it is kept here, and leaves before anything else.
///
/// Two threads send: the connection's writer, and the thread that reads, which sends *control*
/// records, those of TLS itself (a handshake, a key update, an alert). The lock puts their records
/// in one order. No thread waits for the client while it has the lock.
final class TlsOutput {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// How many bytes may be unsent when control records are added. A client that causes more, and
  /// does not read them, loses its connection.
  private static final int MAX_UNSENT = 256 << 10;

  /// How many bytes of control records may leave in one write with the writer's bytes.
  private static final int MAX_JOINED = TlsBuffers.SIZE / 2;

  private final Socket socket;
  private final SSLEngine engine;
  private final TlsBuffers buffers;

  /// Records that the socket has not taken yet.
  @GuardedBy("this")
  private ByteBuffer unsent = NOTHING;

  /// How many bytes of memory the unsent records take. Written under the lock, and read without.
  private int held;

  /// Whether all unsent records are control records that have not been offered to the socket, so
  /// that they may leave in one write with the bytes that follow.
  @GuardedBy("this")
  private boolean deferred;

  /// The number of bytes of a file within the unsent records.
  @GuardedBy("this")
  private long unsentFileBytes;

  /// How many bytes the socket has taken.
  @GuardedBy("this")
  private long taken;

  /// Whether `close_notify` has been sent or is unsent.
  @GuardedBy("this")
  private boolean endBegun;

  /// Whether the socket's output has been shut down, behind `close_notify`.
  @GuardedBy("this")
  private boolean socketEnded;

  /// Whether control records are unsent that the writer does not know of. It is written under the
  /// lock, and read without.
  private volatile boolean pendingControl;

  TlsOutput(Socket socket, SSLEngine engine, TlsBuffers buffers) {
    this.socket = socket;
    this.engine = engine;
    this.buffers = buffers;
  }

  boolean hasPendingControl() {
    return pendingControl;
  }

  /// How many bytes of memory are held. For any thread, for which it may be a moment old: the lock
  /// may be held while a file is read.
  int held() {
    return held;
  }

  @GuardedBy("this")
  private void keep(ByteBuffer records) {
    unsent = records;
    held = records.capacity();
  }

  /// Whether the socket has not taken all that was written.
  synchronized boolean isBusy() {
    return unsent.hasRemaining() && !deferred;
  }

  /// How many bytes the socket has taken.
  synchronized long taken() {
    return taken;
  }

  @GuardedBy("this")
  private void clearUnsent() {
    keep(NOTHING);
    deferred = false;
    pendingControl = false;
  }

  /// Sends the unsent records, as many as the socket takes.
  ///
  /// @return whether the socket took them all
  synchronized boolean flush() throws IOException {
    boolean first = deferred;
    deferred = false;
    if (unsent.hasRemaining()) {
      taken += socket.write(unsent);
      if (unsent.hasRemaining()) {
        pendingControl |= first;
        return false;
      }
    }
    clearUnsent();
    if (endBegun && !socketEnded) {
      socketEnded = true;
      socket.shutdownOutput();
    }
    return true;
  }

  synchronized boolean write(ByteBuffer from) throws IOException {
    boolean joined = deferred && from.hasRemaining() && unsent.remaining() <= MAX_JOINED;
    if (!joined && !flush()) {
      return false;
    }
    if (!from.hasRemaining()) {
      return true;
    }
    ByteBuffer records = buffers.take();
    try {
      if (joined) {
        records.put(unsent);
        clearUnsent();
      }
      do {
        wrap(from, records);
        if (!send(records.flip())) {
          return false;
        }
        records.clear();
      } while (from.hasRemaining());
      return true;
    } finally {
      buffers.give(records);
    }
  }

  /// Copies bytes of a file through a buffer. The result counts them only when the socket has taken
  /// all of their records, so that a caller that has seen the last of them has nothing to flush.
  synchronized long write(FileChannel file, long position, long count) throws IOException {
    if (!flush()) {
      return 0;
    }
    if (unsentFileBytes > 0) {
      long moved = unsentFileBytes;
      unsentFileBytes = 0;
      return moved;
    }
    ByteBuffer content = buffers.take();
    try {
      content.limit((int) Math.min(content.capacity(), count));
      int moved = file.read(content, position);
      if (moved <= 0 || write(content.flip())) {
        return Math.max(moved, 0);
      }
      unsentFileBytes = content.position(); // the rest of the buffer is read again
      return 0;
    } finally {
      buffers.give(content);
    }
  }

  /// Runs the engine's delegated tasks, however long they take and without the lock, and sends the
  /// records that result.
  void runTasks() throws IOException {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    sendControl();
  }

  /// Sends the control records that the engine wants to send.
  synchronized void sendControl() throws IOException {
    prepareControl();
    if (deferred || pendingControl) {
      boolean _ = flush();
    }
  }

  /// Makes the control records that the engine wants to send. They leave with the next write, or
  /// with [#flush()].
  synchronized void prepareControl() throws IOException {
    ByteBuffer records = buffers.take();
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        int before = records.position();
        SSLEngineResult result = engine.wrap(NOTHING, records);
        boolean full = result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW;
        if (full && before > 0) {
          addControl(records.flip());
          records.clear();
        } else if (full || records.position() == before && isStuck(result)) {
          break;
        }
      }
      addControl(records.flip());
    } finally {
      buffers.give(records);
    }
  }

  private static boolean isStuck(SSLEngineResult result) {
    return result.getStatus() != SSLEngineResult.Status.OK
        || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
  }

  /// Ends this side with `close_notify` (RFC 8446 §6.1), and the socket's output behind it.
  synchronized void shutdown() throws IOException {
    if (!endBegun) {
      endBegun = true;
      engine.closeOutbound();
      prepareControl();
      boolean _ = flush();
    }
  }

  /// Puts control records behind those that are unsent.
  @GuardedBy("this")
  private void addControl(ByteBuffer records) throws IOException {
    if (!records.hasRemaining()) {
      return;
    }
    if (unsent.remaining() > MAX_UNSENT) {
      throw new IOException("the client does not read the TLS records that it causes");
    }
    deferred |= !unsent.hasRemaining();
    pendingControl |= !deferred;
    keep(
        ByteBuffer.allocate(unsent.remaining() + records.remaining())
            .put(unsent)
            .put(records)
            .flip());
  }

  /// Encrypts bytes of `from` until `records` is full.
  private void wrap(ByteBuffer from, ByteBuffer records)
      throws SSLException, ClosedChannelException {
    while (from.hasRemaining()) {
      int before = records.position();
      switch (engine.wrap(from, records).getStatus()) {
        case OK -> {
          if (records.position() == before) {
            throw new SSLException("nothing can be sent in the middle of a handshake");
          }
        }
        case BUFFER_OVERFLOW, BUFFER_UNDERFLOW -> {
          if (before == 0) {
            throw new SSLException("a TLS record does not fit its buffer");
          }
          return;
        }
        case CLOSED -> throw new ClosedChannelException();
      }
    }
  }

  /// Sends records, and keeps what the socket does not take.
  ///
  /// @return whether the socket took them all
  @GuardedBy("this")
  private boolean send(ByteBuffer records) throws IOException {
    taken += socket.write(records);
    if (!records.hasRemaining()) {
      return true;
    }
    keep(ByteBuffer.allocate(records.remaining()).put(records).flip());
    return false;
  }
}
