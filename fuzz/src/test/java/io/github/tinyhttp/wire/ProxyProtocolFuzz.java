package io.github.tinyhttp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.ProtocolException;
import java.util.Arrays;

/// Feeds any bytes to the parser of PROXY headers: it must refuse them, or find an end that depends
/// neither on the pieces nor on the bytes behind the header.
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

  /// Finds the end of the header; empty if the header is refused or incomplete.
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

  /// Calls the parser with an array that has room for the bytes it asks for.
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
