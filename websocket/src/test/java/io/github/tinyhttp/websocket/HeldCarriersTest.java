package io.github.tinyhttp.websocket;

import static io.github.tinyhttp.testkit.Wire.get;
import static io.github.tinyhttp.websocket.Frames.close;
import static io.github.tinyhttp.websocket.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.Reader;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Code of the application holds the carriers of all virtual threads: that of handlers holds up no
/// WebSocket, and that of listeners no request and no other WebSocket.
class HeldCarriersTest extends WebSocketWire {
  private static final int BURNING = 16;

  private final CountDownLatch inside = new CountDownLatch(BURNING);
  private volatile boolean released;
  private Server server;

  @AfterEach
  void release() {
    released = true;
  }

  private void burn() {
    inside.countDown();
    while (!released) {
      Thread.onSpinWait();
    }
  }

  private final class BurningWhenOpened extends Echo {
    @Override
    public void onOpen(WebSocket socket) {
      burn();
    }
  }

  private final class BurningInText extends Echo {
    @Override
    public void onText(WebSocket socket, String text) {
      burn();
    }
  }

  private final class BurningInStream implements WebSocketStreamListener {
    @Override
    public void onText(WebSocket socket, Reader message) {
      burn();
    }
  }

  private final class Streams implements WebSocketStreamListener {
    @Override
    public void onText(WebSocket socket, Reader message) throws Exception {
      char[] text = new char[100];
      int count = message.read(text);
      assertThat(socket.trySend(new String(text, 0, count))).isTrue();
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason) {
      calls.add("close " + reason.code());
    }
  }

  private Response handle(Request request) throws Exception {
    return switch (request.path()) {
      case "/slow" -> {
        Await.atLeast(Duration.ofMillis(2));
        yield Response.text("slow");
      }
      case "/burn" -> {
        burn();
        yield Response.text("burnt");
      }
      case "/echo" -> WebSocket.accept(request, new Echo());
      case "/streams" -> WebSocket.accept(request, new Streams());
      case "/opened" -> WebSocket.accept(request, new BurningWhenOpened());
      case "/text" -> WebSocket.accept(request, new BurningInText());
      case "/stream" -> WebSocket.accept(request, new BurningInStream());
      default -> Response.text("healthy");
    };
  }

  /// Starts a server whose handlers are slow, so that they get virtual threads in AUTO.
  private void serve(Dispatch dispatch) throws Exception {
    server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .bind(0)
                .loops(2)
                .dispatch(dispatch)
                .handler(this::handle)
                .start());
    WireClient warm = raw();
    for (int i = 0; i < 50; i++) {
      warm.send(get("/slow")).expectResponse(200, "slow");
    }
  }

  private WireClient raw() {
    return closedAfter(WireClient.connect(server.port()));
  }

  private WireClient open(String path) {
    WireClient client = raw();
    client
        .sendLines(
            HANDSHAKE.replace("/chat", path).replace("server.example.com", "localhost") + "\n")
        .expectInterim(101);
    return client;
  }

  private void checkThatAllIsServed() throws Exception {
    Await.opened(inside);
    calls.clear();
    for (int i = 0; i < 20; i++) {
      raw().send(get("/health")).expectResponse(200, "healthy");
    }
    for (String path : new String[] {"/echo", "/streams"}) {
      WireClient client = open(path);
      for (int i = 0; i < 20; i++) {
        assertThat(Frames.read(client.send(text("hello " + i)))).isEqualTo("TEXT hello " + i);
      }
      assertThat(Frames.read(client.send(close(4001, "")))).isEqualTo("CLOSE 4001");
      client.expectClosed();
      calls.removeIf(call -> !call.startsWith("close"));
      assertThat(nextCall()).isEqualTo("close 4001");
    }
    released = true;
  }

  private static Dispatch dispatch(String name) {
    return name.equals("AUTO") ? Dispatch.AUTO : Dispatch.INLINE;
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUTO", "INLINE"})
  void web_sockets_go_on_while_handlers_hold_all_carriers(String dispatch) throws Exception {
    serve(dispatch(dispatch));
    for (int i = 0; i < BURNING; i++) {
      raw().send(get("/burn"));
    }
    checkThatAllIsServed();
  }

  @ParameterizedTest
  @CsvSource({"AUTO,/opened", "AUTO,/text", "AUTO,/stream", "INLINE,/opened", "INLINE,/stream"})
  void requests_are_served_while_listeners_hold_all_carriers(String dispatch, String path)
      throws Exception {
    serve(dispatch(dispatch));
    for (int i = 0; i < BURNING; i++) {
      open(path).send(text("burn"));
    }
    checkThatAllIsServed();
  }
}
