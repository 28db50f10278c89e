package io.github.tinyhttp.wire;

import static io.github.tinyhttp.wire.ProxyHeaders.IPV4;
import static io.github.tinyhttp.wire.ProxyHeaders.IPV6;
import static io.github.tinyhttp.wire.ProxyHeaders.binary;
import static io.github.tinyhttp.wire.ProxyHeaders.line;
import static io.github.tinyhttp.wire.ProxyHeaders.summed;
import static io.github.tinyhttp.wire.ProxyHeaders.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Headers of the PROXY protocol, each whole, byte by byte, and cut and split everywhere.
class ProxyProtocolTest {
  private static final String NOBODY = "nobody";

  static Stream<Arguments> headers() {
    String path = HexFormat.of().formatHex("/run/a.sock".getBytes(StandardCharsets.US_ASCII));
    String unix = path + "00".repeat(108 - path.length() / 2);
    return Stream.of(
        header(
            "TCP4",
            line("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443"),
            "/192.0.2.1:56324 /198.51.100.2:443"),
        header(
            "TCP4, the longest",
            line("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535"),
            "/255.255.255.255:65535 /255.255.255.255:65535"),
        header(
            "TCP4, the shortest", line("PROXY TCP4 0.0.0.0 0.0.0.0 0 0"), "/0.0.0.0:0 /0.0.0.0:0"),
        header(
            "TCP6",
            line("PROXY TCP6 2001:db8::1 ::1 56324 443"),
            "/[2001:db8:0:0:0:0:0:1]:56324 /[0:0:0:0:0:0:0:1]:443"),
        header(
            "TCP6, the longest",
            line(
                "PROXY TCP6 "
                    + "ffff:".repeat(7)
                    + "ffff "
                    + "ffff:".repeat(7)
                    + "ffff 65535 65535"),
            "/[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535"
                + " /[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535"),
        header(
            "TCP6 that stands for IPv4",
            line("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2"),
            "/192.0.2.1:1 /[0:0:0:0:0:0:0:1]:2"),
        header("UNKNOWN", line("PROXY UNKNOWN"), NOBODY),
        header("UNKNOWN, the longest", line("PROXY UNKNOWN " + "x".repeat(107 - 16)), NOBODY),
        header("UNKNOWN with what is to be ignored", line("PROXY UNKNOWN ffff::1 \0 what"), NOBODY),
        header("IPv4", binary("2111", IPV4), "/192.0.2.1:56324 /198.51.100.2:443"),
        header("IPv4, datagrams", binary("2112", IPV4), "/192.0.2.1:56324 /198.51.100.2:443"),
        header(
            "IPv6",
            binary("2121", IPV6),
            "/[2001:db8:0:0:0:0:0:1]:56324 /[2001:db8:0:0:0:0:0:2]:443"),
        header("Unix", binary("2131", unix + "00".repeat(108)), "/run/a.sock "),
        header("Unix, abstract", binary("2131", "00" + "41".repeat(107) + unix), " /run/a.sock"),
        header(
            "Unix, a path without a zero",
            binary("2132", "61".repeat(108) + unix),
            "a".repeat(108) + " /run/a.sock"),
        header("unspecified", binary("2100", ""), NOBODY),
        header("unspecified, with values", binary("2100", value(5, "id")), NOBODY + " 5=id"),
        header("local", binary("2000", ""), NOBODY),
        header("local, with what is to be ignored", binary("20FF", "0102030405"), NOBODY),
        header(
            "values",
            binary("2111", IPV4 + value(1, "h2") + value(4, "") + value(0xEA, "x")),
            "/192.0.2.1:56324 /198.51.100.2:443 1=h2 4= 234=x"),
        header("a checksum", summed("", ""), null),
        header("a checksum among values", summed(value(1, "h2"), value(5, "id")), null),
        header(
            "the longest",
            binary("2111", IPV4 + value(4, new byte[ProxyProtocol.LONGEST - 31])),
            null));
  }

  private static Arguments header(String name, byte[] bytes, String meaning) {
    return Arguments.of(name, bytes, meaning);
  }

  /// What a reader does: asks for what is missing, in pieces of `most` bytes, and goes no further.
  private static int read(byte[] source, int most) throws ProtocolException {
    int count = 0;
    while (true) {
      int missing = ProxyProtocol.missing(Arrays.copyOf(source, Math.max(count, 16)), count);
      if (missing == 0) {
        return count;
      }
      if (count == source.length) {
        return -1;
      }
      count += Math.min(Math.min(missing, most), source.length - count);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void a_header_is_understood(String name, byte[] bytes, String meaning) throws Exception {
    ProxyProtocol.Header header = ProxyProtocol.parse(bytes, bytes.length);
    if (meaning != null) {
      assertThat(text(header)).isEqualTo(meaning);
    }
  }

  private static String text(ProxyProtocol.Header header) {
    var text = new StringBuilder();
    header
        .ends()
        .ifPresentOrElse(
            ends -> text.append(ends.source()).append(' ').append(ends.destination()),
            () -> text.append(NOBODY));
    header
        .values()
        .forEach(
            value ->
                text.append(' ')
                    .append(value.type())
                    .append('=')
                    .append(new String(value.bytes(), StandardCharsets.US_ASCII)));
    return text.toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void a_header_ends_where_it_ends(String name, byte[] bytes, String meaning) throws Exception {
    byte[] more = Arrays.copyOf(bytes, bytes.length + 40);
    Arrays.fill(more, bytes.length, more.length, (byte) 'G');
    for (int most : new int[] {1, 2, 3, 7, 16, Integer.MAX_VALUE}) {
      assertThat(read(more, most)).isEqualTo(bytes.length);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void a_header_that_is_cut_is_none(String name, byte[] bytes, String meaning) throws Exception {
    int step = Math.max(1, bytes.length / 300);
    for (int length = 0; length < bytes.length; length += step) {
      assertThat(read(Arrays.copyOf(bytes, length), Integer.MAX_VALUE)).isEqualTo(-1);
    }
  }

  static Stream<Arguments> faults() {
    byte[] wrong = summed("", "");
    wrong[wrong.length - 1] ^= 1;
    byte[] changed = summed("", value(5, "id"));
    changed[changed.length - 1] ^= 1;
    return Stream.of(
        fault("HTTP", line("GET / HTTP/1.1")),
        fault("one wrong byte", "X".getBytes(StandardCharsets.US_ASCII)),
        fault("TLS", HexFormat.of().parseHex("16030100C8010000C40303")),
        fault("lower case", line("proxy TCP4 1.1.1.1 1.1.1.1 1 1")),
        fault("no blank", line("PROXYTCP4 1.1.1.1 1.1.1.1 1 1")),
        fault("two blanks", line("PROXY TCP4  1.1.1.1 1.1.1.1 1 1")),
        fault("a blank at the end", line("PROXY TCP4 1.1.1.1 1.1.1.1 1 1 ")),
        fault("a tab", line("PROXY TCP4\t1.1.1.1 1.1.1.1 1 1")),
        fault("a port is missing", line("PROXY TCP4 1.1.1.1 1.1.1.1 1")),
        fault("a port too many", line("PROXY TCP4 1.1.1.1 1.1.1.1 1 1 1")),
        fault("too high a port", line("PROXY TCP4 1.1.1.1 1.1.1.1 1 65536")),
        fault("far too high a port", line("PROXY TCP4 1.1.1.1 1.1.1.1 1 99999999999")),
        fault("a negative port", line("PROXY TCP4 1.1.1.1 1.1.1.1 -1 1")),
        fault("a port with a sign", line("PROXY TCP4 1.1.1.1 1.1.1.1 +1 1")),
        fault("a port with a zero ahead", line("PROXY TCP4 1.1.1.1 1.1.1.1 01 1")),
        fault("no digits", line("PROXY TCP4 1.1.1.1 1.1.1.1 a b")),
        fault("other digits", line("PROXY TCP4 1.1.1.1 1.1.1.1 \u00B2 1")),
        fault("a number with a zero ahead", line("PROXY TCP4 01.1.1.1 1.1.1.1 1 1")),
        fault("too high a number", line("PROXY TCP4 256.1.1.1 1.1.1.1 1 1")),
        fault("three numbers", line("PROXY TCP4 1.1.1 1.1.1.1 1 1")),
        fault("a name", line("PROXY TCP4 localhost localhost 1 1")),
        fault("IPv6 as TCP4", line("PROXY TCP4 ::1 ::1 1 1")),
        fault("IPv4 as TCP6", line("PROXY TCP6 1.1.1.1 1.1.1.1 1 1")),
        fault("a letter beyond ASCII", line("PROXY TCP6 fd\u00E9::1 ::1 1 1")),
        fault("two gaps", line("PROXY TCP6 1::2::3 ::1 1 1")),
        fault("a zone", line("PROXY TCP6 fe80::1%lo ::1 1 1")),
        fault("brackets", line("PROXY TCP6 [::1] [::1] 1 1")),
        fault("another family", line("PROXY UDP4 1.1.1.1 1.1.1.1 1 1")),
        fault("unknown in lower case", line("PROXY unknown")),
        fault("nothing", line("PROXY ")),
        fault("a bare LF", "PROXY UNKNOWN\nGET /".getBytes(StandardCharsets.US_ASCII)),
        fault("a bare CR", "PROXY UNKNOWN\rGET /".getBytes(StandardCharsets.US_ASCII)),
        fault("a short line", "PROXY X\r\nGET / HTTP".getBytes(StandardCharsets.US_ASCII)),
        fault("too long a line", line("PROXY UNKNOWN " + "x".repeat(107 - 15))),
        fault(
            "an endless line",
            ("PROXY TCP4 " + "1".repeat(200)).getBytes(StandardCharsets.US_ASCII)),
        fault("version 1 in binary", binary("1111", IPV4)),
        fault("version 3", binary("3111", IPV4)),
        fault("another command", binary("2211", IPV4)),
        fault("another family in binary", binary("2141", IPV4)),
        fault("another protocol", binary("2113", IPV4)),
        fault("a family without protocol", binary("2110", IPV4)),
        fault("a protocol without family", binary("2101", IPV4)),
        fault("IPv4 too short", binary("2111", IPV4.substring(2))),
        fault("IPv6 too short", binary("2121", IPV4)),
        fault("Unix too short", binary("2131", "00".repeat(215))),
        fault("no addresses", binary("2111", "")),
        fault("half a value's head", binary("2111", IPV4 + "0100")),
        fault("a value too long", binary("2111", IPV4 + "01000261")),
        fault("a wrong checksum", wrong),
        fault("another byte than was summed", changed),
        fault("a short checksum", binary("2111", IPV4 + value(3, new byte[3]))),
        fault("a long checksum", binary("2111", IPV4 + value(3, new byte[5]))),
        fault("two checksums", summed(value(3, new byte[4]), "")),
        fault("a checksum behind a right one", summed("", value(3, new byte[4]))),
        fault("too long", binary("2111", ProxyProtocol.LONGEST - 15, IPV4)),
        fault("the longest length there is", binary("2111", 0xFFFF, IPV4)));
  }

  private static Arguments fault(String name, byte[] bytes) {
    return Arguments.of(name, bytes);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void what_is_malformed_is_refused(String name, byte[] bytes) {
    for (int most : new int[] {1, 2, 16, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> ProxyProtocol.parse(bytes, read(bytes, most)))
          .isInstanceOf(ProtocolException.class);
    }
  }

  /// Nobody waits for the rest of what can be no header.
  @Test
  void a_wrong_byte_is_seen_at_once() {
    for (byte[] header : new byte[][] {line("PROXY TCP4"), binary("2111", IPV4)}) {
      for (int at = 0; at < 6; at++) {
        byte[] wrong = header.clone();
        wrong[at] ^= 0x40;
        int count = at + 1;
        assertThatThrownBy(() -> ProxyProtocol.missing(wrong, count))
            .isInstanceOf(ProtocolException.class);
      }
    }
  }

  /// Nobody waits for the end of a line that is wrong already.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP5",
        "PROXY  TCP4",
        "PROXY UDP4 ",
        "PROXY UNKNOWNS",
        "PROXY TCP4 1.1.1.x",
        "PROXY TCP4 fd00:",
        "PROXY TCP6 1.1.1.1 ",
        "PROXY TCP6 fd00::g",
        "PROXY TCP4 1.1.1.256 ",
        "PROXY TCP4 1.1.1.1  ",
        "PROXY TCP4 1.1.1.1 1.1.1.1 x",
        "PROXY TCP4 1.1.1.1 1.1.1.1 01 ",
        "PROXY TCP4 1.1.1.1 1.1.1.1 1 -",
        "PROXY TCP4 1.1.1.1 1.1.1.1 1 1 ",
        "PROXY TCP4 1.1.1.1 1.1.1.1 1 1\rx"
      })
  void a_wrong_line_is_seen_before_its_end(String begun) {
    byte[] bytes = begun.getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> ProxyProtocol.missing(bytes, bytes.length))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void a_wrong_command_or_family_is_seen_before_the_addresses() {
    assertThatThrownBy(() -> ProxyProtocol.missing(binary("2211", ""), 13))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> ProxyProtocol.missing(binary("2113", ""), 14))
        .isInstanceOf(ProtocolException.class);
  }

  /// A whole header is checked wholly, whether or not its pieces were on their way.
  @Test
  void a_whole_header_that_was_not_checked_before_is_checked() {
    for (byte[] header :
        new byte[][] {
          line("PROXY TCP5 1.1.1.1 1.1.1.1 1 1"),
          line("PROXY TCP4 1.1.1.1 1.1.1.1 1"),
          line("PROXY TCP4 ::1 1.1.1.1 1 1"),
          line("PROXY TCP6 ::1 1.1.1.1 1 1"),
          line("PROXY TCP4 1.1.1.x 1.1.1.1 1 1"),
          line("PROXY TCP4 1.1.1.1 1.1.1.1 1 x"),
          binary("2211", IPV4),
          binary("2141", IPV4)
        }) {
      assertThatThrownBy(() -> ProxyProtocol.parse(header, header.length))
          .isInstanceOf(ProtocolException.class);
    }
  }

  /// A path that is none here is no fault of the client.
  @Test
  void a_path_that_is_none_on_this_system_has_no_name() throws Exception {
    String path = "FF".repeat(4) + "00".repeat(104);
    byte[] header = binary("2131", path + path);
    ProxyProtocol.Header parsed = ProxyProtocol.parse(header, header.length);
    assertThat(parsed.ends()).isPresent();
  }
}
