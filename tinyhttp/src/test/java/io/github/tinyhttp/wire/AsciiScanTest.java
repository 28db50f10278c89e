package io.github.tinyhttp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.syntax.Ascii;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// [Ascii] looks at eight bytes at a time: wherever a byte stands, it has to be found.
final class AsciiScanTest {
  private static final int LENGTH = 21;

  @Test
  void finds_every_byte_no_field_has_wherever_it_stands() {
    for (int value = 0; value < 256; value++) {
      for (int place = 0; place < LENGTH; place++) {
        byte[] bytes = filled(place, value);
        int expected = Ascii.isFieldByte((byte) value) ? LENGTH : place;
        assertThat(Ascii.endOfField(bytes, 0, LENGTH)).isEqualTo(expected);
      }
    }
  }

  @Test
  void finds_every_byte_no_token_has_wherever_it_stands() {
    for (int value = 0; value < 256; value++) {
      for (int place = 0; place < LENGTH; place++) {
        byte[] bytes = filled(place, value);
        int expected = Ascii.isTokenByte((byte) value) ? LENGTH : place;
        assertThat(Ascii.endOfToken(bytes, 0, LENGTH)).isEqualTo(expected);
      }
    }
  }

  @Test
  void finds_the_first_of_two() {
    byte[] bytes = filled(3, '\r');
    bytes[5] = 0x7F;
    assertThat(Ascii.endOfField(bytes, 0, LENGTH)).isEqualTo(3);
    assertThat(Ascii.endOfField(bytes, 4, LENGTH)).isEqualTo(5);
  }

  @Test
  void passes_over_bytes_with_the_high_bit_beside_the_lowest_ones_allowed() {
    byte[] bytes = {(byte) 0x80, 0x20, (byte) 0xFF, 0x21, (byte) 0xA0, 0x7E, (byte) 0x9F, 0x20};
    assertThat(Ascii.endOfField(bytes, 0, bytes.length)).isEqualTo(bytes.length);
  }

  @Test
  void stops_where_it_is_told_to() {
    byte[] bytes = filled(18, '\n');
    assertThat(Ascii.endOfField(bytes, 2, 17)).isEqualTo(17);
    assertThat(Ascii.endOfField(bytes, 17, 17)).isEqualTo(17);
  }

  private static byte[] filled(int place, int value) {
    byte[] bytes = new byte[LENGTH];
    Arrays.fill(bytes, (byte) 'a');
    bytes[place] = (byte) value;
    return bytes;
  }
}
