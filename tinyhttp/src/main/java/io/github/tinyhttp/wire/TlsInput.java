package io.github.tinyhttp.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/// The TLS records that one connection receives. Incomplete records, and decrypted bytes that did
/// not fit into the reader's buffer, are kept in copies of just their size. For one thread at a
/// time.
final class TlsInput {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int RECORD_HEADER = 5;
  private static final int ALERT_RECORD = 21;
  private static final int HANDSHAKE_RECORD = 22;

  /// A record whose content type does not exist.
  private static final byte[] INVALID_RECORD = {0, 3, 3, 0, 1, 0};

  /// How many records without content may follow each other. Each costs the server more than the
  /// client: a key update, for example, costs a derivation and a record in return.
  private static final int MAX_EMPTY_RECORDS = 32;

  /// Room for one record: more than the longest that the JDK accepts.
  private static final int ROOM_FOR_ONE = TlsBuffers.SIZE / 2;

  private final Socket socket;
  private final SSLEngine engine;
  private final TlsBuffers buffers;
  private final TlsOutput output;

  /// Received records that are not decrypted yet; the last one may be incomplete.
  private ByteBuffer records;

  /// Decrypted bytes that did not fit into the reader's buffer.
  private ByteBuffer plain = NOTHING;

  /// Whether the handshake is complete and has agreed on TLS 1.2 or older.
  private boolean beforeTls13;

  /// The number of records without content since the last one with content.
  private int emptyRecords;

  /// Whether the current read must keep alerts from the engine, see [#readMessages(ByteBuffer)].
  private boolean withholdsAlerts;

  /// Whether the next record is an alert that the last read kept from the engine.
  private boolean alertWithheld;

  /// Whether the client has announced its end with `close_notify`.
  private boolean peerEnded;

  /// Whether a read has returned -1.
  private boolean endReported;

  /// @param first the bytes that have been read from the socket already
  TlsInput(
      Socket socket, SSLEngine engine, TlsBuffers buffers, TlsOutput output, ByteBuffer first) {
    this.socket = socket;
    this.engine = engine;
    this.buffers = buffers;
    this.output = output;
    this.records = copy(first);
  }

  /// Refuses further handshakes. TLS 1.2 lets a client ask for one, which costs the server more
  /// than the client, and no client needs that. TLS 1.3 has none.
  void refuseHandshakes() {
    beforeTls13 = !engine.getSession().getProtocol().equals("TLSv1.3");
  }

  boolean hasInput() {
    return plain.hasRemaining()
        || (peerEnded || alertWithheld ? !endReported : hasWholeRecord(records));
  }

  /// How many bytes of memory are held. For any thread, for which it may be a moment old.
  int held() {
    return records.capacity() + plain.capacity();
  }

  private static boolean hasWholeRecord(ByteBuffer bytes) {
    if (bytes.remaining() < RECORD_HEADER) {
      return false;
    }
    int length = Short.toUnsignedInt(bytes.getShort(bytes.position() + 3));
    return bytes.remaining() >= RECORD_HEADER + length;
  }

  /// Reads for a protocol whose messages say how long they are. A TCP close without `close_notify`
  /// counts as a normal end (RFC 9112 §9.8).
  ///
  /// In TLS 1.2 an engine that sees the client's `close_notify` closes this side at once, and
  /// requests that the client has sent before would get no response. So the engine does not see it.
  /// Other alerts are withheld in the same way, as nothing can follow them either.
  int readMessages(ByteBuffer into) throws IOException {
    withholdsAlerts = beforeTls13;
    try {
      return read(into);
    } catch (EOFException _) {
      return -1;
    } finally {
      withholdsAlerts = false;
    }
  }

  /// Reads decrypted bytes, those kept here before those in the socket.
  ///
  /// @throws EOFException if the connection ends without `close_notify`: an attacker may have cut
  ///   it (RFC 8446 §6.1)
  int read(ByteBuffer into) throws IOException {
    if (plain.hasRemaining()) {
      return takePlain(into);
    }
    int start = into.position();
    alertWithheld = false;
    if (!peerEnded && hasWholeRecord(records)) {
      unwrap(records, into);
      if (!records.hasRemaining()) {
        records = NOTHING;
      }
    }
    if (!peerEnded && !alertWithheld && into.position() == start && !plain.hasRemaining()) {
      receive(into);
    }
    if (plain.hasRemaining() && into.position() == start) {
      return takePlain(into);
    }
    if ((peerEnded || alertWithheld) && into.position() == start) {
      endReported = true;
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

  /// Reads from the socket, not much more than `into` has room for, and decrypts.
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

  /// Puts the kept records into `work`, and bytes from the socket behind them.
  ///
  /// @return whether the socket had any
  private boolean fill(ByteBuffer work, int most) throws IOException {
    work.put(0, records, records.position(), records.remaining());
    work.limit(most).position(records.remaining());
    int count = socket.read(work);
    if (count < 0) {
      throw new EOFException("the connection ended without a TLS close_notify");
    }
    work.flip();
    return count > 0;
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return bytes.hasRemaining()
        ? ByteBuffer.allocate(bytes.remaining()).put(bytes).flip()
        : NOTHING;
  }

  /// Decrypts whole records while `into` has room for them, and the first one in any case.
  private void unwrap(ByteBuffer from, ByteBuffer into) throws IOException {
    int start = into.position();
    int room = engine.getSession().getApplicationBufferSize();
    while (from.hasRemaining() && !peerEnded) {
      byte type = from.get(from.position());
      if (beforeTls13 && type == HANDSHAKE_RECORD) {
        throw refusal("the client wants another handshake", into);
      }
      if (withholdsAlerts && type == ALERT_RECORD && hasWholeRecord(from)) {
        alertWithheld = true;
        return;
      }
      if (into.remaining() < room) { // some engines would keep what does not fit
        if (into.position() == start) {
          unwrapAside(from);
        }
        return;
      }
      SSLEngineResult result = engine.unwrap(from, into);
      switch (result.getStatus()) {
        case OK -> {
          serveEngine(result);
          countIfEmpty(result, into);
        }
        case CLOSED -> {
          peerEnded = true;
          serveEngine(result);
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

  private void countIfEmpty(SSLEngineResult result, ByteBuffer into) throws SSLException {
    emptyRecords = result.bytesProduced() > 0 ? 0 : emptyRecords + 1;
    if (emptyRecords > MAX_EMPTY_RECORDS) {
      throw refusal("too many records without content", into);
    }
  }

  /// Makes the exception for a record that is refused, and an engine that has a fatal alert to
  /// send. An engine cannot be asked for one, so this method shows it an invalid record.
  private SSLException refusal(String why, ByteBuffer into) {
    var refusal = new SSLException(why);
    try {
      engine.unwrap(ByteBuffer.wrap(INVALID_RECORD), into);
    } catch (SSLException e) {
      refusal.addSuppressed(e);
    }
    return refusal;
  }

  /// Decrypts one record, if it is complete, into a buffer that has room for any. The check comes
  /// after the call, as an engine may report a lack of room before it reports missing bytes.
  private void unwrapAside(ByteBuffer from) throws IOException {
    ByteBuffer aside = buffers.take();
    try {
      SSLEngineResult result = engine.unwrap(from, aside);
      if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
        return;
      }
      peerEnded = result.getStatus() == SSLEngineResult.Status.CLOSED;
      serveEngine(result);
      countIfEmpty(result, aside);
      plain = copy(aside.flip());
    } finally {
      buffers.give(aside);
    }
  }

  /// Sends records or runs tasks if the engine wants that before the next record.
  private void serveEngine(SSLEngineResult result) throws IOException {
    switch (result.getHandshakeStatus()) {
      case NEED_WRAP -> output.sendControl();
      case NEED_TASK -> output.runTasks();
      case FINISHED, NOT_HANDSHAKING, NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        if (result.bytesConsumed() == 0 && result.bytesProduced() == 0 && !peerEnded) {
          throw new SSLException("the TLS engine makes no progress: " + result);
        }
      }
    }
  }

  /// Gives the engine the next record of a handshake.
  ///
  /// @param scratch room for a record
  /// @return whether a record was complete
  boolean readHandshakeRecord(ByteBuffer scratch) throws IOException {
    while (true) {
      // The engine also sees incomplete records, as it recognizes by the first bytes what is no
      // TLS.
      SSLEngineResult result = engine.unwrap(records, scratch.clear());
      if (result.bytesProduced() > 0) {
        plain = copy(scratch.flip());
      }
      switch (result.getStatus()) {
        case OK -> {
          return true;
        }
        case CLOSED -> throw new EOFException("the client ended the handshake");
        case BUFFER_OVERFLOW -> throw new SSLException("a TLS record does not fit its buffer");
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
