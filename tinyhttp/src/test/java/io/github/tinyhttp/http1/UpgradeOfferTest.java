package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.LoggedWarnings;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which offers of another protocol count (RFC 9110 §7.8), and that none makes the server log.
class UpgradeOfferTest extends SocketTest {
  private final LoggedWarnings logged = closedAfter(LoggedWarnings.begin());

  @AfterEach
  void nothing_is_logged() {
    assertThat(logged.entries()).isEmpty();
  }

  /// As our example does it.
  private static Response echo(Request request) throws IOException {
    if (!request.offersUpgrade("echo")) {
      return Response.text("ordinary");
    }
    return echoUnasked(request);
  }

  private static Response echoUnasked(Request request) throws IOException {
    try (var connection = request.upgrade("echo", Response.empty())) {
      connection.input().transferTo(connection.output());
    }
    return Response.handled();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: upgrade\nUpgrade: echo",
        "Connection: keep-alive, Upgrade\nUpgrade: ECHO",
        "connection: x\nCONNECTION: UPGRADE\nupgrade: h2c, Echo",
        "Connection: upgrade\nUpgrade: echo\nContent-Length: 0",
      })
  void counts(String fields) throws IOException {
    WireClient client = client(UpgradeOfferTest::echo);
    client.sendLines("GET / HTTP/1.1\nHost: a\n" + fields + "\n\n").expectInterim(101);
    client.send("hello").expect("hello").halfClose().expectClosed();
  }

  private static final String[] NO_OFFERS = {
    "GET / HTTP/1.1\nHost: a\nUpgrade: echo\n\n",
    "GET / HTTP/1.1\nHost: a\nConnection: upgrade\n\n",
    "GET / HTTP/1.1\nHost: a\nConnection: upgrades\nUpgrade: echo\n\n",
    "GET / HTTP/1.1\nHost: a\nConnection: upgrade\nUpgrade: echoes, h2c\n\n",
    "GET / HTTP/1.0\nConnection: keep-alive, upgrade\nUpgrade: echo\n\n",
    "POST / HTTP/1.1\nHost: a\nConnection: upgrade\nUpgrade: echo\nContent-Length: 100000\n\n",
    "POST / HTTP/1.1\nHost: a\nConnection: upgrade\nUpgrade: echo\n"
        + "Transfer-Encoding: chunked\n\n1\nx\n",
    "POST / HTTP/1.1\nHost: a\nConnection: upgrade\nUpgrade: echo\n"
        + "Expect: 100-continue\nContent-Length: 1\n\n",
  };

  static List<String> requests() {
    return List.of(NO_OFFERS);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void does_not_count_and_gets_the_ordinary_response(String lines) throws IOException {
    client(UpgradeOfferTest::echo).sendLines(lines).expectResponse(200, "ordinary");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void gets_a_426_where_the_application_does_not_ask(String lines) throws IOException {
    WireResponse response =
        client(UpgradeOfferTest::echoUnasked).sendLines(lines).expectResponse(426);
    assertThat(response.header("Upgrade")).isEqualTo("echo");
    assertThat(response.hasOption("Connection", "upgrade")).isTrue();
  }

  @Test
  void counts_once_the_body_is_read() throws IOException {
    WireClient client =
        client(
            request -> {
              boolean before = request.offersUpgrade("echo");
              request.bytes();
              return Response.text(before + " " + request.offersUpgrade("echo"));
            });
    client
        .sendLines(
            "POST / HTTP/1.1\n"
                + "Host: a\n"
                + "Connection: upgrade\n"
                + "Upgrade: echo\n"
                + "Content-Length: 100000\n\n")
        .send("x".repeat(100_000))
        .expectResponse(200, "false true");
  }

  /// A client can leave at any moment; the code that talks to it learns of it by an exception, and
  /// lets it through.
  @ParameterizedTest
  @ValueSource(strings = {"/upgrade", "/inform", "/begin", "/stream"})
  void a_client_that_leaves_is_no_failure_of_the_handler(String path) throws Exception {
    var gone = new CountDownLatch(1);
    var over = new CountDownLatch(1);
    Server server =
        server(
            request -> {
              try {
                return talk(request, gone);
              } finally {
                over.countDown();
              }
            },
            options().withDispatch(Dispatch.VIRTUAL_THREADS));
    WireClient client = client(server);
    client.sendLines("GET " + path + " HTTP/1.1\nHost: a\nConnection: upgrade\nUpgrade: a\n\n");
    client.expectInterim(path.equals("/upgrade") ? 101 : 103);
    client.reset();
    gone.countDown();
    Await.opened(over);
    Await.until("the connection is closed", () -> server.connections() == 0);
  }

  private static Response talk(Request request, CountDownLatch gone) throws IOException {
    if (request.path().equals("/upgrade")) {
      var upgrade = request.upgrade("a", Response.empty());
      Await.opened(gone);
      writeForEver(upgrade.output());
    }
    request.inform(103, Headers.empty());
    Await.opened(gone);
    if (request.path().equals("/begin")) {
      writeForEver(request.begin(Response.empty().withStatus(200)));
    }
    while (request.path().equals("/inform")) {
      request.inform(103, Headers.of("Link", "x".repeat(8000)));
    }
    return Response.stream(UpgradeOfferTest::writeForEver);
  }

  private static void writeForEver(OutputStream out) throws IOException {
    while (true) {
      out.write(new byte[8000]);
    }
  }
}
