package io.github.tinyhttp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WireTest {
  @Test
  void escapes_invisible_characters_and_back() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c <= 0xFF; c++) {
      all.append(c);
    }
    assertThat(Wire.escape(all.toString())).matches("[\\x20-\\x7E]*");
    assertThat(Wire.unescape(Wire.escape(all.toString()))).isEqualTo(all.toString());
    assertThat(Wire.escape("a\r\n\t\\\0\u00FF")).isEqualTo("a\\r\\n\\t\\\\\\x00\\xFF");
  }

  @Test
  void refuses_an_unknown_escape() {
    assertThatThrownBy(() -> Wire.unescape("\\q")).hasMessageContaining("\\q");
    assertThatThrownBy(() -> Wire.unescape("\\")).hasMessageContaining("\\");
  }

  @Test
  void one_character_is_one_octet() {
    assertThat(Wire.octets("a\u00FF")).containsExactly('a', 0xFF);
    assertThat(Wire.text(new byte[] {'a', (byte) 0xFF})).isEqualTo("a\u00FF");
    assertThatThrownBy(() -> Wire.octets("\u0100")).hasMessageContaining("U+0100");
  }

  @Test
  void line_ends_of_a_block_become_crlf() {
    assertThat(Wire.crlf("a\nb\n\n")).isEqualTo("a\r\nb\r\n\r\n");
  }
}
