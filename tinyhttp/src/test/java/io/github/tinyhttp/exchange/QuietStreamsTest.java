package io.github.tinyhttp.exchange;

import static io.github.tinyhttp.testkit.Wire.get;

import io.github.tinyhttp.EventStream;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams that have sent something large, and are quiet since: nothing of it stays in memory.
class QuietStreamsTest extends SocketTest {
  private static final int STREAMS = 6;
  private static final int SIZE = 2 << 20;

  private final CountDownLatch over = new CountDownLatch(1);

  private Response stream(Request request) throws Exception {
    switch (request.path()) {
      case "/begin" -> {
        OutputStream out = request.begin(Response.status(200));
        write(out);
        over.await();
        out.close();
        return Response.handled();
      }
      case "/writer" -> {
        return Response.stream(
            out -> {
              write(out);
              over.await();
            });
      }
      default -> {
        return Response.events(
            Duration.ZERO,
            stream -> {
              send(stream);
              over.await();
            });
      }
    }
  }

  // methods of their own, whose frames are gone when the stream is quiet

  private static void write(OutputStream out) throws IOException {
    out.write(new byte[SIZE]);
    out.flush();
  }

  private static void send(EventStream stream) throws IOException {
    stream.send("x".repeat(SIZE));
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/events", "/writer", "/begin"})
  void hold_nothing_of_what_they_have_sent(String path) throws IOException {
    Server server =
        closedAfter(Server.builder().bind(0).options(options()).handler(this::stream).start());
    try {
      long before = used();
      for (int i = 0; i < STREAMS; i++) {
        var client = closedAfter(new Socket(server.address().getAddress(), server.port()));
        client.getOutputStream().write(Wire.octets(get(path)));
        client.getInputStream().skipNBytes(SIZE);
      }
      Await.until(
          "less than half of what was sent is held",
          () -> used() - before < (long) STREAMS * SIZE / 2);
    } finally {
      over.countDown();
    }
  }
}
