package io.github.tinyhttp.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/// What comes over one connection as TLS records. Of a record that is not whole yet, and of
/// anything there was no room for, it keeps a copy of just the size. For one thread at a time.
final class TlsInput {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int RECORD_HEADER = 5;
  private static final int ALERT_RECORD = 21;
  private static final int HANDSHAKE_RECORD = 22;

  /// Of a type that there is not.
  private static final byte[] NO_RECORD = {0, 3, 3, 0, 1, 0};

  /// How many records without content may follow each other. Each costs us more than the client:
  /// one with a new key, say, a derivation and an answer.
  private static final int MOST_EMPTY = 32;

  /// More than the longest record the JDK takes.
  private static final int ROOM_FOR_ONE = TlsBuffers.SIZE / 2;

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final TlsBuffers buffers;
  private final TlsOutput output;

  /// Records, or the beginning of one.
  private ByteBuffer records;

  /// Bytes that were decrypted and not asked for.
  private ByteBuffer plain = NOTHING;

  /// TLS 1.2 is spoken, and the handshake is over.
  private boolean old;

  /// Records without content since the last one with any.
  private int empty;

  /// Whoever reads wants our side to stay open when the client's has ended.
  private boolean sparesAlerts;

  /// An alert is next, and kept from the engine.
  private boolean spared;

  /// The client has said that nothing more follows.
  private boolean ended;

  /// And we have passed that on.
  private boolean endSeen;

  /// @param first what has been read already
  TlsInput(
      SocketChannel channel,
      SSLEngine engine,
      TlsBuffers buffers,
      TlsOutput output,
      ByteBuffer first) {
    this.channel = channel;
    this.engine = engine;
    this.buffers = buffers;
    this.output = output;
    this.records = copy(first);
  }

  /// From now on another handshake is refused: TLS 1.2 lets a client ask for one, which costs us
  /// more than it costs the client, and nobody needs it. TLS 1.3 knows none.
  void refuseHandshakes() {
    old = !engine.getSession().getProtocol().equals("TLSv1.3");
  }

  boolean hasInput() {
    return plain.hasRemaining() || (ended || spared ? !endSeen : hasWholeRecord(records));
  }

  private static boolean hasWholeRecord(ByteBuffer bytes) {
    if (bytes.remaining() < RECORD_HEADER) {
      return false;
    }
    int length = Short.toUnsignedInt(bytes.getShort(bytes.position() + 3));
    return bytes.remaining() >= RECORD_HEADER + length;
  }

  /// Reads what messages are made of: an end that TLS has not said is one, too, as far as we know
  /// (RFC 9112 §9.8).
  ///
  /// In TLS 1.2 an engine that is told of the client's end closes our side at once, and what the
  /// client has asked for would go unanswered. So it is not told. An alert that is no end, but an
  /// error, makes no difference: there is nothing more to read.
  int readMessages(ByteBuffer into) throws IOException {
    sparesAlerts = old;
    try {
      return read(into);
    } catch (EOFException _) {
      return -1;
    } finally {
      sparesAlerts = false;
    }
  }

  /// Reads what there is, from here or else from the socket.
  ///
  /// @throws EOFException if the connection ends and the client has not said so: somebody may have
  ///   cut it (RFC 8446 §6.1)
  int read(ByteBuffer into) throws IOException {
    if (plain.hasRemaining()) {
      return takePlain(into);
    }
    int start = into.position();
    spared = false;
    if (!ended && hasWholeRecord(records)) {
      unwrap(records, into);
      if (!records.hasRemaining()) {
        records = NOTHING;
      }
    }
    if (!ended && !spared && into.position() == start && !plain.hasRemaining()) {
      receive(into);
    }
    if (plain.hasRemaining() && into.position() == start) {
      return takePlain(into);
    }
    if ((ended || spared) && into.position() == start) {
      endSeen = true;
      return -1;
    }
    return into.position() - start;
  }

  private int takePlain(ByteBuffer into) {
    int count = Math.min(plain.remaining(), into.remaining());
    into.put(into.position(), plain, plain.position(), count);
    into.position(into.position() + count);
    plain.position(plain.position() + count);
    if (!plain.hasRemaining()) {
      plain = NOTHING;
    }
    return count;
  }

  /// Reads from the socket, not much more than there is room for, and decrypts.
  private void receive(ByteBuffer into) throws IOException {
    ByteBuffer work = buffers.take();
    try {
      int most = Math.clamp(into.remaining(), ROOM_FOR_ONE, work.capacity());
      if (fill(work, most)) {
        unwrap(work, into);
        records = copy(work);
      }
    } finally {
      buffers.give(work);
    }
  }

  /// Puts what is left of the records into `work`, and more from the socket behind it; false if
  /// there was no more.
  private boolean fill(ByteBuffer work, int most) throws IOException {
    work.put(0, records, records.position(), records.remaining());
    work.limit(most).position(records.remaining());
    int count = channel.read(work);
    if (count < 0) {
      throw new EOFException("the connection ended, and TLS had not");
    }
    work.flip();
    return count > 0;
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return bytes.hasRemaining()
        ? ByteBuffer.allocate(bytes.remaining()).put(bytes).flip()
        : NOTHING;
  }

  /// Decrypts whole records while there is room for them, and one in any case.
  private void unwrap(ByteBuffer from, ByteBuffer into) throws IOException {
    int start = into.position();
    int room = engine.getSession().getApplicationBufferSize();
    while (from.hasRemaining() && !ended) {
      byte type = from.get(from.position());
      if (old && type == HANDSHAKE_RECORD) {
        throw refusal("the client wants another handshake", into);
      }
      if (sparesAlerts && type == ALERT_RECORD && hasWholeRecord(from)) {
        spared = true;
        return;
      }
      if (into.remaining() < room) { // some engines would keep what there is no room for
        if (into.position() == start) {
          unwrapAside(from);
        }
        return;
      }
      SSLEngineResult result = engine.unwrap(from, into);
      switch (result.getStatus()) {
        case OK -> {
          goOn(result);
          count(result, into);
        }
        case CLOSED -> {
          ended = true;
          goOn(result);
        }
        case BUFFER_UNDERFLOW -> {
          return;
        }
        case BUFFER_OVERFLOW -> {
          if (into.position() == start) {
            unwrapAside(from);
          }
          return;
        }
      }
    }
  }

  private void count(SSLEngineResult result, ByteBuffer into) throws SSLException {
    empty = result.bytesProduced() > 0 ? 0 : empty + 1;
    if (empty > MOST_EMPTY) {
      throw refusal("too many records without content", into);
    }
  }

  /// Why something is refused, for an engine that has a fatal alert to send: it can not be asked
  /// for one, so it is shown a record of no type there is.
  private SSLException refusal(String why, ByteBuffer into) {
    var refusal = new SSLException(why);
    try {
      engine.unwrap(ByteBuffer.wrap(NO_RECORD), into);
    } catch (SSLException e) {
      refusal.addSuppressed(e);
    }
    return refusal;
  }

  /// Decrypts one record to where there is room for any, if it is whole: an engine may say that
  /// there is no room before it says that something is missing.
  private void unwrapAside(ByteBuffer from) throws IOException {
    ByteBuffer aside = buffers.take();
    try {
      SSLEngineResult result = engine.unwrap(from, aside);
      if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
        return;
      }
      ended = result.getStatus() == SSLEngineResult.Status.CLOSED;
      goOn(result);
      count(result, aside);
      plain = copy(aside.flip());
    } finally {
      buffers.give(aside);
    }
  }

  /// Does what the engine wants before the next record.
  private void goOn(SSLEngineResult result) throws IOException {
    switch (result.getHandshakeStatus()) {
      case NEED_WRAP -> output.say();
      case NEED_TASK -> output.work();
      case FINISHED, NOT_HANDSHAKING, NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        if (result.bytesConsumed() == 0 && result.bytesProduced() == 0 && !ended) {
          throw new SSLException("the TLS engine takes no more: " + result);
        }
      }
    }
  }

  /// Takes the next record of a handshake.
  ///
  /// @param scratch room for a record
  /// @return whether there was one
  boolean shake(ByteBuffer scratch) throws IOException {
    while (true) {
      // the engine sees a part of a record, too: what is no TLS is found out by its first bytes
      SSLEngineResult result = engine.unwrap(records, scratch.clear());
      if (result.bytesProduced() > 0) {
        plain = copy(scratch.flip());
      }
      switch (result.getStatus()) {
        case OK -> {
          return true;
        }
        case CLOSED -> throw new EOFException("the client gave up");
        case BUFFER_OVERFLOW -> throw new SSLException("a record has no room");
        case BUFFER_UNDERFLOW -> {
          if (!receiveMore()) {
            return false;
          }
        }
      }
    }
  }

  private boolean receiveMore() throws IOException {
    ByteBuffer work = buffers.take();
    try {
      boolean more = fill(work, work.capacity());
      if (more) {
        records = copy(work);
      }
      return more;
    } finally {
      buffers.give(work);
    }
  }
}
