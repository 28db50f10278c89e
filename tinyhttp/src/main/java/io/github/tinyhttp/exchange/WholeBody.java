package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Headers;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A body that was complete when its request was handed on.
public final class WholeBody extends Incoming {
  private static final byte[] NO_BYTES = {};

  private final byte[] bytes;
  private final Headers trailers;
  private int position;

  /// A body of these bytes.
  ///
  /// @param bytes not copied
  public WholeBody(byte[] bytes, Headers trailers) {
    this.bytes = bytes;
    this.trailers = trailers;
  }

  /// The body of a request that has none.
  public static WholeBody empty() {
    return new WholeBody(NO_BYTES, Headers.empty());
  }

  @Override
  protected void grew(int bytes) {
    // it is there already
  }

  @Override
  protected long buffered() {
    return bytes.length;
  }

  @Override
  public void request() {
    // the client has sent it
  }

  @Override
  public void readTimeout(long nanos) {
    // the client has sent it
  }

  @Override
  public Headers trailers() {
    return trailers;
  }

  @Override
  public long received() {
    return bytes.length;
  }

  @Override
  public @Nullable IOException failure() {
    return null;
  }

  @Override
  public boolean isWhole() {
    return true;
  }

  @Override
  public byte[] whole() {
    return bytes;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    int count = Math.min(length, bytes.length - position);
    if (count == 0) {
      return -1;
    }
    System.arraycopy(bytes, position, into, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() {
    return bytes.length - position;
  }
}
