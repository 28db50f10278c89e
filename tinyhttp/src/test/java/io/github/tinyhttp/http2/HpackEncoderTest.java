package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.conformance.Covers;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HpackEncoderTest {
  private final HpackEncoder encoder = new HpackEncoder();
  private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.TABLE);

  private byte[] encoded(int status, String... fields) throws HpackFault {
    byte[] block = Blocks.encode(encoder, status, fields);
    var decoded = Blocks.decode(decoder, block);
    assertThat(decoded.getFirst()).isEqualTo(":status: " + status);
    for (int i = 0; i < fields.length; i += 2) {
      assertThat(decoded.get(1 + i / 2))
          .isEqualTo(fields[i].toLowerCase(java.util.Locale.ROOT) + ": " + fields[i + 1]);
    }
    return block;
  }

  @Test
  void what_comes_again_is_one_octet() throws Exception {
    assertThat(encoded(200, "Content-Type", "text/plain").length).isGreaterThan(5);
    assertThat(encoded(200, "content-type", "text/plain")).containsExactly(0x88, 0xbe);
    assertThat(encoded(418)).hasSizeGreaterThan(2);
    assertThat(encoded(418)).hasSize(1);
  }

  @Test
  @Covers({"7541-7.1-1", "7541-6.2.3-1"})
  void secrets_are_never_indexed_and_lengths_stay_out_of_the_table() throws Exception {
    assertThat(encoded(200, "Set-Cookie", "id=1")).startsWith(0x88, 0x1f, 0x28);
    assertThat(encoded(200, "Content-Length", "12")).startsWith(0x88, 0x0f, 0x0d);
    assertThat(encoded(200, "X-Request-Id", "12")).startsWith(0x88, 0x00);
  }

  @Test
  @Covers({"7541-4.2-1", "7541-4.2-2", "9113-4.3.1-1"})
  void a_smaller_table_is_signalled_once() throws Exception {
    encoder.limit(100);
    assertThat(encoded(200)).startsWith(0x3f, 69);
    assertThat(encoded(200)).hasSize(1);
  }

  /// RFC 7541 §4.2: the smallest size in between, then the last one.
  @Test
  @Covers("7541-4.2-3")
  void a_table_that_was_empty_in_between_is_signalled_with_both_sizes() throws Exception {
    encoded(200, "Server", "x");
    encoder.limit(0);
    encoder.limit(4096);
    assertThat(encoded(200, "Server", "x")).startsWith(0x20, 0x3f, 0xe1, 0x1f, 0x88, 0x76);
  }

  @Test
  @Covers("7541-2.1-1")
  void fields_keep_their_order() throws Exception {
    assertThat(
            Blocks.decode(
                decoder, Blocks.encode(encoder, 200, "Vary", "a", "B", "1", "A", "2", "B", "3")))
        .containsExactly(":status: 200", "vary: a", "b: 1", "a: 2", "b: 3");
  }

  @Test
  void a_table_is_never_larger_than_4096_octets() throws Exception {
    encoder.limit(1L << 30);
    assertThat(encoded(200)).hasSize(1);
  }

  @Test
  void a_table_of_no_octets_is_not_used() throws Exception {
    encoder.limit(0);
    assertThat(encoded(200, "Server", "x")).startsWith(0x20, 0x88, 0x0f);
    assertThat(encoded(200, "Server", "x")).startsWith(0x88, 0x0f);
  }

  @Test
  @Covers("7541-4.2-1")
  void tables_stay_the_same_on_both_sides() throws Exception {
    var random = new Random(4);
    String[] names = {"Server", "Content-Type", "Vary", "Location", "Allow", "X-Other"};
    for (int round = 0; round < 5_000; round++) {
      if (random.nextInt(50) == 0) {
        encoder.limit(random.nextInt(5000));
      }
      String name = names[random.nextInt(names.length)];
      encoded(200 + random.nextInt(300), name, "v".repeat(random.nextInt(80)) + random.nextInt(20));
    }
  }
}
