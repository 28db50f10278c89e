package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import io.github.tinyhttp.testkit.WireResponse.Framing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9112 chapters 7 and 8: the chunked coding, trailers, and messages that end too early.
class Rfc9112ChunkedTest extends SocketTest {
  private final Seen seen = new Seen();

  @Nested
  class Section_7_transfer_codings {
    @ParameterizedTest
    @ValueSource(strings = {"chunked", "CHUNKED", "Chunked", "cHUNKED"})
    @Covers("9112-7-1")
    void case_does_not_count_in_the_name_of_a_coding(String coding) throws IOException {
      WireClient client = client(seen);
      client.sendLines(
          "POST /p HTTP/1.1\nHost: a\nTransfer-Encoding: " + coding + "\n\n5\nhello\n0\n\n");
      client.expectResponse(200, "POST /p hello");
    }
  }

  @Nested
  class Section_7_1_chunked_transfer_coding {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "5,hello,0,,|hello",
          "0,,|''",
          "1,h,4,ello,0,,|hello",
          "a,0123456789,0,,|0123456789",
          "A,0123456789,0,,|0123456789",
          "00000005,hello,0,,|hello",
          "5,hello,0000,,|hello",
          "10,0123456789abcdef,0,,|0123456789abcdef"
        })
    @Covers({"9112-7.1-1", "9112-7.1-2", "9112-7.1.3-1"})
    void decodes_chunks(String lines, String body) throws IOException {
      chunked(lines.replace(',', '\n')).expectResponse(200, ("POST /p " + body).strip());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 65_535, 65_536, 65_537, 1_000_000})
    @Covers({"9112-7.1-2", "9112-7.1.3-1"})
    void decodes_chunks_of_any_size(int size) throws IOException {
      String data = "x".repeat(size);
      WireClient client = client(request -> Response.text("" + request.bytes().length));
      client.sendLines("POST /p HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n");
      String hex = Integer.toHexString(size);
      client.sendLines(hex + "\n" + data + "\n" + hex + "\n" + data + "\n0\n\n");
      client.expectResponse(200, "" + 2 * size);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "\nhello",
          "-5\nhello",
          "+5\nhello",
          "0x5\nhello",
          "g\nhello",
          " 5\nhello",
          "5 5\nhello",
          "5,\nhello",
          "5\nhell",
          "5\nhelloo",
          "5\nhello\n"
        })
    @Covers("9112-7.1-1")
    void refuses_what_is_no_chunk(String chunk) throws IOException {
      refuses(chunked(chunk + "\n0\n\n"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "10000000000000005",
          "8000000000000000",
          "ffffffffffffffff",
          "100000000000000000000000005",
          "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff5"
        })
    @Covers("9112-7.1-3")
    void a_size_that_is_too_large_does_not_overflow(String size) throws IOException {
      refuses(chunked(size + "\nhello\n0\n\n"));
    }

    /// 2³² is a size one may send; the data then does not end after nothing, or after five octets.
    @ParameterizedTest
    @ValueSource(strings = {"100000000", "100000005", "80000000", "ffffffff"})
    @Covers("9112-7.1-3")
    void a_size_of_32_bits_keeps_its_precision(String size) throws IOException {
      WireClient client = chunked(size + "\nhello\n0\n\nGET /hidden HTTP/1.1\nHost: a\n\n");
      assertThat(client.halfClose().readToEnd()).doesNotContain("HTTP/1.1 2");
      assertThat(seen.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked;q=1", "chunked; a=b", "chunked;a"})
    @Covers("9112-7.1-4")
    void takes_parameters_of_chunked_as_an_error(String coding) throws IOException {
      WireClient client = client(seen);
      client.sendLines("POST /p HTTP/1.1\nHost: a\nTransfer-Encoding: " + coding + "\n\n0\n\n");
      client.expectResponse(400);
      client.expectClosed();
    }

    @Test
    @Covers("9112-7.1-1")
    void sends_chunks_as_they_are_written() throws IOException {
      WireResponse response =
          responseOf(
              _ ->
                  Response.stream(
                      out -> {
                        out.write(Wire.octets("hello, "));
                        out.flush();
                        out.flush();
                        out.write(Wire.octets("world"));
                      }),
              "GET / HTTP/1.1\nHost: a\n\n");
      assertThat(response.framing()).isEqualTo(Framing.CHUNKED);
      assertThat(response.chunks()).containsExactly(7, 5);
      assertThat(response.text()).isEqualTo("hello, world");
    }

    @Test
    @Covers("9112-7.1-1")
    void sends_the_last_chunk_alone_when_there_is_no_content() throws IOException {
      Handler handler = _ -> Response.stream(new ByteArrayInputStream(new byte[0]));
      WireResponse response = responseOf(handler, "GET / HTTP/1.1\nHost: a\n\n");
      assertThat(response.framing()).isEqualTo(Framing.CHUNKED);
      assertThat(response.chunks()).isEmpty();
    }
  }

  @Nested
  class Section_7_1_1_chunk_extensions {
    @ParameterizedTest
    @ValueSource(
        strings = {
          ";a",
          ";a=b",
          ";a=\"b c\"",
          ";a=\";\"",
          ";a=\"\\\"\"",
          ";a;b=c",
          " ; a = b",
          "\t;a"
        })
    @Covers({"9112-7.1.1-1", "9112-7.1.1-2"})
    void ignores_extensions(String extension) throws IOException {
      chunked("5" + extension + "\nhello\n0" + extension + "\n\n")
          .expectResponse(200, "POST /p hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {";", ";;a", ";=b", ";a=", ";a=\"b", ";a b", ";a=\"b\"c", ";a\0"})
    @Covers("9112-7.1.1-1")
    void refuses_what_is_no_extension(String extension) throws IOException {
      refuses(chunked("5" + extension + "\nhello\n0\n\n"));
    }

    @Test
    @Covers("9112-7.1.1-3")
    void limits_the_length_of_one_extension() throws IOException {
      WireResponse response =
          chunked("5;a=" + "b".repeat(100_000) + "\nhello\n0\n\n").readResponse();
      assertThat(response.status()).isEqualTo(400);
    }

    @Test
    @Covers("9112-7.1.1-3")
    void limits_the_length_of_all_extensions() throws IOException {
      String chunks = ("1;a=" + "b".repeat(1_000) + "\nx\n").repeat(1_000);
      WireResponse response = chunked(chunks + "0\n\n").readResponse();
      assertThat(response.status()).isEqualTo(400);
    }
  }

  @Nested
  class Section_7_1_2_chunked_trailer_section {
    @Test
    @Covers({"9112-7.1.2-1", "9112-7.1.2-2", "9112-7.1.2-3"})
    void keeps_trailer_fields_apart_from_header_fields() throws IOException {
      WireClient client = client(request -> Response.text(request.text() + fields(request)));
      client.sendLines(
          """
          POST /p HTTP/1.1
          Host: a
          X-A: header
          Transfer-Encoding: chunked

          5
          hello
          0
          X-A: trailer
          X-B: trailer

          """);
      client.expectResponse(200, "hello header=[header][] trailer=[trailer][trailer]");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"X-A : b", "X A: b", ": b", "junk", "X-A: b\n c", " X-A: b", "X-A: b\0"})
    @Covers("9112-7.1.2-1")
    void refuses_what_is_no_field_line(String lines) throws IOException {
      refuses(chunked("5\nhello\n0\n" + lines + "\n\n"));
    }

    private static String fields(Request request) {
      return " header=%s%s trailer=%s%s"
          .formatted(
              request.headers().all("X-A"),
              request.headers().all("X-B"),
              request.trailers().all("X-A"),
              request.trailers().all("X-B"));
    }
  }

  @Nested
  class Section_7_2_transfer_codings_for_compression {
    @ParameterizedTest
    @ValueSource(strings = {"gzip;q=1", "deflate;level=9", "compress;a", "x-gzip;a=b"})
    @Covers("9112-7.2-1")
    void takes_parameters_of_a_compression_coding_as_an_error(String coding) throws IOException {
      WireClient client = client(seen);
      client.sendLines(
          "POST /p HTTP/1.1\nHost: a\nTransfer-Encoding: " + coding + ", chunked\n\n0\n\n");
      client.expectResponse(501);
      client.expectClosed();
    }
  }

  @Nested
  class Section_7_4_negotiating_transfer_codings {
    @ParameterizedTest
    @ValueSource(strings = {"X: y", "TE:", "TE: gzip", "TE: deflate;q=0.5, trailers"})
    @Covers("9112-7.4-2")
    void sends_no_coding_that_might_not_be_acceptable(String field) throws IOException {
      Handler handler = _ -> Response.stream(new ByteArrayInputStream(Wire.octets("hello")));
      WireResponse response =
          responseOf(handler, "GET / HTTP/1.1\nHost: a\nConnection: TE\n" + field + "\n\n");
      assertThat(response.all("Transfer-Encoding")).containsExactly("chunked");
      assertThat(response.text()).isEqualTo("hello");
    }

    @ParameterizedTest
    @CsvSource({
      "trailers,true",
      "TRAILERS,true",
      "'deflate, trailers',true",
      "deflate,false",
      "'',false"
    })
    @Covers("9112-7.4-3")
    void sends_trailers_to_those_who_will_not_throw_them_away(String te, boolean wanted)
        throws IOException {
      Handler handler =
          _ ->
              Response.stream(new ByteArrayInputStream(Wire.octets("hello")))
                  .withTrailers(Headers.of("X-Sum", "7"));
      WireResponse response =
          responseOf(handler, "GET / HTTP/1.1\nHost: a\nConnection: TE\nTE: " + te + "\n\n");
      assertThat(response.trailers()).hasSize(wanted ? 1 : 0);
      assertThat(response.text()).isEqualTo("hello");
    }
  }

  @Nested
  class Section_8_handling_incomplete_messages {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "Transfer-Encoding: chunked\n\n5\nhello\n",
          "Transfer-Encoding: chunked\n\n5\nhello\n0",
          "Transfer-Encoding: chunked\n\n5\nhello\n0\n",
          "Transfer-Encoding: chunked\n\n5\nhello\n0\nX-A: b\n",
          "Transfer-Encoding: chunked\n\n5\nhel",
          "Transfer-Encoding: chunked\n\n",
          "Content-Length: 5\n\nhell",
          "Content-Length: 5\n\n",
          "Content-Length: 5\n"
        })
    @Covers("9112-8-1")
    void a_message_that_ends_too_early_is_no_request(String rest) throws IOException {
      WireClient client = client(seen).sendLines("POST /p HTTP/1.1\nHost: a\n" + rest).halfClose();
      String response = client.readToEnd().toLowerCase(Locale.ROOT);
      assertThat(response).matches("(?s)(http/1.1 4.*connection: close.*)?");
      assertThat(seen.requests()).isEmpty();
    }
  }

  private WireClient chunked(String lines) throws IOException {
    return client(seen)
        .sendLines("POST /p HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n" + lines);
  }

  private void refuses(WireClient client) {
    assertThat(client.expectResponse(400).announcesClose()).isTrue();
    client.expectClosed();
    assertThat(seen.requests()).isEmpty();
  }
}
