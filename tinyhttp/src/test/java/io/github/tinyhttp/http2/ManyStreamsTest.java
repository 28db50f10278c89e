package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerClosedException;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many connections with a hundred streams each, all of which wait at the same time. Others are
/// served meanwhile, and all of them afterwards.
class ManyStreamsTest extends Http2Test {
  private static final int STREAMS = 100;

  /// What streams wait for.
  enum Waiting {
    HANDLERS,
    APPLICATION,
    TUNNELS
  }

  private final AtomicInteger waiting = new AtomicInteger();
  private final CountDownLatch open = new CountDownLatch(1);
  private final Queue<Request> received = new ConcurrentLinkedQueue<>();

  @ParameterizedTest
  @EnumSource
  void streams_of_many_connections_wait_and_are_served(Waiting what) throws Exception {
    serve(what, 200);
  }

  @Tag("deep")
  @ParameterizedTest
  @EnumSource
  void a_hundred_thousand_streams_wait_and_are_served(Waiting what) throws Exception {
    serve(what, 1_000);
  }

  private void serve(Waiting what, int connections) throws Exception {
    Server server = start(what);
    byte[] first = opening(what);
    List<FrameClient> clients = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      clients.add(closedAfter(FrameClient.connect(server.port())).send(first));
      int sent = (i + 1) * STREAMS;
      Await.until("all streams are open", () -> waiting.get() >= sent - 20 * STREAMS);
    }
    Await.until("all streams are open", () -> waiting.get() == connections * STREAMS);
    assertThat(h2(server).get(1).response(1).text()).isEqualTo("beside");
    open.countDown();
    for (Request request : received) {
      request.respond(Response.text("done"));
    }
    for (FrameClient client : clients) {
      readAll(client.renewDeadline(), what);
    }
    assertThat(h2(server).get(1).response(1).text()).isEqualTo("beside");
  }

  private Server start(Waiting what) throws IOException {
    ServerOptions options = ServerOptions.defaults().withHosts("*");
    if (what != Waiting.APPLICATION) {
      return closedAfter(Server.builder().bind(0).options(options).handler(this::respond).start());
    }
    Server server = closedAfter(Server.builder().bind(0).options(options).start());
    Thread.ofPlatform().daemon().start(() -> receiveFrom(server));
    return server;
  }

  private Response respond(Request request) throws Exception {
    switch (request.path()) {
      case "/wait" -> {
        waiting.incrementAndGet();
        open.await();
        return Response.text("done");
      }
      case "/tunnel" -> {
        Upgrade upgrade = request.upgrade("raw", Response.empty());
        upgrade.receive(new Echo(upgrade));
        waiting.incrementAndGet();
        return Response.handled();
      }
      default -> {
        return Response.text("beside");
      }
    }
  }

  private void receiveFrom(Server server) {
    try {
      for (Request request : server.incomingRequests()) {
        if (request.path().equals("/wait")) {
          received.add(request);
          waiting.incrementAndGet();
        } else {
          request.respond(Response.text("beside"));
        }
      }
    } catch (ServerClosedException _) {
      // the test is over
    }
  }

  /// Sends back what comes.
  private record Echo(Upgrade upgrade) implements Upgrade.Receiver {
    @Override
    public void received(ByteBuffer bytes) throws IOException {
      upgrade.channel().write(bytes);
    }

    @Override
    public void ended() throws IOException {
      upgrade.shutdownOutput();
    }
  }

  private static byte[] opening(Waiting what) {
    boolean tunnels = what == Waiting.TUNNELS;
    String[] fields =
        tunnels
            ? TestClient.with(
                TestClient.but(
                    TestClient.but(TestClient.GET, ":method", "CONNECT"), ":path", "/tunnel"),
                ":protocol",
                "raw")
            : TestClient.but(TestClient.GET, ":path", "/wait");
    int flags = tunnels ? Frames.END_HEADERS : Frames.END_HEADERS | Frames.END_STREAM;
    var all = new ByteArrayOutputStream();
    all.writeBytes(FrameClient.PREFACE);
    all.writeBytes(new Frame(Frames.SETTINGS, 0, 0, new byte[0]).octets());
    all.writeBytes(new Frame(Frames.SETTINGS, Frames.ACK, 0, new byte[0]).octets());
    byte[] block = TestClient.block(fields);
    for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
      all.writeBytes(new Frame(Frames.HEADERS, flags, stream, block).octets());
    }
    return all.toByteArray();
  }

  private static void readAll(FrameClient client, Waiting what) {
    if (what == Waiting.TUNNELS) {
      for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
        client.frame(Frames.DATA, Frames.END_STREAM, stream, new byte[] {'d', 'o', 'n', 'e'});
      }
    }
    int content = 0;
    for (int ends = 0; ends < STREAMS; ) {
      Frame frame = client.read();
      assertThat(frame.type())
          .isIn(Frames.SETTINGS, Frames.HEADERS, Frames.DATA, Frames.WINDOW_UPDATE);
      content += frame.type() == Frames.DATA ? frame.payload().length : 0;
      boolean ended = frame.has(Frames.END_STREAM) && frame.type() <= Frames.HEADERS;
      ends += ended ? 1 : 0;
    }
    assertThat(content).isEqualTo(STREAMS * "done".length());
  }
}
