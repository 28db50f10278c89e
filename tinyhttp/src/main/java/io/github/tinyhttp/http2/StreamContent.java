package io.github.tinyhttp.http2;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.AnnouncedLength;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.Outgoing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/// The content of a response that is made while it is sent, for the thread that makes it.
final class StreamContent extends Outgoing {
  /// How much is collected before the first of it may leave.
  private static final int ENOUGH = 16 << 10;

  private final Http2Stream stream;
  private final StreamOutput output;
  private final AnnouncedLength length;

  StreamContent(Http2Stream stream, StreamOutput output) {
    this.stream = stream;
    this.output = output;
    this.length = new AnnouncedLength(output.form().length());
  }

  @Override
  public boolean hasContent() {
    return output.form().content();
  }

  @Override
  public boolean hasSent() {
    return output.isReleased();
  }

  @Override
  public void begins(Body.EndlessWriter content) {
    dispatcher().endless().begins(content);
    stream.request().onDisconnect(content::probe); // to fail where it is written
  }

  @Override
  public void ends(Body.EndlessWriter content) {
    dispatcher().endless().ends(content);
  }

  private Dispatcher dispatcher() {
    return stream.owner().http().dispatcher();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (!hasContent()) {
      return; // a response to HEAD
    }
    this.length.take(length);
    putAll(ByteBuffer.wrap(bytes, offset, length));
  }

  private void putAll(ByteBuffer rest) throws IOException {
    while (rest.hasRemaining()) {
      int count = output.put(rest);
      if (rest.hasRemaining() || output.available() > ENOUGH) {
        release();
      }
      if (count == 0) {
        Driver.beforeBlocking();
        output.awaitRoom();
      }
    }
  }

  private void release() {
    output.release();
    stream.signal(Http2Stream.CONTENT);
  }

  @Override
  public void flush() throws IOException {
    synchronized (output) {
      output.check();
      if (output.isEnded()) {
        return;
      }
      output.release();
    }
    stream.signal(Http2Stream.CONTENT);
  }

  @Override
  public void transferFrom(FileChannel file, long count) throws IOException {
    try {
      length.take(count);
      if (count == 0) {
        file.close();
        return;
      }
      output.add(new FileTransfer(file, file.position(), count, dispatcher()));
    } catch (Throwable e) {
      file.close();
      throw e;
    }
    if (output.form().trailers()) { // which the application makes when the content is sent
      stream.signal(Http2Stream.CONTENT);
      Driver.beforeBlocking();
      output.awaitFile();
    }
  }

  /// The end is with the system when this returns, as far as the socket and the windows take it:
  /// the program may end now. A driver inside of a handler sends it when the handler has returned,
  /// and reads a file when the client takes it.
  @Override
  public void complete() throws IOException {
    if (hasContent()) {
      length.checkComplete();
    }
    output.end(output.form().trailers() ? stream.request().response().trailers() : Headers.empty());
    if (Thread.currentThread() instanceof Driver || output.hasFile()) {
      stream.signal(Http2Stream.CONTENT);
    } else {
      stream.signalAndWait(Http2Stream.CONTENT);
    }
  }

  /// The driver tells the request that it is sent, when it is.
  @Override
  public void finish() throws IOException {
    complete();
  }

  @Override
  public void abort(Throwable cause) {
    stream.broken(cause);
  }
}
