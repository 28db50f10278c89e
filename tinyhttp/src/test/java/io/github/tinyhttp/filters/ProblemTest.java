package io.github.tinyhttp.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.CrossOriginProtection;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.ErrorResponses;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.files.FileHandler;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// RFC 9457.
class ProblemTest extends SocketTest {
  private static final String TYPE = "application/problem+json";
  private static final Handler FINE = _ -> Response.text("fine");
  private static final String GET = "GET / HTTP/1.1\nHost: a\n\n";

  private static ServerOptions problems() {
    return options().withErrorResponses(Problem.responses());
  }

  private WireResponse problemOf(Handler handler, String lines) throws IOException {
    return client(server(handler, problems())).sendLines(lines).readResponse();
  }

  @Test
  void a_problem_says_what_went_wrong() throws IOException {
    Handler handler =
        _ ->
            Problem.of(403, "not enough \"credit\"")
                .withType(URI.create("https://example.com/credit"))
                .withInstance(URI.create("/account/12"))
                .with("balance", 30)
                .with("accounts", List.of("/1", Map.of("a", true)))
                .response();
    WireResponse response = responseOf(handler, GET);
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.header("Content-Type")).isEqualTo(TYPE);
    assertThat(response.text())
        .isEqualTo(
            "{\"status\":403,\"title\":\"Forbidden\",\"detail\":\"not enough \\\"credit\\\"\","
                + "\"type\":\"https://example.com/credit\",\"instance\":\"/account/12\","
                + "\"balance\":30,\"accounts\":[\"/1\",{\"a\":true}]}\n");
  }

  @Test
  void the_library_says_so_too() throws IOException {
    Handler failing =
        _ -> {
          throw new HttpException(404, "no such note");
        };
    var options = options().withErrorResponses(Problem.responses());
    WireClient client = client(server(failing, options));
    WireResponse thrown = client.sendLines(GET).expectResponse(404);
    assertThat(thrown.header("Content-Type")).isEqualTo(TYPE);
    assertThat(thrown.text())
        .isEqualTo("{\"status\":404,\"title\":\"Not Found\",\"detail\":\"no such note\"}\n");
    WireResponse broken = client.sendLines("GET / HTTP/1.1\n\n").expectResponse(400);
    assertThat(broken.header("Content-Type")).isEqualTo(TYPE);
    assertThat(broken.text()).startsWith("{\"status\":400,\"title\":\"Bad Request\",\"detail\":\"");
  }

  @Test
  void the_fields_of_an_exception_stay() throws IOException {
    Handler failing =
        _ -> {
          throw new HttpException(401, "who?", Headers.of("WWW-Authenticate", "Bearer"));
        };
    WireClient client = client(server(failing, options().withErrorResponses(Problem.responses())));
    assertThat(client.sendLines(GET).expectResponse(401).header("WWW-Authenticate"))
        .isEqualTo("Bearer");
  }

  private void isProblem(WireResponse response) {
    assertThat(response.header("Content-Type")).isEqualTo(TYPE);
    assertThat(response.text()).startsWith("{\"status\":" + response.status() + ",\"title\":\"");
  }

  @Test
  void what_filters_say_is_a_problem_with_its_fields() throws IOException {
    Handler secret = BasicAuthentication.of("notes", Map.of("ada", "lovelace")).wrap(FINE);
    WireResponse unknown = problemOf(secret, GET);
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.header("WWW-Authenticate")).startsWith("Basic realm=\"notes\"");
    assertThat(unknown.text())
        .isEqualTo(
            "{\"status\":401,\"title\":\"Unauthorized\",\"detail\":\"name and password,"
                + " please\"}\n");

    Handler bounded = RateLimit.of(1, Duration.ofHours(1)).wrap(FINE);
    WireClient client = client(server(bounded, problems()));
    client.sendLines(GET).expectResponse(200, "fine");
    WireResponse tooMany = client.sendLines(GET).expectResponse(429);
    isProblem(tooMany);
    assertThat(tooMany.header("Retry-After")).isNotEmpty();
  }

  @Test
  void a_handler_that_is_full_says_a_problem() throws Exception {
    var begun = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    Handler waiting =
        _ -> {
          begun.countDown();
          Await.opened(release);
          return Response.text("fine");
        };
    Server server =
        server(
            ConcurrencyLimit.of(1).wrap(waiting),
            problems().withDispatch(Dispatch.VIRTUAL_THREADS));
    WireClient first = client(server).sendLines(GET);
    Await.opened(begun);
    WireResponse full = client(server).sendLines(GET).expectResponse(503);
    isProblem(full);
    assertThat(full.header("Retry-After")).isEqualTo("1");
    release.countDown();
    first.expectResponse(200, "fine");
  }

  @Test
  void what_is_refused_at_the_front_door_is_a_problem() throws Exception {
    for (Dispatch dispatch : List.of(Dispatch.INLINE, Dispatch.VIRTUAL_THREADS)) {
      ServerOptions options =
          problems()
              .withDispatch(dispatch)
              .withHosts("a")
              .withCrossOriginProtection(CrossOriginProtection.defaults());
      WireClient client = client(server(FINE, options));
      client.sendLines("GET / HTTP/1.1\nHost: b\n\n" + GET);
      isProblem(client.expectResponse(421));
      client.expectResponse(200, "fine");
      client.sendLines(
          "POST / HTTP/1.1\nHost: a\nOrigin: http://b\nContent-Length: 2\n\nok"
              + "POST / HTTP/1.1\nHost: a\nSec-Fetch-Site: cross-site\nContent-Length: 0\n\n"
              + GET);
      isProblem(client.expectResponse(403));
      isProblem(client.expectResponse(403));
      client.expectResponse(200, "fine");
      client.sendLines("TRACE / HTTP/1.1\nHost: a\n\n");
      isProblem(client.expectResponse("TRACE", 501));
      client.expectClosed();
    }
  }

  @Test
  void a_server_that_is_asked_for_requests_refuses_with_problems_too() throws Exception {
    Server server =
        closedAfter(Server.builder().bind(0).options(problems().withHosts("a")).start());
    WireClient client = client(server).sendLines("GET / HTTP/1.1\nHost: b\n\n");
    isProblem(client.expectResponse(421));
    client.sendLines(GET);
    receive(server).respond(Response.error(409, "not now"));
    isProblem(client.expectResponse(409));
    client.sendLines(GET);
    receive(server).respond(Response.status(410));
    client.expectResponse(410, "");
  }

  @Test
  void what_the_library_says_in_the_place_of_a_handler_is_a_problem(@TempDir Path directory)
      throws Exception {
    Files.writeString(directory.resolve("a.txt"), "0123456789");
    Handler files = FileHandler.of(directory);
    isProblem(problemOf(files, "GET /b.txt HTTP/1.1\nHost: a\n\n"));
    WireResponse noRange = problemOf(files, "GET /a.txt HTTP/1.1\nHost: a\nRange: bytes=20-\n\n");
    assertThat(noRange.status()).isEqualTo(416);
    isProblem(noRange);
    assertThat(noRange.header("Content-Range")).isEqualTo("bytes */10");
    WireResponse failed = problemOf(files, "GET /a.txt HTTP/1.1\nHost: a\nIf-Match: \"x\"\n\n");
    assertThat(failed.status()).isEqualTo(412);
    isProblem(failed);
    WireResponse method = problemOf(Handler.get(FINE), "PUT / HTTP/1.1\nHost: a\n\n");
    assertThat(method.status()).isEqualTo(405);
    isProblem(method);
    assertThat(method.text()).isEqualTo("{\"status\":405,\"title\":\"Method Not Allowed\"}\n");
    assertThat(method.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    isProblem(problemOf(Handler.get(FINE), "BREW / HTTP/1.1\nHost: a\n\n"));
  }

  @Test
  void an_error_is_asked_for_once_and_only_in_plain_text() throws IOException {
    var asked = new AtomicInteger();
    ErrorResponses counting =
        (own, _) -> {
          asked.incrementAndGet();
          return own.withAddedHeader("Asked", "yes");
        };
    Handler handler =
        request ->
            switch (request.path()) {
              case "/error" -> Response.error(404, "no such note");
              case "/thrown" -> throw new HttpException(404, "no such note");
              case "/html" -> Response.error(404, "<p>").withType("text/html");
              case "/body" -> Response.error(404, "").withBody(Body.of("own"));
              default -> Response.text("own").withStatus(404);
            };
    WireClient client = client(server(handler, options().withErrorResponses(counting)));
    for (String path : List.of("/error", "/thrown", "/html", "/body", "/text")) {
      client.sendLines("GET " + path + " HTTP/1.1\nHost: a\n\n").expectResponse(404);
    }
    assertThat(asked).hasValue(2);
  }

  @Test
  void what_is_no_problem_is_refused_at_once() {
    assertThatIllegalArgumentException().isThrownBy(() -> Problem.of(200, "fine"));
    Problem problem = Problem.of(400, "bad");
    assertThatIllegalArgumentException().isThrownBy(() -> problem.with("status", 5));
    assertThatIllegalArgumentException().isThrownBy(() -> problem.with("a", new Object()));
    assertThatIllegalArgumentException().isThrownBy(() -> problem.with("a", Double.NaN));
  }
}
