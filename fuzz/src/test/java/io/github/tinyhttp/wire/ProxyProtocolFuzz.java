package io.github.tinyhttp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.ProtocolException;
import java.util.Arrays;

/// Whatever comes in place of a PROXY header: it is refused, or ends somewhere, and where it ends
/// depends neither on the pieces it comes in nor on what is behind it.
class ProxyProtocolFuzz {
  private static final int NEVER = -1;

  @FuzzTest
  void a_header_ends_in_one_place_however_it_comes(byte[] bytes) {
    int end = end(bytes, Integer.MAX_VALUE);
    for (int most : new int[] {1, 2, 13}) {
      assertThat(end(bytes, most)).isEqualTo(end);
    }
    if (end != NEVER) {
      assertThat(end).isBetween(1, ProxyProtocol.LONGEST);
      byte[] alone = Arrays.copyOf(bytes, end);
      assertThat(end(alone, Integer.MAX_VALUE)).isEqualTo(end);
      assertThat(meaning(bytes, end)).isEqualTo(meaning(alone, end));
    }
  }

  /// Where the header ends; never if it is refused, or the bytes are not enough.
  private static int end(byte[] bytes, int most) {
    try {
      int count = 0;
      for (int missing = missing(bytes, count); missing > 0; missing = missing(bytes, count)) {
        if (count == bytes.length) {
          return NEVER;
        }
        count += Math.min(Math.min(missing, most), bytes.length - count);
      }
      return count;
    } catch (ProtocolException _) {
      return NEVER;
    }
  }

  /// The reader's array is its own, with room for what it has asked for.
  private static int missing(byte[] bytes, int count) throws ProtocolException {
    return ProxyProtocol.missing(Arrays.copyOf(Arrays.copyOf(bytes, count), count + 16), count);
  }

  private static String meaning(byte[] bytes, int length) {
    try {
      ProxyProtocol.Header header = ProxyProtocol.parse(bytes, length);
      int size = header.values().stream().mapToInt(value -> 3 + value.bytes().length).sum();
      assertThat(size).isLessThan(length);
      return header.ends() + " " + size;
    } catch (ProtocolException e) {
      return e.getMessage();
    }
  }
}
