package io.github.tinyhttp.websocket;

import static io.github.tinyhttp.websocket.Frames.BINARY;
import static io.github.tinyhttp.websocket.Frames.CONTINUATION;
import static io.github.tinyhttp.websocket.Frames.FIN;
import static io.github.tinyhttp.websocket.Frames.PING;
import static io.github.tinyhttp.websocket.Frames.TEXT;
import static io.github.tinyhttp.websocket.Frames.close;
import static io.github.tinyhttp.websocket.Frames.frame;
import static io.github.tinyhttp.websocket.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.MessageEvent;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.SessionEndEvent;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What a server's listeners are told of the messages of WebSockets, and of their ends.
class MessageEventsTest extends WebSocketWire {
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private static String numbers(RequestEvent request) {
    return request.connection().number() + "/" + request.number();
  }

  private final ServerEvents listener =
      new ServerEvents() {
        @Override
        public void upgraded(RequestEvent request) {
          told.add("upgraded " + numbers(request));
        }

        @Override
        public void messageReceived(MessageEvent message) {
          told.add("received " + line(message));
        }

        @Override
        public void messageSent(MessageEvent message) {
          told.add("sent " + line(message));
        }

        private String line(MessageEvent message) {
          return message.kind() + " " + message.bytes() + " " + numbers(message.request());
        }

        @Override
        public void sessionEnded(SessionEndEvent end) {
          told.add(
              "ended %d '%s' by %s %s"
                  .formatted(end.code(), end.reason(), end.closedBy(), numbers(end.request())));
          told.add(end.toString());
        }
      };

  private Server watched(WebSocketListener echo, WebSocketOptions options) throws IOException {
    return closedAfter(
        Server.builder()
            .hosts("*")
            .bind(0)
            .events(listener)
            .timeouts(Timeouts.defaults().withGrace(Duration.ZERO))
            .handler(request -> WebSocket.accept(request, options, echo))
            .start());
  }

  private WireClient upgraded(Server server) {
    WireClient client = closedAfter(WireClient.connect(port(server)));
    client.sendLines(HANDSHAKE + "\n").expectInterim(101);
    return client;
  }

  private WireClient upgraded(WebSocketListener echo) throws IOException {
    return upgraded(watched(echo, WebSocketOptions.defaults()));
  }

  private String next() throws InterruptedException {
    String line = told.poll(20, TimeUnit.SECONDS);
    assertThat(line).as("an event").isNotNull();
    return line;
  }

  private List<String> next(int count) throws InterruptedException {
    var lines = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      lines.add(next());
    }
    return lines;
  }

  @Test
  void messages_and_the_end_are_told_in_order() throws Exception {
    WireClient client = upgraded(new Echo());
    client.send(text("hé")).send(frame(FIN | PING, "?"));
    client.send(frame(BINARY, "ab")).send(frame(CONTINUATION | FIN, "c"));
    client.send(close(4000, "bye\nnow"));
    assertThat(next(6))
        .containsExactly(
            "upgraded 1/1",
            "received TEXT 3 1/1",
            "sent TEXT 3 1/1",
            "received BINARY 3 1/1",
            "sent BINARY 3 1/1",
            "ended 4000 'bye\nnow' by CLIENT 1/1");
    assertThat(next())
        .startsWith("closed by CLIENT with 4000 \"bye\\x0anow\" of request 1 of ")
        .doesNotContain("\n");
  }

  @Test
  void messages_and_ends_are_counted_without_a_listener() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .bind(0)
                .handler(request -> WebSocket.accept(request, new Echo()))
                .start());
    WireClient client = upgraded(server);
    client.send(text("a")).send(text("b")).send(frame(FIN | PING, "?"));
    client.send(close(1000, ""));
    Await.until(
        "the end is counted",
        () -> server.metrics().sessionsEnded().get(SessionEndEvent.ClosedBy.CLIENT) == 1);
    assertThat(server.metrics().messagesReceived()).isEqualTo(2);
    assertThat(server.metrics().messagesSent()).isEqualTo(2);
    assertThat(server.metrics().sessionsEnded())
        .containsEntry(SessionEndEvent.ClosedBy.SERVER, 0L)
        .containsEntry(SessionEndEvent.ClosedBy.NEITHER, 0L);
    upgraded(server).close();
    Await.until(
        "a lost client is counted",
        () -> server.metrics().sessionsEnded().get(SessionEndEvent.ClosedBy.NEITHER) == 1);
  }

  @Test
  void an_end_by_the_server_names_it() throws Exception {
    WireClient client =
        upgraded(
            new Echo() {
              @Override
              public void onText(WebSocket socket, String text) {
                socket.trySend("queued");
                socket.close(1013, "later");
              }
            });
    client.send(text("a"));
    assertThat(next(3)).endsWith("received TEXT 1 1/1", "sent TEXT 6 1/1");
    assertThat(Frames.read(client)).isEqualTo("TEXT queued");
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1013");
    client.send(close(1013, ""));
    assertThat(next()).startsWith("ended 1013 ").contains("by SERVER");
  }

  @Test
  void a_client_that_breaks_a_rule_is_closed_by_the_server() throws Exception {
    WireClient client = upgraded(new Echo());
    client.send(frame(FIN | CONTINUATION, "a"));
    assertThat(next(2))
        .last()
        .isEqualTo("ended 1002 'a continuation frame without a message' by SERVER 1/1");
  }

  @Test
  void a_client_that_leaves_without_a_word_is_lost() throws Exception {
    upgraded(new Echo()).close();
    assertThat(next(2)).last().asString().startsWith("ended 1006 ").contains("by NEITHER 1/1");
  }

  @Test
  void streams_are_told_when_they_are_complete() throws Exception {
    WebSocketStreamListener streams =
        new WebSocketStreamListener() {
          @Override
          public void onText(WebSocket socket, Reader text) throws IOException {
            socket.sendText(out -> out.write("x".repeat(20_000)));
          }

          @Override
          public void onBinary(WebSocket socket, InputStream bytes) throws IOException {
            socket.send(WebSocketMessage.binary(bytes.readAllBytes()));
          }
        };
    WireClient client = upgraded(streams);
    client.send(frame(TEXT, "a")).send(frame(CONTINUATION | FIN, "bc"));
    client.send(frame(FIN | BINARY, "0123"));
    client.send(close(1000, ""));
    assertThat(next(6))
        .containsExactly(
            "upgraded 1/1",
            "sent TEXT 20000 1/1",
            "received TEXT 3 1/1",
            "sent BINARY 4 1/1",
            "received BINARY 4 1/1",
            "ended 1000 '' by CLIENT 1/1");
  }

  @Test
  void sizes_are_those_before_compression() throws Exception {
    Server server =
        watched(
            new Echo(),
            WebSocketOptions.defaults().withCompression(MessageCompression.EACH_MESSAGE));
    WireClient client = closedAfter(WireClient.connect(port(server)));
    client
        .sendLines(HANDSHAKE + "Sec-WebSocket-Extensions: permessage-deflate\n\n")
        .expectInterim(101);
    client.send(text("a".repeat(120)));
    assertThat(next(3)).endsWith("received TEXT 120 1/1", "sent TEXT 120 1/1");
  }
}
