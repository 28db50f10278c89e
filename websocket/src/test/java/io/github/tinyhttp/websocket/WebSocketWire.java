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

/// What the tests share that speak WebSocket in raw bytes: a server, clients of it, and what the
/// listener was told.
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

  /// What the listener was told, in words.
  final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private Server server;

  /// Notes what it is told, and sends messages back.
  class Echo implements WebSocketListener {
    @Override
    public void onOpen(WebSocket socket) throws Exception {
      told.add("open");
    }

    @Override
    public void onText(WebSocket socket, String text) throws Exception {
      told.add("text " + text);
      socket.send(text);
    }

    @Override
    public void onBinary(WebSocket socket, byte[] bytes) throws Exception {
      told.add("binary " + bytes.length);
      socket.send(bytes);
    }

    @Override
    public void onPong(WebSocket socket, byte[] bytes) {
      told.add("pong " + bytes.length);
    }

    @Override
    public void onError(WebSocket socket, Throwable cause) {
      told.add("error " + cause.getClass().getSimpleName());
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason) {
      told.add("close " + reason.code());
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
                .bind(0)
                .timeouts(
                    Timeouts.defaults().withGrace(Duration.ZERO).withHead(Duration.ofMillis(200)))
                .handler(request -> WebSocket.accept(request, all, listener))
                .start());
    return server;
  }

  /// Connects, and leaves HTTP.
  final WireClient connect() {
    return connect("");
  }

  final WireClient connectRaw() {
    return closedAfter(WireClient.connect(server.port()));
  }

  final WireClient connect(String fieldLines) {
    WireClient client = connectRaw();
    client.sendLines(HANDSHAKE + fieldLines + "\n").expectInterim(101);
    return client;
  }

  /// The next thing the listener is told.
  final String nextTold() throws InterruptedException {
    String next = told.poll(20, TimeUnit.SECONDS);
    assertThat(next).as("told").isNotNull();
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
