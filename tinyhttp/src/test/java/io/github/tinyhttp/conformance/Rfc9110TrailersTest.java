package io.github.tinyhttp.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §6.5, §6.6.2 and §10.1.4: trailer fields in both directions.
class Rfc9110TrailersTest extends OnEachVersion {
  private static final String POST =
      "POST / HTTP/1.1\r\n"
          + "Host: a\r\n"
          + "X: header\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n"
          + "2\r\n"
          + "hi\r\n"
          + "0\r\n";
  private static final String TAKES = "Connection: TE\r\nTE: trailers\r\n";

  private void serveTrailers(Headers trailers) throws IOException {
    serve(_ -> Response.stream(out -> out.write("content".getBytes(UTF_8))).withTrailers(trailers));
  }

  @Test
  @Covers({"9110-6.5-1", "9110-6.5.1-2"})
  void received_trailers_are_kept_apart_from_the_header_fields() throws Exception {
    serve(
        request ->
            Response.text(
                "%s %s %s %s"
                    .formatted(
                        request.text(),
                        request.headers().all("X"),
                        request.headers().all("Y"),
                        request.trailers())));
    Conversation client = converse();
    client
        .send(POST + "x: trailer\r\ny: new\r\n\r\n")
        .expectResponse(200, "hi [header] [] [x: trailer, y: new]");
    client.send(POST + "\r\n").expectResponse(200, "hi [header] [] []");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding",
        "Content-Length",
        "Host",
        "Trailer",
        "Connection",
        "TE",
        "Content-Type",
        "Content-Encoding",
        "Content-Range",
        "Cache-Control",
        "Expires",
        "Date",
        "Location",
        "Retry-After",
        "Vary",
        "Set-Cookie",
        "WWW-Authenticate",
        "Authorization",
        "Age",
        "Upgrade",
        "Keep-Alive"
      })
  @Covers("9110-6.5.1-1")
  void a_field_that_belongs_into_the_header_section_is_not_sent_as_a_trailer(String name)
      throws Exception {
    serve(
        _ ->
            Response.stream(out -> out.write("content".getBytes(UTF_8)))
                .withTrailers(Headers.of(name, "1")));
    WireResponse response = get("/", TAKES);
    assertThat(response.trailers()).isEmpty();
    assertThat(response.hasOption("Trailer", name)).isFalse();
  }

  @Test
  @Covers({"9110-6.5.1-4", "9110-6.6.2-1"})
  void trailers_are_announced_and_sent_to_whom_takes_them() throws Exception {
    serveTrailers(Headers.of("X-Sum", "1", "X-Count", "7"));
    Conversation client = converse();
    for (int i = 0; i < 2; i++) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + TAKES + "\r\n");
      WireResponse response = client.expectResponse(200, "content");
      assertThat(response.trailer("X-Sum")).isEqualTo("1");
      assertThat(response.trailer("X-Count")).isEqualTo("7");
      assertThat(response.has("X-Sum")).isFalse();
      assertThat(response.header("Trailer")).isEqualToIgnoringCase("X-Sum, X-Count");
    }
  }

  @Test
  @Covers("9110-6.5.1-4")
  void a_response_without_content_has_no_trailers() throws Exception {
    serve(_ -> Response.status(204).withTrailers(Headers.of("X-Sum", "1")));
    Conversation client = converse();
    for (int i = 0; i < 2; i++) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + TAKES + "\r\n");
      assertThat(client.expectResponse(204).has("Trailer")).isFalse();
    }
  }

  @Test
  @Covers("9110-6.5.2-2")
  void trailer_lines_of_one_name_keep_their_order() throws Exception {
    serve(
        request -> {
          request.text();
          return Response.stream(out -> out.write("content".getBytes(UTF_8)))
              .withHeader("X-Got", request.trailers().combined("X").get())
              .withTrailers(Headers.of("X", "1", "x", "2", "X", "3"));
        });
    WireResponse response =
        ask(
            "POST / HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "Connection: TE\r\n"
                + "TE: trailers\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "0\r\n"
                + "X: 3\r\n"
                + "Y: y\r\n"
                + "x: 1, 2\r\n"
                + "X: 0\r\n\r\n");
    assertThat(response.header("X-Got")).isEqualTo("3, 1, 2, 0");
    assertThat(response.trailers())
        .extracting(WireResponse.Field::value)
        .containsExactly("1", "2", "3");
  }
}
