package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Barrier;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import io.github.tinyhttp.testkit.WireResponse.Framing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9112 chapter 2: messages, how they are parsed, and their version.
class Rfc9112MessageTest extends SocketTest {
  private final Seen seen = new Seen();

  @Nested
  class Section_2_1_message_format {
    @Test
    @Covers("9112-2.1-1")
    void a_request_is_a_line_and_fields_and_an_empty_line_and_a_body() throws IOException {
      String request =
          """
          POST /a HTTP/1.1
          Host: a
          Content-Length: 5

          hello\
          """;
      assertThat(responseOf(seen, request).text()).isEqualTo("POST /a hello");
    }

    @Test
    @Covers("9112-2.1-2")
    void a_response_sent_to_a_server_is_an_invalid_request() throws IOException {
      refuses("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }
  }

  @Nested
  class Section_2_2_message_parsing {
    /// 0xC0 0x8A is a line feed to a careless decoder of UTF-8, and 0x0A the second octet of some
    /// characters in other encodings. To us they are octets.
    @Test
    @Covers("9112-2.2-1")
    void parses_octets_and_not_characters() throws Exception {
      BlockingQueue<Headers> headers = new ArrayBlockingQueue<>(1);
      var client =
          client(
              request -> {
                headers.add(request.headers());
                return Response.text("ok");
              });
      client.send("GET / HTTP/1.1\r\nHost: a\r\nX-A: b\u00C0\u008AX-B: c\r\n\r\n");
      client.expectResponse(200);
      assertThat(headers.remove().all("X-A")).containsExactly("b\u00C0\u008AX-B: c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"b\rX-B: c", "b\r", "\rb"})
    @Covers("9112-2.2-2")
    void sends_no_bare_cr(String value) throws IOException {
      WireResponse response =
          responseOf(
              _ -> Response.text("x").withHeader("X-A", value), "GET / HTTP/1.1\nHost: a\n\n");
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.has("X-A")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "GE\rT / HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /\ra HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nX\rA: b\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\rc\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\n\r\r\n"
        })
    @Covers("9112-2.2-3")
    void takes_an_element_with_a_bare_cr_as_invalid(String request) throws IOException {
      refuses(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r\n\r\n"})
    @Covers("9112-2.2-6")
    void ignores_an_empty_line_before_a_request_line(String lines) throws IOException {
      client(seen).send(lines + "GET /a HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200, "GET /a");
    }

    @Test
    @Covers("9112-2.2-6")
    void an_empty_line_that_comes_in_pieces_begins_no_request() throws IOException {
      Server server = server(seen);
      Barrier barrier = barrier(server);
      WireClient client = client(server);
      client.send("\r").expectIdle(barrier).send("\n").expectIdle(barrier).halfClose();
      assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    @Covers("9112-2.2-7")
    void sends_no_whitespace_between_status_line_and_first_field() throws IOException {
      WireClient client = client(seen).sendLines("GET / HTTP/1.1\nHost: a\n\n");
      assertThat(client.readLine()).startsWith("HTTP/1.1 200 ");
      assertThat(client.readLine()).matches("[A-Za-z-]+: .*");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
          "GET / HTTP/1.1\r\n\tHost: a\r\n\r\n",
          "GET / HTTP/1.1\r\n \r\nHost: a\r\n\r\n",
          "GET / HTTP/1.1\r\n X-A: b\r\nHost: a\r\n\r\n"
        })
    @Covers("9112-2.2-8")
    void refuses_whitespace_between_request_line_and_first_field(String request)
        throws IOException {
      refuses(request);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "\0\0\0\0\r\n\r\n",
          "hello\r\n\r\n",
          "GET\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
          "GET / HTTP/1.1\nHost: a\n\n",
          "\u0016\u0003\u0001\u0002\r\n\r\n"
        })
    @Covers("9112-2.2-9")
    void responds_to_what_is_no_message_with_400_and_closes(String octets) throws IOException {
      refuses(octets);
    }
  }

  @Nested
  class Section_2_3_http_version {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "http/1.1",
          "Http/1.1",
          "HTTP/1",
          "HTTP/11",
          "HTTP/1.10",
          "HTTP/01.1",
          "HTTP-1.1"
        })
    @Covers("9112-2.3-1")
    void knows_no_other_way_to_write_a_version(String version) throws IOException {
      refuses("GET / " + version + "\r\nHost: a\r\n\r\n");
    }

    @Test
    @Covers("9112-2.3-2")
    void tells_an_http_1_0_client_nothing_that_is_newer() throws IOException {
      WireClient client =
          client(_ -> Response.stream(new ByteArrayInputStream(Wire.octets("hello"))))
              .sendLines("GET / HTTP/1.0\nExpect: 100-continue\nTE: trailers\n\n");
      WireResponse response = client.expectResponse(200, "hello");
      assertThat(response.framing()).isEqualTo(Framing.CLOSE);
      client.expectClosed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1", "HTTP/1.2", "HTTP/1.9"})
    @Covers("9112-2.3-4")
    void responds_in_its_own_version(String version) throws IOException {
      String request = "GET / " + version + "\nHost: a\n\n";
      assertThat(responseOf(seen, request).version()).isEqualTo("HTTP/1.1");
    }
  }

  private void refuses(String octets) throws IOException {
    WireClient client = client(seen).send(octets);
    assertThat(client.expectResponse(400).announcesClose()).isTrue();
    client.expectClosed();
    assertThat(seen.requests()).isEmpty();
  }
}
