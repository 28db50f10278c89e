package io.github.tinyhttp.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Memory for a body that is read as a whole.
class CollectedBodyTest {
  private static final int MOST = 1 << 20;

  /// Counts what is collected for it, and has nothing itself.
  private static Incoming counting() {
    return WholeBody.empty();
  }

  /// A client that sends some at a time, and looks what is held for it when it has sent all.
  private static final class Client extends InputStream {
    private final byte[] octets;
    private final int pace;
    private final Incoming incoming;
    private int sent;
    private long heldAtEnd;

    Client(byte[] octets, int pace, Incoming incoming) {
      this.octets = octets;
      this.pace = pace;
      this.incoming = incoming;
    }

    @Override
    public int available() {
      return Math.min(pace, octets.length - sent);
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (available() == 0) {
        heldAtEnd = incoming.heldBytes();
        return -1;
      }
      int count = Math.min(length, available());
      System.arraycopy(octets, sent, into, offset, count);
      sent += count;
      return count;
    }
  }

  private static byte[] random(int length) {
    byte[] octets = new byte[length];
    new Random(length).nextBytes(octets);
    return octets;
  }

  @ParameterizedTest
  @CsvSource({
    "61450, 61450",
    "61450, 16000",
    "61450, 100",
    "4097, 4097",
    "70000, 65536",
    "1000000, 1400"
  })
  void is_little_more_than_what_has_come(int length, int pace) throws IOException {
    Incoming incoming = counting();
    byte[] octets = random(length);
    var client = new Client(octets, pace, incoming);
    assertThat(CollectedBody.read(client, MOST, incoming)).isEqualTo(octets);
    assertThat(client.heldAtEnd).isBetween((long) length, length + Math.max(4_096L, length / 4));
  }

  @Test
  void is_no_more_than_may_be_read() throws IOException {
    Incoming incoming = counting();
    byte[] octets = random(10_000);
    assertThat(CollectedBody.read(new ByteArrayInputStream(octets), 5_000, incoming))
        .isEqualTo(Arrays.copyOf(octets, 5_000));
    assertThat(incoming.heldBytes()).isEqualTo(5_000);
  }
}
