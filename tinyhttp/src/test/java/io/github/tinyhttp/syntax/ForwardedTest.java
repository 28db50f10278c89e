package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.syntax.Forwarded.Node;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedTest {
  @Test
  void has_all_that_a_proxy_says() {
    assertThat(
            parse("for=192.0.2.60;proto=HTTP;by=203.0.113.43;host=\"example.com:8080\";secret=1"))
        .containsExactly(
            new Forwarded(
                address("192.0.2.60"),
                address("203.0.113.43"),
                Optional.of("example.com:8080"),
                Optional.of("http")));
  }

  @Test
  void is_a_list_over_any_number_of_lines() {
    for (List<String> lines :
        List.of(
            List.of("for=192.0.2.43, for=198.51.100.17"),
            List.of("for=192.0.2.43,for=\"198.51.100.17\""),
            List.of(" , for=192.0.2.43 ,,\t", "", "FOR=198.51.100.17;"))) {
      assertThat(Forwarded.parse(lines).orElseThrow())
          .extracting(Forwarded::client)
          .containsExactly(address("192.0.2.43"), address("198.51.100.17"));
    }
    assertThat(Forwarded.parse(List.of())).hasValue(List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " is ",
      value = {
        "192.0.2.1 is Address[address=/192.0.2.1, port=Optional.empty]",
        "192.0.2.1:80 is Address[address=/192.0.2.1, port=Optional[80]]",
        "192.0.2.1:_x is Address[address=/192.0.2.1, port=Optional[_x]]",
        "[2001:db8:cafe::17]:4711 is"
            + " Address[address=/2001:db8:cafe:0:0:0:0:17, port=Optional[4711]]",
        "[::ffff:192.0.2.1] is Address[address=/192.0.2.1, port=Optional.empty]",
        "unknown is Unknown[port=Optional.empty]",
        "Unknown:65535 is Unknown[port=Optional[65535]]",
        "_gazonk is Hidden[name=_gazonk, port=Optional.empty]",
        "_SEVKISEK:_a.b-c is Hidden[name=_SEVKISEK, port=Optional[_a.b-c]]"
      })
  void names_a_node_by_its_address_or_hides_it(String text, String node) {
    assertThat(parse("for=\"" + text + "\"").getFirst().client())
        .map(Node::toString)
        .hasValue(node);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "1.2.3",
        "1.2.3.256",
        "01.2.3.4",
        "16909060",
        "2001:db8::1",
        "[2001:db8::1",
        "[1.2.3.4]",
        "[fe80::1%eth0]",
        "[:::]",
        "192.0.2.1:",
        "192.0.2.1:65536",
        "192.0.2.1:123456",
        "192.0.2.1:_",
        "_",
        "_a b",
        "-"
      })
  void has_no_other_nodes(String text) {
    assertThat(Forwarded.node(text)).isEmpty();
    assertThat(Forwarded.parse(List.of("by=\"" + text + "\""))).isEmpty();
  }

  /// The quotes of a line that a client began and a proxy went on with are never even.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "for",
        "for=",
        "=1.2.3.4",
        "for=[2001:db8::1]",
        "for=1.2.3.4:80",
        "for = 1.2.3.4",
        "for=1.2.3.4 by=1.2.3.4",
        "for=1.2.3.4;for=1.2.3.5",
        "for=1.2.3.4;For=1.2.3.4",
        "x=1;X=2",
        "proto=ht/tp",
        "proto=\"\"",
        "host=\"a",
        "x=\"a, for=192.0.2.1",
        "x=\"a\\, for=\"192.0.2.1\"",
        "for=1.2.3.4, x",
        "for=1.2.3.4\"\"",
        "f\u00F6r=1.2.3.4"
      })
  void is_refused_as_a_whole_when_any_of_it_is_malformed(String line) {
    assertThat(Forwarded.parse(List.of(line))).isEmpty();
    assertThat(Forwarded.parse(List.of("for=192.0.2.1", line, "for=192.0.2.2"))).isEmpty();
  }

  private static List<Forwarded> parse(String line) {
    return Forwarded.parse(List.of(line)).orElseThrow();
  }

  private static Optional<Node> address(String literal) {
    return Optional.of(new Node.Address(InetAddress.ofLiteral(literal), Optional.empty()));
  }
}
