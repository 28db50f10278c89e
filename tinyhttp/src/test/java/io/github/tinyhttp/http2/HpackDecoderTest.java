package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.conformance.Covers;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HpackDecoderTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "index zero, 80",
    "an index behind both tables, be",
    "the largest index of one octet, fe",
    "an index that overflows 32 bits, ff 83 ff ff ff 0f",
    "a number with needless zeros, ff 80 80 80 80 00",
    "a number without end, ff 80",
    "a name of an index that is not there, 7e 00",
    "a literal without a name, 40",
    "a literal without a value, 82 44",
    "a string longer than the block, 44 05 61",
    "a string whose length overflows, 44 7f ff ff ff ff 0f",
    "a coded string longer than the block, 44 85 61",
    "padding of zeros, 44 81 18",
    "padding of eight bits, 44 82 1f ff",
    "a string of padding only, 44 81 ff",
    "EOS in a string, 44 84 ff ff ff ff",
    "EOS behind an octet, 44 85 1f ff ff ff fc",
    "a code that is not whole, 44 81 fe",
    "a table size over the limit, 3f e2 1f",
    "a table size behind a field, 82 20",
    "three table sizes, 20 20 20 82",
  })
  @Covers({
    "7541-2.3-2",
    "7541-5.1-1",
    "7541-5.2-1",
    "7541-5.2-2",
    "7541-5.2-3",
    "7541-6.1-1",
    "7541-6.3-1"
  })
  void what_is_malformed_is_refused(String what, String block) {
    assertThatThrownBy(() -> Blocks.decode(block)).as(what).isInstanceOf(HpackFault.class);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a table size at the limit, 3f e1 1f 82, :method: GET",
    "two table sizes, 20 3f e1 1f 82, :method: GET",
    "an empty value, 44 00, ':path: '",
    "an empty coded value, 44 80, ':path: '",
    "padding of seven bits, 44 84 18 c6 31 ff, ':path: aaaaa'",
  })
  void what_is_unusual_is_taken(String what, String block, String field) throws Exception {
    assertThat(Blocks.decode(block)).as(what).containsExactly(field);
  }

  @Test
  @Covers({"7541-2.1-2", "7541-2.3.2-1", "7541-3.2-1", "7541-2.3-1"})
  void entries_may_be_there_twice_and_fields_come_in_the_order_of_the_block() throws Exception {
    // twice the same entry, a literal in between, and both entries by their index
    assertThat(
            Blocks.decode("40 01 61 01 62 82 40 01 61 01 62 00 01 63 01 64 be bf 40 01 65 00 be"))
        .containsExactly("a: b", ":method: GET", "a: b", "c: d", "a: b", "a: b", "e: ", "e: ");
  }

  /// A table of 0 octets holds nothing, and one of 4,096 again holds nothing of before.
  @Test
  @Covers("7541-6.3-2")
  void a_size_of_zero_empties_the_table() throws Exception {
    var decoder = new HpackDecoder(HpackDecoder.TABLE);
    assertThat(Blocks.decode(decoder, Blocks.hex("40 01 61 01 62 be")))
        .containsExactly("a: b", "a: b");
    assertThat(Blocks.decode(decoder, Blocks.hex("20 3f e1 1f 82"))).hasSize(1);
    assertThatThrownBy(() -> Blocks.decode(decoder, Blocks.hex("be")))
        .isInstanceOf(HpackFault.class);
  }

  @Test
  @Covers({"7541-4.1-1", "7541-4.4-1"})
  void an_entry_larger_than_the_table_empties_it() throws Exception {
    var decoder = new HpackDecoder(64);
    assertThat(Blocks.decode(decoder, Blocks.hex("40 01 61 01 62 be"))).hasSize(2);
    String large = "40 01 61 28" + " 62".repeat(40);
    assertThat(Blocks.decode(decoder, Blocks.hex(large))).hasSize(1);
    assertThatThrownBy(() -> Blocks.decode(decoder, Blocks.hex("be")))
        .isInstanceOf(HpackFault.class);
  }

  @Test
  @Covers("7541-6.2-1")
  void a_field_that_is_never_indexed_is_not_in_the_table() throws Exception {
    var decoder = new HpackDecoder(HpackDecoder.TABLE);
    assertThat(Blocks.decode(decoder, Blocks.hex("10 01 61 01 62 00 01 63 01 64"))).hasSize(2);
    assertThatThrownBy(() -> Blocks.decode(decoder, Blocks.hex("be")))
        .isInstanceOf(HpackFault.class);
  }

  @Test
  void an_entry_is_one_object_for_every_block() throws Exception {
    var decoder = new HpackDecoder(HpackDecoder.TABLE);
    byte[] block = Blocks.hex("40 01 61 01 62 be be");
    var seen = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    decoder.decode(block, 0, block.length, seen::add);
    assertThat(seen).hasSize(1);
  }

  @Test
  void every_octet_survives_the_huffman_code() throws Exception {
    var random = new Random(7541);
    for (int round = 0; round < 2_000; round++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append((char) random.nextInt(256));
      }
      byte[] coded = new byte[Huffman.length(text.toString())];
      assertThat(Huffman.encode(text.toString(), coded, 0)).isEqualTo(coded.length);
      byte[] decoded = new byte[Huffman.mostDecoded(coded.length)];
      int count = Huffman.decode(coded, 0, coded.length, decoded);
      assertThat(new String(decoded, 0, count, java.nio.charset.StandardCharsets.ISO_8859_1))
          .isEqualTo(text.toString());
    }
  }

  /// Whatever comes, it is decoded or refused, and nothing else happens.
  @Test
  void random_octets_are_decoded_or_refused() {
    var random = new Random(9113);
    for (int round = 0; round < 20_000; round++) {
      byte[] block = new byte[random.nextInt(60)];
      random.nextBytes(block);
      try {
        assertThat(Blocks.decode(new HpackDecoder(HpackDecoder.TABLE), block)).isNotNull();
      } catch (HpackFault _) {
        // as it should be
      }
    }
  }
}
