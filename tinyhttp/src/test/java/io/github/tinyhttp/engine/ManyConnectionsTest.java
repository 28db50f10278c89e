package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Connections that do nothing cost no thread, and those that do something are served among them.
class ManyConnectionsTest extends SocketTest {
  /// Both ends of each are in this process.
  private static int fitting(int wanted) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      long free = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount();
      return Math.toIntExact(Math.min(wanted, (free - 500) / 2));
    }
    return Math.min(wanted, 1_000);
  }

  @Test
  void one_is_served_among_many_that_are_idle() throws Exception {
    serve(fitting(4_000));
  }

  @Tag("deep")
  @Test
  void one_is_served_among_ten_thousand_that_are_idle() throws Exception {
    serve(fitting(10_000));
  }

  private void serve(int count) throws Exception {
    Server server = server(request -> Response.text(request.path()), options().withLoops(2));
    List<SocketChannel> idle = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        idle.add(SocketChannel.open(new InetSocketAddress("127.0.0.1", server.port())));
      }
      Await.until("all are let in", () -> server.connections() == count);
      int threads = Thread.activeCount();
      WireClient busy = client(server);
      for (int i = 0; i < 2_000; i++) {
        busy.send(get("/" + i)).expectResponse(200, "/" + i);
      }
      assertThat(Thread.activeCount()).isLessThan(threads + 20);
      busy.renewDeadline();
      for (SocketChannel one : idle) {
        speak(one);
      }
      assertThat(server.connections()).isEqualTo(count + 1);
    } finally {
      for (SocketChannel one : idle) {
        one.close();
      }
    }
    Await.until("all are gone", () -> server.connections() <= 1);
  }

  private static void speak(SocketChannel one) throws IOException {
    one.write(ByteBuffer.wrap(get("/late").getBytes(StandardCharsets.US_ASCII)));
    var response = ByteBuffer.allocate(1_000);
    while (!StandardCharsets.US_ASCII
        .decode(response.duplicate().flip())
        .toString()
        .endsWith("/late")) {
      assertThat(one.read(response)).isPositive();
    }
  }
}
