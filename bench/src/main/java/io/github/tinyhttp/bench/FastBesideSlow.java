package io.github.tinyhttp.bench;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Measures how long a fast request takes while a thousand connections repeat a request whose
/// handler blocks for a second. The server uses the default dispatch.
///
/// In the first run all slow requests are sent at once, so that the server knows for the rest of
/// the second that its handlers are slow. In the second run they are spread over the second, so
/// that the server has to find out a thousand times.
public final class FastBesideSlow {
  private static final int SLOW_CLIENTS = 1_000;
  private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Server server;
  private final AtomicLong slowResponses = new AtomicLong();
  private volatile boolean done;

  private FastBesideSlow(Server server) {
    this.server = server;
  }

  /// Prints a table.
  public static void main(String[] args) throws Exception {
    System.out.println(
        "| /slow requests | /slow responses | /fast requests | p50 | p99 | longest |");
    System.out.println("|---|---:|---:|---:|---:|---:|");
    for (long spread : new long[] {0, TimeUnit.SECONDS.toMicros(1) / SLOW_CLIENTS}) {
      try (Server server = Server.http(0, handler())) {
        new FastBesideSlow(server).run(spread);
      }
    }
  }

  private static Handler handler() {
    return request -> {
      if (request.path().equals("/slow")) {
        Thread.sleep(1_000);
      }
      return Response.text("hello world");
    };
  }

  private void run(long spreadMicros) throws Exception {
    var slowClients = new ArrayList<Socket>();
    try (var fast = connect()) {
      for (int i = 0; i < SLOW_CLIENTS; i++) {
        slowClients.add(connect());
      }
      Thread slow = Thread.ofPlatform().start(() -> sendSlowRequests(slowClients, spreadMicros));
      long[] _ = sendFastRequests(fast, WARM_UP_NANOS);
      long[] waits = sendFastRequests(fast, MEASURED_NANOS);
      done = true;
      slow.join();
      print(spreadMicros == 0 ? "all at once" : "one each ms", waits);
    } finally {
      for (Socket one : slowClients) {
        one.close();
      }
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(server.address().getAddress(), server.port());
    socket.setTcpNoDelay(true);
    return socket;
  }

  private void sendSlowRequests(List<Socket> slowClients, long spreadMicros) {
    try {
      while (!done) {
        for (Socket one : slowClients) {
          send(one, "/slow");
          if (spreadMicros > 0) {
            TimeUnit.MICROSECONDS.sleep(spreadMicros);
          }
        }
        for (Socket one : slowClients) {
          receive(one);
          slowResponses.incrementAndGet();
        }
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the slow clients failed", e);
    }
  }

  /// Sends requests for a while, and returns the time of each response, in ascending order.
  private static long[] sendFastRequests(Socket socket, long nanos) throws IOException {
    long[] waits = new long[1 << 20];
    int count = 0;
    long start = System.nanoTime();
    for (long now = start; now - start < nanos && count < waits.length; count++) {
      send(socket, "/fast");
      receive(socket);
      long after = System.nanoTime();
      waits[count] = after - now;
      now = after;
    }
    long[] taken = Arrays.copyOf(waits, count);
    Arrays.sort(taken);
    return taken;
  }

  private static void send(Socket socket, String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  private static void receive(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[1024];
    int length = 0;
    do {
      int count = in.read(bytes, length, bytes.length - length);
      if (count < 0) {
        throw new IOException("the server has closed");
      }
      length += count;
    } while (!new String(bytes, 0, length, StandardCharsets.US_ASCII).endsWith("hello world"));
  }

  private void print(String spread, long[] waits) {
    System.out.printf(
        "| %s | %,d | %,d | %s | %s | %s |%n",
        spread,
        slowResponses.get(),
        waits.length,
        millis(waits[waits.length / 2]),
        millis(waits[(int) (waits.length * 0.99)]),
        millis(waits[waits.length - 1]));
  }

  private static String millis(long nanos) {
    return "%.2f ms".formatted(nanos / 1e6);
  }
}
