package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/// The base of tests that speak WebSocket in raw bytes: a server, clients of it, and a record of
/// the listener's calls.
@Timeout(60)
abstract class WebSocketWire {
  static final String HANDSHAKE =
      """
      GET /chat HTTP/1.1
      Host: server.example.com
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13
      """;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /// The listener's calls, for example `text hello`.
  final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

  private Server server;

  /// Records its calls, and sends messages back.
  class Echo implements WebSocketListener {
    @Override
    public void onOpen(WebSocket socket) throws Exception {
      calls.add("open");
    }

    @Override
    public void onText(WebSocket socket, String text) throws Exception {
      calls.add("text " + text);
      socket.send(text);
    }

    @Override
    public void onBinary(WebSocket socket, byte[] bytes) throws Exception {
      calls.add("binary " + bytes.length);
      socket.send(bytes);
    }

    @Override
    public void onPong(WebSocket socket, byte[] bytes) {
      calls.add("pong " + bytes.length);
    }

    @Override
    public void onError(WebSocket socket, Throwable cause) {
      calls.add("error " + cause.getClass().getSimpleName());
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason) {
      calls.add("close " + reason.code());
    }
  }

  final Server serve(WebSocketListener listener) throws IOException {
    return serve(listener, UnaryOperator.identity());
  }

  final Server serve(WebSocketListener listener, UnaryOperator<WebSocketOptions> options)
      throws IOException {
    WebSocketOptions all = options.apply(WebSocketOptions.defaults());
    server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .bind(0)
                .timeouts(
                    Timeouts.defaults()
                        .withGrace(Duration.ZERO)
                        .withLinger(Duration.ofMillis(200))
                        .withHead(headTimeout()))
                .handler(request -> WebSocket.accept(request, all, listener))
                .start());
    return server;
  }

  /// Connects, and upgrades to WebSocket.
  final WireClient connect() {
    return connect("");
  }

  final WireClient connectRaw() {
    return closedAfter(WireClient.connect(port(server)));
  }

  /// Shorter than some tests take, since it does not count for a WebSocket.
  Duration headTimeout() {
    return Duration.ofSeconds(1);
  }

  /// Where clients connect. For the same over a proxy.
  int port(Server server) {
    return server.port();
  }

  final WireClient connect(String fieldLines) {
    WireClient client = connectRaw();
    client.sendLines(HANDSHAKE + fieldLines + "\n").expectInterim(101);
    return client;
  }

  /// Waits for the next call of the listener.
  final String nextCall() throws InterruptedException {
    String next = calls.poll(20, TimeUnit.SECONDS);
    assertThat(next).as("a call of the listener").isNotNull();
    return next;
  }

  final <T extends AutoCloseable> T closedAfter(T resource) {
    open.push(resource);
    return resource;
  }

  @AfterEach
  void closeAll() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
