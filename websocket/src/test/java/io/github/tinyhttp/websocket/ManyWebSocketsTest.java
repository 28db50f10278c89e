package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.github.tinyhttp.Server;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Idle WebSockets hold no thread and little memory, and still work afterwards.
class ManyWebSocketsTest extends WebSocketWire {
  /// The heap that one WebSocket may hold, in bytes. Both of its ends are in this process.
  private static final int MOST_EACH = 8 << 10;

  private final List<SocketChannel> clients = new ArrayList<>();

  @TempDir private Path directory;

  private static int fitting(int wanted) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      long free = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount();
      return Math.toIntExact(Math.min(wanted, (free - 500) / 2));
    }
    return Math.min(wanted, 1_000);
  }

  @Test
  void ten_thousand_hold_no_thread_and_little_memory() throws Exception {
    Server server =
        serve(
            new Echo() {
              @Override
              public void onText(WebSocket socket, String text) throws Exception {
                socket.send(
                    text.equals("threads?") ? (virtualThreads() < 2 ? "few" : "many") : text);
              }
            });
    int count = fitting(10_000);
    try {
      talk(server, 100); // loads classes and fills caches
      long before = heap();
      talk(server, count);
      int virtual = virtualThreads();
      for (int i = 0; i < 100 && virtual > 0; i++) {
        virtual = virtualThreads(); // the thread of the last message may not have ended yet
      }
      assertThat(virtual).isZero();
      long each = (heap() - before) / count;
      System.out.printf(
          "%,d idle WebSockets: %,d bytes of heap for both ends of each, %d platform threads%n",
          count, each, ManagementFactory.getThreadMXBean().getThreadCount());
      assertThat(each).isLessThan(MOST_EACH);
      assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(200);
      for (SocketChannel client : clients) {
        write(client, Frames.text("late"));
        expect(client, "\u0081\u0004late");
      }
      write(clients.getLast(), Frames.text("threads?"));
      expect(clients.getLast(), "\u0081\u0003few"); // the listener may count itself
    } finally {
      for (SocketChannel client : clients) {
        client.close();
      }
    }
  }

  /// Connects clients, and exchanges a message with each.
  private void talk(Server server, int count) throws IOException {
    byte[] handshake = (HANDSHAKE + "\n").replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    var address = new InetSocketAddress("127.0.0.1", server.port());
    for (int i = 0; i < count; i++) {
      SocketChannel client = SocketChannel.open(address);
      clients.add(client);
      write(client, handshake);
      expect(client, "\r\n\r\n");
      write(client, Frames.text("early"));
      expect(client, "\u0081\u0005early");
    }
    calls.clear();
  }

  private static void write(SocketChannel client, byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      client.write(buffer);
    }
  }

  private static void expect(SocketChannel client, String end) throws IOException {
    var buffer = ByteBuffer.allocate(1_000);
    while (!StandardCharsets.ISO_8859_1
        .decode(buffer.duplicate().flip())
        .toString()
        .endsWith(end)) {
      assertThat(client.read(buffer)).isPositive();
    }
  }

  /// Counts the virtual threads of WebSockets.
  private int virtualThreads() throws IOException {
    Path dump = directory.resolve("threads.json");
    Files.deleteIfExists(dump);
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
    return Files.readString(dump).split("\"tinyhttp-(websocket|upgrade)", -1).length - 1;
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
