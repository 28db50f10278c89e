package io.github.tinyhttp.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.WireClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The right behaviour wherever tiny-http 0.12.0 was found to go wrong, under the number of the
/// defect. Where a body ends, and who waits for it.
class DefectsOfBodiesTest extends DefectTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  @DisplayName("B3: what is left of a chunked body is not taken for a request")
  void the_rest_of_a_chunked_body_is_passed_over(int read) throws Exception {
    Server server =
        server(
            request -> {
              if (!request.path().equals("/")) {
                return ok(request);
              }
              request.body().readNBytes(read);
              return Response.status(413);
            });
    String chunk = Integer.toHexString(NEXT.length()) + "\r\n" + NEXT + "\r\n";
    WireClient client = client(server).send(post("Transfer-Encoding: chunked", chunk));
    client.expectResponse(413);
    client.send(chunk + "0\r\n\r\n" + "GET /after HTTP/1.1\r\nHost: a\r\n\r\n");
    client.expectResponse(200, "ok");
    client.expectIdle(barrier(server));
    assertThat(smuggled).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identity|400",
        "gzip|400",
        "xchunked|400",
        "chunked, identity|400",
        "chunked, chunked|400",
        "gzip, chunked|501",
      })
  @DisplayName("B7: only chunked is chunked")
  void only_chunked_is_chunked(String coding, int status) throws Exception {
    isRefused(status, post("Transfer-Encoding: " + coding, "5\r\nhello\r\n0\r\n\r\n"));
  }

  @Test
  @DisplayName("B7: a length beside a coding is refused, and so is a coding in HTTP/1.0")
  void a_length_beside_a_coding_is_refused() throws Exception {
    isRefused(400, post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"));
    isRefused(400, post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"));
    isRefused(400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "-1",
        "+5",
        "5, 6",
        "",
        "5,",
        "0x5",
        "5.0",
        "5 5",
        "99999999999999999999",
        "٥"
      })
  @DisplayName("B8: a length that is none is refused")
  void a_length_that_is_none_is_refused(String length) throws Exception {
    String octets =
        new String(length.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    isRefused(400, post("Content-Length: " + octets, ""));
  }

  @Test
  @DisplayName("B8: two lengths are refused, different or not")
  void two_lengths_are_refused() throws Exception {
    isRefused(400, post("Content-Length: 5\r\nContent-Length: 6", "hello"));
    isRefused(400, post("Content-Length: 5, 5", "hello"));
    isRefused(400, post("Content-Length: 5\r\nContent-Length: 5", "hello"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+5\r\nhello\r\n0\r\n\r\n",
        " 5\r\nhello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
        "5 \r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "5\nhello\n0\n\n",
        "5;a\nb\r\nhello\r\n0\r\n\r\n",
        "5\r\nhelloX\r\n0\r\n\r\n",
        "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
        "\r\nhello\r\n0\r\n\r\n"
      })
  @DisplayName("B10: chunks are read strictly")
  void chunks_are_read_strictly(String body) throws Exception {
    isRefused(400, post("Transfer-Encoding: chunked", body));
  }

  @Test
  @DisplayName("B10: a chunk line that does not end is refused")
  void a_chunk_line_that_does_not_end_is_refused() throws Exception {
    WireClient client = client(this::echo);
    client.send(post("Transfer-Encoding: chunked", "5;" + "x".repeat(100_000)));
    assertThat(client.expectResponse(400).announcesClose()).isTrue();
  }

  @Test
  @DisplayName("B10: a chunked body has trailers")
  void a_chunked_body_has_trailers() throws Exception {
    Server server =
        server(request -> Response.text(request.text() + request.trailers().first("T").orElse("")));
    WireClient client =
        client(server).send(post("Transfer-Encoding: chunked", "1\r\na\r\n0\r\nT: b\r\n\r\n"));
    client.expectResponse(200, "ab");
    client.send(get("")).expectResponse(200, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5\r\nhel", "5\r\nhello\r\n", "5\r\nhello\r\n0\r\n", "5"})
  @DisplayName("B10: the end of the connection is not the end of a chunked body")
  void a_cut_chunked_body_is_an_error(String body) throws Exception {
    WireClient client = client(this::echo);
    client.send(post("Transfer-Encoding: chunked", body)).halfClose();
    assertThat(client.expectResponse(400).announcesClose()).isTrue();
    client.expectClosed();
  }

  @Test
  @DisplayName("B11: an early response waits for no body, and holds no thread")
  void an_early_response_waits_for_no_body() throws Exception {
    Server server = server();
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(
          client(server).send(post("Expect: 100-continue\r\nContent-Length: 100000000", "")));
      clients.add(client(server).send(post("Content-Length: 100000000", "some")));
      clients.add(client(server).send(post("Transfer-Encoding: chunked", "5\r\nhe")));
    }
    for (int i = 0; i < 60; i++) {
      server.receive().respond(Response.status(403)); // one thread responds to them all
    }
    clients.forEach(client -> client.expectResponse(403));
  }

  @Test
  @DisplayName("B12: memory is taken for what has come, not for what was announced")
  void memory_is_taken_for_what_has_come() throws Exception {
    Server server = server(this::ok);
    for (String length : List.of("1000000000000", "9223372036854775807", "2147483648")) {
      WireClient client = client(server).send(post("Content-Length: " + length, "some"));
      assertThat(client.expectResponse(200).announcesClose()).isTrue();
      client.expectClosed();
    }
    client(server).send(get("")).expectResponse(200);
  }

  @Test
  @DisplayName("B15: 100 Continue is bare, and nothing for HTTP/1.0")
  void continue_is_bare() throws Exception {
    Server server = server(this::echo);
    WireClient client = client(server);
    client.send(post("Expect: 100-continue\r\nContent-Length: 2", ""));
    client.expect("HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hi").expectResponse(200, "hi");
    WireClient old = client(server);
    old.send("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    old.expectIdle(barrier(server));
    old.send("hi").expectResponse(200, "hi");
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 50_000, 500_000})
  @DisplayName("B34: a body that ends too early is an error")
  void a_body_that_ends_too_early_is_an_error(int length) throws Exception {
    Server server = server(this::echo);
    WireClient client = client(server).send(post("Content-Length: " + length, "some")).halfClose();
    assertThat(client.expectResponse(400).announcesClose()).isTrue();
    client.expectClosed();
  }
}
