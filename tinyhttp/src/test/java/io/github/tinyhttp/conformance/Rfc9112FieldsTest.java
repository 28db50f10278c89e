package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9112 chapters 4 and 5: the status line, and field lines.
class Rfc9112FieldsTest extends SocketTest {
  private final Seen seen = new Seen();

  @Nested
  class Section_4_status_line {
    @ParameterizedTest
    @CsvSource({"200,OK", "404,Not Found", "503,Service Unavailable"})
    @Covers("9112-4-1")
    void is_version_and_code_and_phrase(int code, String phrase) throws IOException {
      assertThat(statusLine(code)).isEqualTo("HTTP/1.1 " + code + " " + phrase);
    }

    @ParameterizedTest
    @ValueSource(ints = {299, 499, 599})
    @Covers({"9112-4-1", "9112-4-3"})
    void has_the_space_after_the_code_without_a_phrase_too(int code) throws IOException {
      assertThat(statusLine(code)).isEqualTo("HTTP/1.1 " + code + " ");
    }

    private String statusLine(int code) throws IOException {
      return client(_ -> Response.status(code)).sendLines("GET / HTTP/1.1\nHost: a\n\n").readLine();
    }
  }

  @Nested
  class Section_5_field_syntax {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "X-A:b",
          "X-A: b",
          "X-A:  b",
          "X-A:\tb",
          "X-A: b ",
          "X-A: b\t \t",
          "x-a: b",
          "X-a:b"
        })
    @Covers({"9112-5-1", "9112-5.1-4"})
    void a_field_is_name_colon_and_value_with_optional_whitespace(String line) throws IOException {
      assertThat(valueOfXA(line)).isEqualTo("[b]");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "X-A:|[]",
          "X-A: \t |[]",
          "X-A: b c|[b c]",
          "X-A: b\t c|[b\t c]",
          "X-A: b: c|[b: c]",
          "X-A: \"b|[\"b",
          "X-A: ,|[,]"
        },
        quoteCharacter = '\'')
    @Covers({"9112-5.1-1", "9112-5.1-4"})
    void a_value_is_what_is_left_and_is_not_looked_into(String line, String value)
        throws IOException {
      assertThat(valueOfXA(line)).startsWith(value);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "X-A",
          ": b",
          "X A: b",
          "X\0A: b",
          "X(A): b",
          "\u00C4: b",
          "X-A: b\0",
          "X-A: b\u007F"
        })
    @Covers("9112-5-1")
    void refuses_what_is_no_field_line(String line) throws IOException {
      refuses(line);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"X-A : b", "X-A\t: b", "Content-Length : 0", "Transfer-Encoding \t: chunked"})
    @Covers("9112-5.1-2")
    void responds_to_whitespace_before_the_colon_with_400(String line) throws IOException {
      refuses(line);
    }

    private String valueOfXA(String line) throws IOException {
      Handler handler = request -> Response.text(request.headers().all("X-A").toString());
      return responseOf(handler, "GET / HTTP/1.1\nHost: a\n" + line + "\n\n").text();
    }
  }

  @Nested
  class Section_5_2_obsolete_line_folding {
    @ParameterizedTest
    @ValueSource(strings = {"a\r\n b", "a\r\n\tb", "\r\n b", "a\n b"})
    @Covers("9112-5.2-1")
    void sends_no_folded_line(String value) throws IOException {
      WireResponse response =
          responseOf(
              _ -> Response.text("x").withAddedHeader("X-A", value), "GET / HTTP/1.1\nHost: a\n\n");
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.has("X-A")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-A: b\n c", "X-A: b\n\tc", "X-A:\n b", "X-A: b\n ", "X-A: b\n c\n d"})
    @Covers("9112-5.2-2")
    void responds_to_a_folded_line_with_400(String lines) throws IOException {
      refuses(lines);
    }

    @Test
    @Covers("9112-5.2-2")
    void says_that_folding_is_the_reason() throws IOException {
      String response = responseOf(seen, "GET / HTTP/1.1\nHost: a\nX-A: b\n c\n\n").text();
      assertThat(response).contains("fold");
    }
  }

  private void refuses(String lines) throws IOException {
    WireClient client = client(seen).sendLines("GET / HTTP/1.1\nHost: a\n" + lines + "\n\n");
    assertThat(client.expectResponse(400).announcesClose()).isTrue();
    client.expectClosed();
    assertThat(seen.requests()).isEmpty();
  }
}
