package io.github.tinyhttp.http1;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.exchange.AnnouncedLength;
import io.github.tinyhttp.exchange.Outgoing;
import io.github.tinyhttp.exchange.RequestRecord;
import io.github.tinyhttp.wire.MinimumRate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.OptionalLong;

/// The content of a response on its way to the client, framed as the head has said.
final class ResponseBodyStream extends Outgoing {
  private static final int BUFFER = 16 << 10;
  private static final byte[] LINE_END = HeadWriter.ascii("\r\n");
  private static final byte[] LAST_CHUNK = HeadWriter.ascii("0\r\n");
  private static final byte[] CONTINUE = HeadWriter.ascii("HTTP/1.1 100 Continue\r\n\r\n");

  private final ResponseWriter writer;
  private final SocketWriter socket;
  private final PipelinedCarrier carrier;
  private final ResponseFraming framing;
  private final Thread owner = Thread.currentThread();

  /// The head, and framed content behind it.
  private final WriteBatch batch;

  private final byte[] buffer = new byte[BUFFER];
  private int count;

  private final AnnouncedLength length;

  private boolean sent;
  private boolean finished;
  private boolean lost;

  ResponseBodyStream(
      ResponseWriter writer,
      PipelinedCarrier carrier,
      ResponseFraming framing,
      long length,
      WriteBatch batch) {
    this.writer = writer;
    this.socket = writer.socket();
    this.carrier = carrier;
    this.framing = framing;
    this.batch = batch;
    this.length =
        new AnnouncedLength(
            framing.framing() == ResponseFraming.Framing.LENGTH
                ? OptionalLong.of(length)
                : OptionalLong.empty());
  }

  /// Frames content that is in memory as one chunk, with the trailers of the response.
  static void putWhole(WriteBatch batch, byte[] content, Headers trailers) {
    if (content.length > 0) {
      putChunk(batch, content, 0, content.length);
    }
    putEnd(batch, trailers);
  }

  @Override
  public boolean hasContent() {
    return framing.content();
  }

  @Override
  public void begins(Body.EndlessWriter content) {
    writer.endless(content);
    writer.dispatcher().endless().begins(content);
    carrier.request().onDisconnect(content::probe); // to fail where it is written
  }

  @Override
  public void ends(Body.EndlessWriter content) {
    writer.endless(null);
    writer.dispatcher().endless().ends(content);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (finished) {
      throw new IOException("the response is finished");
    }
    if (!framing.content()) {
      return; // a response to HEAD
    }
    take(length);
    if (length > BUFFER - count) {
      pack();
      if (length >= BUFFER) {
        frame(bytes, offset, length);
        drain();
        return;
      }
      drain();
    }
    System.arraycopy(bytes, offset, buffer, count, length);
    count += length;
  }

  /// Sends what was written so far.
  @Override
  public void flush() throws IOException {
    if (!finished) {
      pack();
      drain();
    }
  }

  /// The application reads the request's body while it writes the response, and the client waits to
  /// be told to send it: a 100 goes before the response, as long as nothing of that has left. From
  /// any other thread than the one that writes it could come to stand in the middle of the
  /// response.
  void sendContinue() throws IOException {
    if (!sent && Thread.currentThread() == owner) {
      socket.writeFully(ByteBuffer.wrap(CONTINUE));
    }
  }

  @Override
  public boolean hasSent() {
    return sent;
  }

  @Override
  public void transferFrom(FileChannel opened, long length) throws IOException {
    try (FileChannel file = opened) {
      flush();
      MinimumRate rate = socket.rate();
      long start = file.position();
      long end = start + length;
      for (long position = start; position < end; ) {
        long moved = move(file, position, end - position, rate);
        if (moved <= 0 && position >= file.size()) {
          throw new IOException("the file has become shorter while it was sent");
        }
        position += moved;
        take(moved);
      }
    }
  }

  /// Some content is on its way.
  private void take(long count) throws IOException {
    length.take(count);
    RequestRecord record = carrier.request().record();
    if (record != null) {
      record.sentContent(count);
    }
  }

  /// Moves what the socket takes of a file, or waits until it takes any.
  private long move(FileChannel file, long position, long length, MinimumRate rate)
      throws IOException {
    Connection io = socket.io();
    try {
      long before = io.bytesTaken();
      long moved = io.write(file, position, length);
      if (moved <= 0 && position < file.size()) {
        boolean inTime = socket.isWritableInTime(rate);
        moved = io.write(file, position, length);
        if (!inTime && moved <= 0 && io.bytesTaken() == before) {
          throw SocketWriter.tooSlow();
        }
      }
      rate.moved(io.bytesTaken() - before);
      return moved;
    } catch (IOException e) {
      lost = true; // hardly the file
      throw e;
    }
  }

  @Override
  public void complete() throws IOException {
    if (framing.content()) {
      length.checkComplete();
    }
    pack();
    if (framing.content() && framing.framing() == ResponseFraming.Framing.CHUNKED) {
      putEnd(batch, framing.trailers() ? carrier.response().trailers() : Headers.empty());
    }
    finished = true;
    drain();
  }

  /// Whether the connection ends with this response.
  boolean closesConnection() {
    return framing.closes();
  }

  /// The end of content that the application wrote on a thread of its own.
  @Override
  public void finish() throws IOException {
    complete();
    writer.ownEnded(carrier, framing.closes());
  }

  @Override
  public void abort(Throwable cause) {
    finished = true;
    writer.fail(broken(cause));
  }

  /// The content broke off after part of the response has left.
  IOException broken(Throwable cause) {
    if (!lost && !socket.io().isClosed()) {
      carrier.request().failed(cause);
    }
    carrier.request().cut(cause);
    return cause instanceof IOException io ? io : new IOException("the response failed", cause);
  }

  private void pack() {
    if (count > 0) {
      frame(buffer, 0, count);
      count = 0;
    }
  }

  private void frame(byte[] bytes, int offset, int length) {
    if (framing.framing() == ResponseFraming.Framing.CHUNKED) {
      putChunk(batch, bytes, offset, length);
    } else {
      put(batch, bytes, offset, length);
    }
  }

  private static void put(WriteBatch batch, byte[] bytes, int offset, int length) {
    System.arraycopy(bytes, offset, batch.room(length), batch.end(), length);
    batch.end(batch.end() + length);
  }

  private static void putChunk(WriteBatch batch, byte[] bytes, int offset, int length) {
    byte[] size = HeadWriter.ascii(Integer.toHexString(length));
    byte[] _ = batch.room(size.length + length + 2 * LINE_END.length); // it grows once
    batch.put(size);
    batch.put(LINE_END);
    put(batch, bytes, offset, length);
    batch.put(LINE_END);
  }

  private static void putEnd(WriteBatch batch, Headers trailers) {
    batch.put(LAST_CHUNK);
    HeadWriter.fields(batch, trailers);
    batch.put(LINE_END);
  }

  private void drain() throws IOException {
    if (!batch.isEmpty()) {
      sent = true;
      try {
        socket.writeFully(batch.pass());
      } catch (IOException e) {
        lost = true;
        throw e;
      }
    }
  }
}
