package io.github.tinyhttp.http2;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.Incoming;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request body on its way, for the application.
final class StreamBody extends Incoming {
  private final Http2Stream stream;
  private final StreamInput input;

  /// How long a read waits, in nanoseconds; null if the driver sees to it that the client is not
  /// late.
  private volatile @Nullable Long readTimeout;

  private volatile boolean requested;

  /// How much content was read. Written by the thread that reads, and read by those that watch.
  private long received;

  StreamBody(Http2Stream stream, StreamInput input) {
    this.stream = stream;
    this.input = input;
  }

  @Override
  public void request() {
    if (!requested) {
      requested = true;
      stream.bodyRequested();
    }
  }

  @Override
  public Headers trailers() {
    return input.isAtEnd() ? input.trailers() : Headers.empty();
  }

  @Override
  public long received() {
    return received;
  }

  @Override
  public @Nullable IOException failure() {
    return input.failure();
  }

  @Override
  public void readTimeout(long nanos) {
    readTimeout = nanos;
  }

  @Override
  protected void grew(int bytes) {
    stream.owner().io().grew(bytes);
  }

  @Override
  protected long buffered() {
    return input.available();
  }

  @Override
  public boolean isWhole() {
    return false;
  }

  @Override
  public int available() {
    return input.available();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
    int count = input.take(buffer);
    if (count == 0) {
      Driver.beforeBlocking();
      await();
      count = input.take(buffer);
    }
    received += Math.max(0, count);
    if (input.owesCredit()) {
      stream.signal(Http2Stream.CREDIT);
    }
    return count;
  }

  private void await() throws IOException {
    Long nanos = readTimeout;
    if (nanos == null) {
      int _ = input.await();
    } else if (input.await(nanos) < 0) {
      var late = new HttpException(Rule.BODY_LATE.status().code(), Rule.BODY_LATE.message());
      input.lose(late);
      stream.tellRefused(Rule.BODY_LATE);
      throw late;
    }
  }
}
