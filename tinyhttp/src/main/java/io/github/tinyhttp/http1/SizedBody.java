package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.wire.InputBuffer;

/// A body whose length the head has told.
final class SizedBody implements BodyDecoder {
  private long left;

  SizedBody(long length) {
    left = length;
  }

  @Override
  public int decode(InputBuffer input, byte[] into, int offset, int length) {
    int count = (int) Math.min(left, Math.min(input.size(), length));
    System.arraycopy(input.bytes, input.start, into, offset, count);
    input.start += count;
    left -= count;
    return count;
  }

  @Override
  public boolean isFinished() {
    return left == 0;
  }

  @Override
  public Headers trailers() {
    return Headers.empty();
  }

  @Override
  public long unframed() {
    return left;
  }

  @Override
  public void took(int count) {
    left -= count;
  }
}
