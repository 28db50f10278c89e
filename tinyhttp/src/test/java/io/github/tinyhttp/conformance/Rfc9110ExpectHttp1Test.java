package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §10.1.1, where HTTP/1.1 has its own way: HTTP/1.0, and what becomes of the connection.
class Rfc9110ExpectHttp1Test extends OnTheWire {
  private static final String SIZED =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
  private static final String CHUNKED =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n";

  private void serveText() throws IOException {
    serve(request -> Response.text(request.text()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"100-continue", "mercy", "100-continue, mercy"})
  @Covers({"9110-10.1.1-6", "9110-15.2-1"})
  void an_expectation_in_http_1_0_is_ignored(String expectation) throws Exception {
    serveText();
    WireClient client = connect();
    client.send("POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: " + expectation + "\r\n\r\n");
    client.expectIdle(barrier());
    client.send("hello").expectResponse(200, "hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {SIZED, CHUNKED})
  @Covers("9110-10.1.1-10")
  void a_response_that_reads_the_content_while_it_is_sent_does_not_leave_the_client_waiting(
      String message) throws Exception {
    serve(request -> Response.stream(out -> request.body().transferTo(out)));
    WireClient client = connect().send(message);
    // the standard has it either way: nothing is lost when the final response begins first
    assertThat(client.readLine()).isIn("HTTP/1.1 100 Continue", "HTTP/1.1 200 OK");
  }

  @Test
  @Covers({"9110-10.1.1-9", "9110-10.1.1-10"})
  void a_final_status_at_once_spares_the_content_and_says_what_becomes_of_the_connection()
      throws Exception {
    serve(
        request ->
            request.path().equals("/next")
                ? Response.text("next")
                : Response.text("no").withStatus(403));
    for (String message : List.of(SIZED, CHUNKED)) {
      WireClient client = connect();
      WireResponse response = client.send(message).expectResponse(403, "no");
      if (response.announcesClose()) {
        client.expectClosed();
      } else {
        client.send(message.equals(SIZED) ? "hello" : "5\r\nhello\r\n0\r\n\r\n");
        client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200, "next");
      }
    }
  }

  @Test
  @Covers("9110-10.1.1-9")
  void a_final_status_before_the_content_came_says_what_becomes_of_the_connection()
      throws Exception {
    serve(
        request ->
            request.path().equals("/next")
                ? Response.text("next")
                : Response.text("no").withStatus(403));
    int length = 300_000;
    WireClient client = connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\nhello");
    WireResponse response = client.expectResponse(403, "no");
    if (response.announcesClose()) {
      client.expectClosed();
    } else {
      client.send("x".repeat(length - 5) + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
      client.expectResponse(200, "next");
    }
  }

  @Test
  @Covers("9110-10.1.1-8")
  void after_a_100_a_final_status_follows_even_if_the_chunks_are_malformed() throws Exception {
    serveText();
    connect().send(CHUNKED).expectContinue().send("x\r\n").expectResponse(400);
  }
}
