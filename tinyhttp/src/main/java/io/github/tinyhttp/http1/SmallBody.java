package io.github.tinyhttp.http1;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import io.github.tinyhttp.wire.MinimumRate;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A body small enough to be collected on the loop before its request is handed on. Memory is taken
/// for what has come, not for what was announced.
final class SmallBody {
  static final byte[] NOTHING = {};

  private final PipelinedCarrier carrier;
  private final int length;
  private byte[] bytes = NOTHING;
  private int count;
  private final long since = Clock.now();

  /// When bytes came last.
  private long movedAt = since;

  SmallBody(PipelinedCarrier carrier, int length) {
    this.carrier = carrier;
    this.length = length;
  }

  PipelinedCarrier carrier() {
    return carrier;
  }

  /// Takes what belongs to the body out of `input`.
  void take(InputBuffer input) {
    int more = Math.min(input.size(), length - count);
    if (count + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(length, Math.max(count + more, 2 * bytes.length)));
    }
    System.arraycopy(input.bytes, input.start, bytes, count, more);
    input.start += more;
    count += more;
    if (more > 0) {
      movedAt = Clock.now();
    }
  }

  boolean isComplete() {
    return count == length;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /// What has come, to be read before the rest.
  InputBuffer taken() {
    var all = new InputBuffer(count);
    all.append(ByteBuffer.wrap(bytes, 0, count));
    return all;
  }

  /// Whether the client sends, however slowly.
  boolean isMoving(long now, long progress) {
    return now < Clock.after(movedAt, progress);
  }

  /// When the next bytes have to be here: within the time for progress, and at the least rate of
  /// [MinimumRate] on the whole.
  long deadline(long progress) {
    long rate = since + progress + count * MinimumRate.NANOS_PER_BYTE;
    return Math.min(Clock.after(Clock.now(), progress), rate);
  }
}
