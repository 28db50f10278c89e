package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Barrier;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/// What the tests of RFC 9110 share: a server with one event loop, clients of it, and a list of
/// what has reached the application.
abstract class OnTheWire extends SocketTest {
  /// A request that has to stay hidden: it follows a message that is refused.
  static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";

  /// The targets of the requests that reached the handler.
  final List<String> handled = new CopyOnWriteArrayList<>();

  private Server server;

  /// Starts the server.
  final Server serve(Handler handler) throws IOException {
    return serve(handler, UnaryOperator.identity());
  }

  /// Starts the server, with other options.
  final Server serve(Handler handler, UnaryOperator<Server.Builder> options) throws IOException {
    Handler noting =
        request -> {
          handled.add(request.target());
          return handler.handle(request);
        };
    Server.Builder builder =
        Server.builder()
            .hosts("*")
            .bind(0)
            .handler(noting)
            .loops(1)
            .dispatch(Dispatch.INLINE)
            .timeouts(Timeouts.defaults().withGrace(Duration.ZERO));
    server = closedAfter(options.apply(builder).start());
    return server;
  }

  /// Starts a server that responds with `ok` to everything.
  final void serveOk() throws IOException {
    serve(_ -> Response.text("ok"));
  }

  /// The port of the server.
  final int port() {
    return server.port();
  }

  /// A new connection.
  final WireClient connect() {
    return closedAfter(WireClient.connect(server.port()));
  }

  /// A barrier for [WireClient#expectIdle(Barrier)].
  final Barrier barrier() {
    return closedAfter(Barrier.of(server.port()));
  }

  /// The one final response to a message on a connection of its own.
  WireResponse ask(String message) {
    try (WireClient client = WireClient.connect(server.port())) {
      return client.send(message).readResponse(methodOf(message));
    }
  }

  /// The response to a GET with these field lines after `Host`, each ending with CRLF.
  final WireResponse get(String target, String fieldLines) {
    return ask("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + fieldLines + "\r\n");
  }

  /// All octets that the server sends for a message, until it closes.
  final String exchange(String message) {
    try (WireClient client = WireClient.connect(server.port())) {
      return client.send(message).readToEnd();
    }
  }

  /// Checks that a message is refused: the status, the announced close, the close, and that neither
  /// the message nor what follows it reaches the application.
  WireResponse refuses(int status, String message) {
    int before = handled.size();
    try (WireClient client = WireClient.connect(server.port())) {
      WireResponse response =
          client.send(message + HIDDEN).expectResponse(methodOf(message), status);
      assertThat(response.announcesClose()).as("%s", response).isTrue();
      client.expectClosed();
      assertThat(handled).as("reached the application").hasSize(before);
      return response;
    }
  }

  /// The method of a message.
  static String methodOf(String message) {
    int blank = message.indexOf(' ');
    return blank < 0 ? "GET" : message.substring(0, blank);
  }
}
