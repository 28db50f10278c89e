package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §10.1.1: Expect.
class Rfc9110ExpectTest extends OnEachVersion {
  private static final String SIZED =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
  private static final String CHUNKED =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n";
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  private void serveText() throws IOException {
    serve(request -> Response.text(request.text()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100-continue",
        "100-Continue",
        "100-CONTINUE",
        ",100-continue,",
        "100-continue, 100-continue"
      })
  @Covers({"9110-10.1.1-1", "9110-10.1.1-10", "9110-10.1.1-11"})
  void a_100_is_sent_before_any_content_has_come(String expectation) throws Exception {
    serveText();
    Conversation client = converse();
    for (int i = 0; i < 2; i++) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nexpect: " + expectation + "\r\n\r\n");
      client.expectContinue().send("hello").expectResponse(200, "hello");
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: "
              + expectation
              + "\r\n\r\n");
      client.expectContinue().send("5\r\nhello\r\n0\r\n\r\n").expectResponse(200, "hello");
    }
  }

  @Test
  @Covers({"9110-10.1.1-10", "9110-10.1.1-11"})
  void a_100_is_sent_for_content_of_any_size() throws Exception {
    serve(request -> Response.text("" + request.bytes().length));
    for (int length : new int[] {1, 65_536, 65_537, 1_000_000}) {
      Conversation client = converse();
      client.send(
          "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: "
              + length
              + "\r\nExpect: 100-continue\r\n\r\n");
      client.expectContinue().send(new byte[length]).expectResponse(200, "" + length);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mercy",
        "100-continue, mercy",
        "mercy, 100-continue",
        "100-continue=1",
        "100-continue;x=y",
        "100 continue",
        "101-continue",
        "\"100-continue\"",
        "mercy=\"100-continue, x\"",
        "100-continue\r\nExpect: mercy"
      })
  @Covers("9110-10.1.1-1")
  void another_expectation_gets_417(String expectation) throws Exception {
    serveText();
    Conversation client = converse();
    client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: " + expectation + "\r\n\r\n");
    client.expectResponse(417);
    assertThat(handled).isEmpty();
  }

  @Test
  @Covers("9110-10.1.1-7")
  void no_100_is_sent_where_there_is_no_content() throws Exception {
    serveText();
    Conversation client = converse();
    for (String method : List.of("GET", "POST", "DELETE")) {
      client
          .send(method + " / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n")
          .expectResponse(200, "");
      client
          .send(
              method
                  + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n")
          .expectResponse(200, "");
    }
  }

  @Test
  @Covers({"9110-10.1.1-7", "9110-10.1.1-8"})
  void one_final_response_comes_when_the_content_came_at_once() throws Exception {
    serveText();
    Conversation client = converse();
    for (String message : List.of(SIZED + "hello", CHUNKED + "5\r\nhello\r\n0\r\n\r\n")) {
      client.send(message);
      WireResponse response = client.readResponse();
      if (response.status() == 100) {
        response = client.readResponse();
      }
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.text()).isEqualTo("hello");
    }
  }

  @Test
  @Covers("9110-10.1.1-7")
  void one_request_gets_one_100_however_often_its_content_is_asked_for() throws Exception {
    serve(
        request -> {
          request.body();
          request.body();
          return Response.text(request.text());
        });
    converse().send(SIZED).expectContinue().send("hello").expectResponse(200, "hello");
  }

  @Test
  @Covers("9110-10.1.1-8")
  void after_a_100_a_final_status_follows_even_if_the_handler_fails() throws Exception {
    serve(
        request -> {
          request.text();
          throw request.path().equals("/known")
              ? new HttpException(422, "no sense in that")
              : new IllegalStateException("on purpose");
        });
    converse().send(SIZED).expectContinue().send("hello").expectResponse(500);
    converse()
        .send(SIZED.replace(" / ", " /known "))
        .expectContinue()
        .send("hello")
        .expectResponse(422);
  }

  @Test
  @Covers("9110-10.1.1-10")
  void content_that_is_too_large_is_refused_without_a_100() throws Exception {
    serve(
        request -> Response.text(request.text()),
        builder -> builder.limits(Limits.defaults().withBody(4)));
    converse().send(SIZED).expectResponse(413);
    converse().send(CHUNKED).expectContinue().send("5\r\nhello\r\n0\r\n\r\n").expectResponse(413);
  }

  @Test
  @Covers("9110-10.1.1-10")
  void a_100_comes_after_the_responses_to_earlier_requests() throws Exception {
    serveText();
    Conversation client = converse();
    client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n" + SIZED);
    client.expectResponse(200, "");
    client.expectResponse(200, "");
    client.expectContinue().send("hello").expectResponse(200, "hello");
  }
}
