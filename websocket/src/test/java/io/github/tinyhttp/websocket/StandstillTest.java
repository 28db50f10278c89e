package io.github.tinyhttp.websocket;

import static io.github.tinyhttp.websocket.Frames.CONTINUATION;
import static io.github.tinyhttp.websocket.Frames.FIN;
import static io.github.tinyhttp.websocket.Frames.TEXT;
import static io.github.tinyhttp.websocket.Frames.close;
import static io.github.tinyhttp.websocket.Frames.frame;
import static io.github.tinyhttp.websocket.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.OwnProcess;
import io.github.tinyhttp.testkit.WireClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A server's process stands still for longer than its WebSockets wait. That time is not the
/// clients'. Time is the subject here: the standstill takes seven seconds.
class StandstillTest extends WebSocketWire {
  private static final Duration STANDSTILL = Duration.ofSeconds(7);

  /// One client, in four steps: before the standstill, while it lasts, soon afterwards, and a while
  /// later.
  private interface Client {
    void before();

    default void meanwhile() {}

    default void afterwards() {}

    void later();
  }

  private final List<WireClient> connected = new ArrayList<>();

  private WireClient open(int port, String path) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    WireClient client = closedAfter(WireClient.connect(address, Duration.ofSeconds(60)));
    connected.add(client);
    client
        .sendLines(
            HANDSHAKE.replace("/chat", path).replace("server.example.com", "localhost") + "\n")
        .expectInterim(101);
    return client;
  }

  /// The client sends the rest while the server cannot take it.
  private record SendsMeanwhile(WireClient client) implements Client {
    @Override
    public void before() {
      client.send(frame(TEXT, "Hel"));
    }

    @Override
    public void meanwhile() {
      client.send(frame(FIN | CONTINUATION, "lo"));
    }

    @Override
    public void later() {
      assertThat(Frames.read(client)).isEqualTo("TEXT Hello");
    }
  }

  /// The client is in the middle of a message all the time, and goes on slowly.
  private record DripsAfterwards(WireClient client) implements Client {
    @Override
    public void before() {
      client.send(frame(TEXT, "Hel"));
    }

    @Override
    public void afterwards() {
      client.send(frame(CONTINUATION, "l"));
    }

    @Override
    public void later() {
      client.send(frame(FIN | CONTINUATION, "o"));
      assertThat(Frames.read(client)).isEqualTo("TEXT Hello");
    }
  }

  /// The client has more to read than fits, and reads nothing for a while.
  private record ReadsLater(WireClient client) implements Client {
    @Override
    public void before() {
      client.send(text("large"));
    }

    @Override
    public void later() {
      assertThat(Frames.readRaw(client).payload()).hasSize(StandstillServer.LARGE);
    }
  }

  /// The client is idle, and sends its next message afterwards.
  private record SendsLater(WireClient client) implements Client {
    @Override
    public void before() {
      assertThat(Frames.read(client.send(text("first")))).isEqualTo("TEXT first");
    }

    @Override
    public void later() {
      assertThat(Frames.read(client.send(text("second")))).isEqualTo("TEXT second");
    }
  }

  /// The server closes, and the client does so afterwards.
  private record ClosesLater(WireClient client) implements Client {
    @Override
    public void before() {
      assertThat(Frames.read(client.send(text("close")))).isEqualTo("CLOSE 4001");
    }

    @Override
    public void later() {
      client.send(close(4001, "")).expectClosed();
    }
  }

  @Test
  void the_time_of_a_standstill_is_not_the_clients() throws Exception {
    OwnProcess server =
        closedAfter(
            OwnProcess.java(StandstillServer.class, List.of(Server.class, WebSocket.class)));
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int port = Integer.parseInt(server.line());
      for (String path : List.of("/whole", "/stream")) {
        clients.add(new SendsMeanwhile(open(port, path)));
        clients.add(new DripsAfterwards(open(port, path)));
        clients.add(new ReadsLater(open(port, path)));
        clients.add(new SendsLater(open(port, path)));
        clients.add(new ClosesLater(open(port, path)));
      }
    }
    clients.forEach(Client::before);
    Await.atLeast(Duration.ofMillis(300)); // all that was sent is served
    server.standStill();
    clients.forEach(Client::meanwhile);
    Await.atLeast(STANDSTILL);
    server.goOn();
    connected.forEach(WireClient::renewDeadline);
    clients.forEach(Client::afterwards);
    Await.atLeast(Duration.ofSeconds(1)); // far less than the time-outs
    clients.forEach(Client::later);
  }
}
