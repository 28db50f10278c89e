package io.github.tinyhttp.semantics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.HttpException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextBodyTest {
  private static final byte[] LATIN = {'h', (byte) 0xE9};

  @Test
  void is_utf_8_unless_it_says_otherwise() throws Exception {
    byte[] utf8 = "hé".getBytes(StandardCharsets.UTF_8);
    assertThat(TextBody.decode(utf8, "")).isEqualTo("hé");
    assertThat(TextBody.decode(utf8, "text/plain")).isEqualTo("hé");
    assertThat(TextBody.decode(new byte[0], "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain; charset=iso-8859-1",
        "text/plain;charset=\"ISO-8859-1\"",
        "text/plain; charset='iso-8859-1'",
        "text/plain; a=b; Charset=Latin1"
      })
  void is_in_the_charset_it_names(String type) throws Exception {
    assertThat(TextBody.decode(LATIN, type)).isEqualTo("hé");
  }

  @Test
  void is_in_the_charset_that_browsers_mean() throws Exception {
    byte[] circled = {(byte) 0x87, 0x40};
    assertThat(TextBody.decode(circled, "text/plain; charset=Shift_JIS")).isEqualTo("①");
    byte[] gbk = {(byte) 0x81, 0x40};
    assertThat(TextBody.decode(gbk, "text/plain; charset=gb2312")).isEqualTo("丂");
  }

  @Test
  void of_an_unknown_charset_is_415() {
    for (String type : new String[] {"text/plain; charset=nobody", "text/plain; charset=\"a b\""}) {
      assertThatThrownBy(() -> TextBody.decode(LATIN, type))
          .isInstanceOfSatisfying(
              HttpException.class, e -> assertThat(e.status().code()).isEqualTo(415));
    }
  }

  @Test
  void that_is_not_of_its_charset_is_400() {
    assertThatThrownBy(() -> TextBody.decode(LATIN, "text/plain; charset=utf-8"))
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.status().code()).isEqualTo(400));
  }

  @Test
  void has_no_byte_order_mark() throws Exception {
    assertThat(TextBody.decode("\uFEFFa".getBytes(StandardCharsets.UTF_8), "")).isEqualTo("a");
  }
}
