package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.content.BlockOutputStream;
import io.github.tinyhttp.engine.WriteBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/// The content of an answer on its way to the client, framed as the head has said. What is written
/// is collected, the head with it, until the buffer is full or somebody flushes.
final class ResponseBodyStream extends BlockOutputStream {
  private static final int BUFFER = 16 << 10;
  private static final byte[] LINE_END = HeadWriter.ascii("\r\n");
  private static final byte[] LAST_CHUNK = HeadWriter.ascii("0\r\n");
  private static final byte[] CONTINUE = HeadWriter.ascii("HTTP/1.1 100 Continue\r\n\r\n");

  private final SocketWriter socket;
  private final ResponseFraming plan;
  private final Thread writer = Thread.currentThread();

  /// The head, and framed content behind it.
  private final WriteBatch out;

  private final byte[] buffer = new byte[BUFFER];
  private int count;

  /// Content that may still be written, if the head has told its length.
  private long left;

  private boolean sent;
  private boolean finished;
  private boolean lost;

  ResponseBodyStream(SocketWriter socket, ResponseFraming plan, WriteBatch out) {
    this.socket = socket;
    this.plan = plan;
    this.out = out;
    this.left = plan.framing() == ResponseFraming.Framing.LENGTH ? plan.length() : Long.MAX_VALUE;
  }

  /// Frames content that is all there as one chunk, with the answer's trailers.
  static void putWhole(WriteBatch out, byte[] content, Headers trailers) {
    if (content.length > 0) {
      putChunk(out, content, 0, content.length);
    }
    putEnd(out, trailers);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (finished) {
      throw new IOException("the answer is finished");
    }
    if (length > left) {
      throw new IOException("more content than the announced " + plan.length() + " bytes");
    }
    left -= length;
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

  /// The application reads the request's body while it writes the answer, and the client waits to
  /// be told to send it: a 100 goes before the answer, as long as nothing of that has left. From
  /// any other thread than the one that writes it could come to stand in the middle of the answer.
  void sayContinue() throws IOException {
    if (!sent && Thread.currentThread() == writer) {
      socket.writeFully(ByteBuffer.wrap(CONTINUE));
    }
  }

  /// Whether any byte of the answer has left.
  boolean hasSent() {
    return sent;
  }

  /// Whether the client is gone, or too slow: what failed then was not the application.
  boolean isLost() {
    return lost;
  }

  /// The socket took no more.
  void lose() {
    lost = true;
  }

  /// Sends the rest, and the end of the framing.
  void finish(Response response) throws IOException {
    if (plan.framing() == ResponseFraming.Framing.LENGTH && plan.content() && left > 0) {
      throw new IOException("the content is " + left + " bytes shorter than announced");
    }
    pack();
    if (plan.content() && plan.framing() == ResponseFraming.Framing.CHUNKED) {
      putEnd(out, plan.trailers() ? response.trailers() : Headers.empty());
    }
    finished = true;
    drain();
  }

  /// Says that so much content went to the socket by another way.
  void passed(long length) {
    left -= length;
  }

  private void pack() {
    if (count > 0) {
      frame(buffer, 0, count);
      count = 0;
    }
  }

  private void frame(byte[] bytes, int offset, int length) {
    if (!plan.content()) {
      return; // an answer to HEAD
    }
    if (plan.framing() == ResponseFraming.Framing.CHUNKED) {
      putChunk(out, bytes, offset, length);
    } else {
      put(out, bytes, offset, length);
    }
  }

  private static void put(WriteBatch out, byte[] bytes, int offset, int length) {
    System.arraycopy(bytes, offset, out.room(length), out.end(), length);
    out.end(out.end() + length);
  }

  private static void putChunk(WriteBatch out, byte[] bytes, int offset, int length) {
    out.put(HeadWriter.ascii(Integer.toHexString(length)));
    out.put(LINE_END);
    put(out, bytes, offset, length);
    out.put(LINE_END);
  }

  private static void putEnd(WriteBatch out, Headers trailers) {
    out.put(LAST_CHUNK);
    HeadWriter.fields(out, trailers);
    out.put(LINE_END);
  }

  private void drain() throws IOException {
    if (!out.isEmpty()) {
      sent = true;
      try {
        socket.writeFully(ByteBuffer.wrap(out.take()));
      } catch (IOException e) {
        lose();
        throw e;
      }
    }
  }
}
