package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.ErrorResponses;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.LoggedWarnings;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an application makes of the responses that the library gives by itself.
class ErrorResponsesTest extends SocketTest {

  private final List<String> rules = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  @BeforeEach
  void silenceTheLog() {
    closedAfter(LoggedWarnings.begin());
  }

  private Response page(Response own, String rule) {
    rules.add(rule);
    threads.add(Thread.currentThread());
    String text = new String(own.body().bytes(), StandardCharsets.UTF_8).strip();
    return Response.html("<p>" + text).withHeader("Access-Control-Allow-Origin", "*");
  }

  private ServerOptions pages() {
    return options()
        .withErrorResponses(this::page)
        .withLimits(Limits.defaults().withHead(500).withRequestLine(100).withBody(1_000))
        .withTimeouts(Timeouts.defaults().withHead(Duration.ofMillis(200)));
  }

  private void isPage(WireResponse response) {
    assertThat(response.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(response.text()).startsWith("<p>");
  }

  @ParameterizedTest
  @CsvSource({
    "400, HOST_MISSING (RFC 9112 §3.2), GET / HTTP/1.1\\n\\n",
    "400, BARE_CR (RFC 9112 §2.2), GET / HTTP/1.1\\rx",
    "408, HEAD_LATE (RFC 9110 §15.5.9), GET /",
    "417, EXPECTATION (RFC 9110 §10.1.1), GET / HTTP/1.1\\nHost: a\\nExpect: x\\n\\n",
    "421, TARGET_SCHEME (RFC 9110 §7.4), GET https://a/ HTTP/1.1\\nHost: a\\n\\n",
    "501, METHOD_TOO_LONG (RFC 9112 §3), " + METHOD,
  })
  void every_rule_can_have_a_page(int status, String rule, String octets) throws IOException {
    WireClient client = client(server(_ -> Response.text("never"), pages()));
    client.send(octets.replace("\\n", "\r\n").replace("\\r", "\r"));
    WireResponse response = client.expectResponse(status);
    isPage(response);
    assertThat(response.announcesClose()).isTrue();
    client.expectClosed();
    assertThat(rules).containsExactly(rule);
    assertThat(threads).allSatisfy(thread -> assertThat(thread.getName()).doesNotContain("loop"));
  }

  private static final String METHOD =
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  @Test
  void a_head_or_a_line_that_is_too_large_can_have_one() throws IOException {
    Server server = server(_ -> Response.text("never"), pages());
    isPage(client(server).send("GET /" + "a".repeat(100)).expectResponse(414));
    isPage(client(server).send("GET / HTTP/1.1\r\nA: " + "a".repeat(500)).expectResponse(431));
  }

  @Test
  void it_comes_after_the_responses_to_requests_before_it() throws IOException {
    WireClient client = client(server(request -> Response.text(request.path()), pages()));
    client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\nBAD\r\n\r\n");
    client.expectResponse(200, "/a");
    client.expectResponse(200, "/b");
    isPage(client.expectResponse(400));
    client.expectClosed();
  }

  @Test
  void head_gets_no_content() throws IOException {
    WireClient client = client(server(_ -> Response.text("never"), pages()));
    client.send("HEAD / HTTP/1.1\r\n\r\n").expectResponse("HEAD", 400);
    client.expectClosed();
  }

  @Test
  void what_the_library_makes_of_exceptions_can_have_one() throws IOException {
    Handler handler =
        request ->
            switch (request.path()) {
              case "/large" -> Response.text(request.text());
              case "/teapot" -> throw new HttpException(418, "no coffee");
              case "/fails" -> throw new IllegalStateException("on purpose");
              default -> Response.text("fine").withStatus(404);
            };
    for (Dispatch dispatch : List.of(Dispatch.INLINE, Dispatch.VIRTUAL_THREADS)) {
      rules.clear();
      WireClient client = client(server(handler, pages().withDispatch(dispatch)));
      isPage(
          client
              .send("POST /teapot HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
              .expectResponse(418));
      isPage(client.send("GET /fails HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(500));
      client.send("GET /own HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(404, "fine");
      isPage(
          client
              .send("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n")
              .send("a".repeat(2000))
              .expectResponse(413));
      assertThat(rules).containsExactly("EXCEPTION", "HANDLER_FAILED", "EXCEPTION");
    }
  }

  @Test
  void an_application_that_takes_no_more_can_have_one() throws IOException {
    Dispatch full =
        Dispatch.on(
            _ -> {
              throw new RejectedExecutionException("full");
            });
    WireClient client = client(server(_ -> Response.text("never"), pages().withDispatch(full)));
    isPage(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(503));
    assertThat(rules).containsExactly("OVERLOADED");
    assertThat(threads).allSatisfy(thread -> assertThat(thread.getName()).doesNotContain("loop"));
  }

  @Test
  void a_response_that_is_late_can_have_one() throws Exception {
    var release = new CountDownLatch(1);
    ServerOptions options =
        pages().withTimeouts(Timeouts.defaults().withResponse(Duration.ofMillis(200)));
    WireClient client =
        client(
            server(
                _ -> {
                  Await.opened(release);
                  return Response.text("late");
                },
                options.withDispatch(Dispatch.VIRTUAL_THREADS)));
    isPage(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(503));
    release.countDown();
    assertThat(rules).containsExactly("RESPONSE_LATE");
  }

  @Test
  void content_of_any_kind_is_sent_and_the_status_stays() throws IOException {
    ErrorResponses streamed =
        (_, _) ->
            Response.text("")
                .withStatus(200)
                .withBody(Body.written(out -> out.write("streamed".getBytes())));
    WireClient client =
        client(server(_ -> Response.empty(), options().withErrorResponses(streamed)));
    WireResponse response = client.send("BAD\r\n\r\n").expectResponse(400);
    assertThat(response.text()).isEqualTo("streamed");
    client.expectClosed();
  }

  @Test
  void one_that_fails_gives_way_to_the_library() throws IOException {
    for (ErrorResponses broken :
        List.<ErrorResponses>of(
            (_, _) -> {
              throw new IOException("on purpose");
            },
            (_, _) -> {
              throw new StackOverflowError("on purpose");
            },
            (_, _) -> null,
            (_, _) -> Response.handled())) {
      Server server = server(_ -> Response.empty(), options().withErrorResponses(broken));
      client(server)
          .send("GET / HTTP/1.1\r\n\r\n")
          .expectResponse(400, "the Host field is missing\n");
    }
  }

  @Test
  void one_that_waits_holds_nobody_up() throws Exception {
    var release = new CountDownLatch(1);
    ErrorResponses waiting =
        (own, _) -> {
          Await.opened(release);
          return own;
        };
    Server server = server(_ -> Response.text("fine"), options().withErrorResponses(waiting));
    WireClient bad = client(server).send("BAD\r\n\r\n");
    client(server).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200, "fine");
    release.countDown();
    bad.expectResponse(400);
  }
}
