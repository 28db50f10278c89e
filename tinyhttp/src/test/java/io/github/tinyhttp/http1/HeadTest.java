package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.wire.InputBuffer;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an application gets to know of a head, in parts.
class HeadTest {
  private static Head parse(String lines) throws PeerFault {
    byte[] octets = Pieces.octets(lines + "\r\n\r\n");
    return HeadParser.parse(octets, 0, octets.length, 10, false);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "GET, /, /, -, h",
        "GET, /a/b?c=d?e, /a/b, c=d?e, h",
        "GET, /?, /, '', h",
        "GET, http://x:1/a?b, /a, b, x:1",
        "GET, http://x, /, -, x",
        "GET, http://x?b, /, b, x",
        "OPTIONS, *, *, -, h",
        "OPTIONS, http://x, *, -, x",
        "CONNECT, x:1, '', -, x:1"
      })
  void has_a_target_in_parts(
      String method, String target, String path, String query, String authority) throws PeerFault {
    Head head = parse(method + " " + target + " HTTP/1.1\r\nHost: h");
    assertThat(head.target()).isEqualTo(target);
    assertThat(head.rawPath()).isEqualTo(path);
    assertThat(head.query().orElse(null)).isEqualTo(query);
    assertThat(head.authority()).hasValue(authority);
    assertThat(head.isServerWide()).isEqualTo(path.equals("*"));
  }

  @Test
  void has_no_authority_where_none_is_named() throws PeerFault {
    assertThat(parse("GET / HTTP/1.0").authority()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"Content-Length: 5, 5", "Content-Length: 0, 0", "X: y, 0"})
  void knows_the_length_of_the_body(String line, long length) throws PeerFault {
    assertThat(parse("POST / HTTP/1.1\r\nHost: h\r\n" + line).contentLength()).hasValue(length);
  }

  @Test
  void does_not_know_the_length_of_chunks() throws PeerFault {
    Head head = parse("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked");
    assertThat(head.contentLength()).isEmpty();
  }

  @Test
  void has_the_elements_of_all_lines_of_a_name() throws PeerFault {
    Head head = parse("GET / HTTP/1.1\r\nHost: h\r\nA: 1, 2\r\nAB: 3\r\nB: 4\r\na:5");
    assertThat(head.elements("a")).containsExactly("1", "2", "5");
    assertThat(head.elements("c")).isEmpty();
    assertThat(head.headers().all("A")).containsExactly("1, 2", "5");
    assertThat(head.header("b")).hasValue("4");
    assertThat(head.header("c")).isEmpty();
    assertThat(head.header("host-")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"GET, GET", "HEAD, HEAD", "HEADER, GET", "HEA, GET", "'', GET"})
  void knows_of_an_unreadable_one_whether_its_response_has_content(String start, String method) {
    var input = new InputBuffer(0);
    input.append(ByteBuffer.wrap(Pieces.octets(start + " ")));
    Head head = Head.unreadable(input);
    assertThat(head.method()).isEqualTo(HttpMethod.of(method));
    assertThat(head.rawPath()).isEqualTo("/");
    assertThat(head.headers().size()).isZero();
  }

  @Test
  void a_rule_names_itself_its_section_and_its_response() {
    assertThat(Rule.HOST_MISSING).hasToString("HOST_MISSING (RFC 9112 §3.2)");
    for (Rule rule : Rule.values()) {
      assertThat(rule.message()).isNotBlank();
      assertThat(RuleResponses.to(rule).status()).isEqualTo(rule.status());
      assertThat(RuleResponses.to(rule).closesConnection()).isTrue();
    }
  }
}
