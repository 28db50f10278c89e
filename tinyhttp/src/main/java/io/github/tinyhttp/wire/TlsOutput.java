package io.github.tinyhttp.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// What leaves one connection as TLS records. A record cannot be taken back: what the socket does
/// not take of it is kept here, and leaves before anything else.
///
/// The lock orders the writer with what TLS says itself, on the thread that reads. It is never held
/// while somebody waits for the client.
final class TlsOutput {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// What may wait here beside the writer's own bytes; a client that makes us answer more than
  /// that, and does not read it, is no client.
  private static final int MOST_OWED = 256 << 10;

  /// What leaves in one go with the writer's bytes, at most.
  private static final int MOST_JOINED = TlsBuffers.SIZE / 2;

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final TlsBuffers buffers;

  // all below: under the lock

  /// Records on their way.
  private ByteBuffer unsent = NOTHING;

  /// None of them has been tried to send, and they may leave with what follows.
  private boolean held;

  /// Bytes of a file that are among them.
  private long passed;

  /// The end of our side is among them.
  private boolean ending;

  /// And so is the socket's.
  private boolean ended;

  private volatile boolean owes;

  TlsOutput(SocketChannel channel, SSLEngine engine, TlsBuffers buffers) {
    this.channel = channel;
    this.engine = engine;
    this.buffers = buffers;
  }

  /// Whether something waits here that no writer knows of.
  boolean owes() {
    return owes;
  }

  /// Whether the socket has not taken all that was written.
  synchronized boolean isBusy() {
    return unsent.hasRemaining() && !held;
  }

  private void forget() {
    unsent = NOTHING;
    held = false;
    owes = false;
  }

  synchronized boolean flush() throws IOException {
    boolean first = held;
    held = false;
    if (unsent.hasRemaining()) {
      channel.write(unsent);
      if (unsent.hasRemaining()) {
        owes |= first;
        return false;
      }
    }
    forget();
    if (ending && !ended) {
      ended = true;
      channel.shutdownOutput();
    }
    return true;
  }

  synchronized boolean write(ByteBuffer from) throws IOException {
    boolean joined = held && from.hasRemaining() && unsent.remaining() <= MOST_JOINED;
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
        forget();
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

  /// Copies through a buffer. Bytes count when all of their records are with the operating system,
  /// so that a caller that has seen the last of them owes nothing.
  synchronized long write(FileChannel file, long position, long count) throws IOException {
    if (!flush()) {
      return 0;
    }
    if (passed > 0) {
      long moved = passed;
      passed = 0;
      return moved;
    }
    ByteBuffer content = buffers.take();
    try {
      content.limit((int) Math.min(content.capacity(), count));
      int moved = file.read(content, position);
      if (moved <= 0 || write(content.flip())) {
        return Math.max(moved, 0);
      }
      passed = content.position(); // the rest of it is read again
      return 0;
    } finally {
      buffers.give(content);
    }
  }

  /// Does the work that the engine waits for, in as long as it takes and without the lock, and
  /// sends what comes of it.
  void work() throws IOException {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    say();
  }

  /// Sends what the engine has to say: its part of a handshake, an answer to a new key, an alert.
  synchronized void say() throws IOException {
    prepare();
    if (held || owes) {
      boolean _ = flush();
    }
  }

  /// Prepares what the engine has to say, to leave with the next write, or with [#flush()].
  synchronized void prepare() throws IOException {
    ByteBuffer records = buffers.take();
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        int before = records.position();
        SSLEngineResult result = engine.wrap(NOTHING, records);
        boolean full = result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW;
        if (full && before > 0) {
          put(records.flip());
          records.clear();
        } else if (full || records.position() == before && isStuck(result)) {
          break;
        }
      }
      put(records.flip());
    } finally {
      buffers.give(records);
    }
  }

  private static boolean isStuck(SSLEngineResult result) {
    return result.getStatus() != SSLEngineResult.Status.OK
        || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
  }

  /// Ends our side with an alert that says so (RFC 8446 §6.1), and the socket's behind it.
  synchronized void shutdown() throws IOException {
    if (!ending) {
      ending = true;
      engine.closeOutbound();
      prepare();
      boolean _ = flush();
    }
  }

  /// Puts records behind those on their way.
  private void put(ByteBuffer records) throws IOException {
    if (!records.hasRemaining()) {
      return;
    }
    if (unsent.remaining() > MOST_OWED) {
      throw new IOException("the client does not read what it has asked for");
    }
    held |= !unsent.hasRemaining();
    owes |= !held;
    unsent =
        ByteBuffer.allocate(unsent.remaining() + records.remaining())
            .put(unsent)
            .put(records)
            .flip();
  }

  /// Fills `records` from `from`.
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
            throw new SSLException("a record has no room");
          }
          return;
        }
        case CLOSED -> throw new ClosedChannelException();
      }
    }
  }

  /// Sends records, and keeps what the socket does not take.
  private boolean send(ByteBuffer records) throws IOException {
    channel.write(records);
    if (!records.hasRemaining()) {
      return true;
    }
    unsent = ByteBuffer.allocate(records.remaining()).put(records).flip();
    return false;
  }
}
