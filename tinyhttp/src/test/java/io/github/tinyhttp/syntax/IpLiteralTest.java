package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "255.249.199.99, 255.249.199.99",
    "::, 0:0:0:0:0:0:0:0",
    "::1, 0:0:0:0:0:0:0:1",
    "1::, 1:0:0:0:0:0:0:0",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "2001:DB8::a, 2001:db8:0:0:0:0:0:a",
    "64:ff9b::192.0.2.33, 64:ff9b:0:0:0:0:c000:221",
    "::ffff:192.0.2.33, 192.0.2.33",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "1:2:3:4:5::1.2.3.4, 1:2:3:4:5:0:102:304",
    "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  })
  void an_address_is_read(String text, String address) {
    assertThat(IpLiteral.parse(text).map(InetAddress::getHostAddress)).contains(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "1.2.3.256",
        "1.2.3.04",
        "0x1.2.3.4",
        "1.2.3.4 ",
        "\u0661.2.3.4",
        ":",
        ":::",
        "1:2",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "1:2:3:4:5:6:7:8::",
        "1:2:3:4:5:6::1.2.3.4",
        ":1::2",
        "00001::",
        "12345::",
        "g::",
        "::1%lo",
        "[::1]",
        "::1.2.3",
        "::1.2.3.4.5",
        "::01.2.3.4",
        "1.2.3.4::",
        "localhost",
        "a.b.c.d",
        "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
      })
  void anything_else_is_none(String text) {
    assertThat(IpLiteral.parse(text)).isEmpty();
  }
}
