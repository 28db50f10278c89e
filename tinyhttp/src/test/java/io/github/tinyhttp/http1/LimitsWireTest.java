package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each limit holds to the octet: what is just within it is served, and one octet more is refused,
/// as soon as that is certain.
class LimitsWireTest extends SocketTest {
  private static final Limits LIMITS =
      Limits.defaults()
          .withHead(1_000)
          .withRequestLine(100)
          .withFields(5)
          .withBody(1_000)
          .withSmallBody(500);

  @Test
  void a_request_line_of_exactly_the_limit_is_served() throws IOException {
    requestLine(100).expectResponse(200, "0");
  }

  @Test
  void a_request_line_one_octet_longer_is_refused() throws IOException {
    refused(requestLine(101), 414);
  }

  @Test
  void an_endless_request_line_is_refused_before_it_ends() throws IOException {
    refused(client().send("GET /" + "a".repeat(96)), 414);
  }

  @Test
  void a_head_of_exactly_the_limit_is_served() throws IOException {
    head(1_000).expectResponse(200, "0");
  }

  @Test
  void a_head_one_octet_longer_is_refused() throws IOException {
    refused(head(1_001), 431);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-A: ", "X-", "Host: "})
  void an_endless_field_is_refused_before_it_ends(String start) throws IOException {
    refused(client().send("GET / HTTP/1.1\r\n" + start + "a".repeat(1_000)), 431);
  }

  @Test
  void as_many_fields_as_the_limit_are_served() throws IOException {
    fields(5).expectResponse(200, "0");
  }

  @Test
  void one_field_more_is_refused() throws IOException {
    refused(fields(6), 431);
  }

  @Test
  void as_many_trailer_fields_as_the_limit_are_served() throws IOException {
    trailers("X: y\r\n".repeat(5)).expectResponse(200, "5");
  }

  @Test
  void one_trailer_field_more_is_refused() throws IOException {
    refused(trailers("X: y\r\n".repeat(6)), 431);
  }

  @Test
  void an_endless_trailer_is_refused_before_it_ends() throws IOException {
    WireClient client = client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    refused(client.send("0\r\nX: " + "y".repeat(2_000)), 431);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: a", "0000000000", "1;a=b"})
  void what_has_no_end_is_refused_in_chunks_too(String endless) throws IOException {
    WireClient client = client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.send(endless + "0".repeat(100_000));
    client.expectResponse(400);
    client.expectClosed();
  }

  @Test
  void a_body_of_exactly_the_limit_is_served() throws IOException {
    sized(1_000).send("x".repeat(1_000)).expectResponse(200, "1000");
    chunked(1_000).expectResponse(200, "1000");
  }

  @Test
  void a_body_that_says_it_is_longer_is_refused_before_it_comes() throws IOException {
    WireClient client = sized(1_001);
    if (client.expectResponse(413).announcesClose()) {
      client.expectClosed();
    } else {
      client.send("x".repeat(1_001) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      client.expectResponse(200, "0");
    }
  }

  @Test
  void a_body_that_turns_out_longer_is_refused() throws IOException {
    chunked(1_001).expectResponse(413);
  }

  private WireClient client() throws IOException {
    Server server =
        server(request -> Response.text("" + request.bytes().length), options().withLimits(LIMITS));
    return client(server);
  }

  private WireClient requestLine(int length) throws IOException {
    String target = "/" + "a".repeat(length - "GET / HTTP/1.1".length());
    return client().send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  private WireClient head(int length) throws IOException {
    String head = "GET / HTTP/1.1\r\nHost: a\r\nX-A: \r\n\r\n";
    return client().send(head.replace("X-A: ", "X-A: " + "a".repeat(length - head.length())));
  }

  private WireClient fields(int count) throws IOException {
    return client().send("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(count - 1) + "\r\n");
  }

  private WireClient trailers(String lines) throws IOException {
    WireClient client = client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    return client.send("5\r\nhello\r\n0\r\n" + lines + "\r\n");
  }

  private WireClient sized(int length) throws IOException {
    return client().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
  }

  private WireClient chunked(int length) throws IOException {
    WireClient client = client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    return client.send("1\r\nx\r\n".repeat(length) + "0\r\n\r\n");
  }

  private static void refused(WireClient client, int status) {
    assertThat(client.expectResponse(status).announcesClose()).isTrue();
    client.expectClosed();
  }
}
