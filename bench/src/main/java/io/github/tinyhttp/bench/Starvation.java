package io.github.tinyhttp.bench;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Measures how long `GET /health` takes while sixteen clients repeat a request that keeps a thread
/// busy for three seconds, in its handler or in the stream of its response.
///
/// The server knows by then that its handlers are slow, from some that took two milliseconds. The
/// server and all clients share the processors of this machine, so the figures include the time in
/// which a client waits for a processor. The argument is the number of seconds for each row, and
/// may be followed by the dispatches to measure.
public final class Starvation {
  private static final int SLOW_CLIENTS = 16;
  private static final int WARM_UP_REQUESTS = 100;
  private static final long PAUSE_MILLIS = 2;

  private final Server server;
  private final List<Socket> slowClients = new ArrayList<>();

  private Starvation(Server server) {
    this.server = server;
  }

  /// Prints a table.
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 6;
    List<String> wanted = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
    System.out.println(
        "| dispatch | sixteen times | in | /health requests | p50 | p99 | longest |");
    System.out.println("|---|---|---|---:|---:|---:|---:|");
    for (Dispatch dispatch : List.of(Dispatch.AUTO, Dispatch.INLINE, Dispatch.VIRTUAL_THREADS)) {
      if (wanted.isEmpty() || wanted.contains(dispatch.toString())) {
        measure(dispatch, seconds);
      }
    }
  }

  private static void measure(Dispatch dispatch, int seconds) throws Exception {
    for (Occupation occupation : Occupation.values()) {
      for (String place : List.of("handler", "stream")) {
        var options = ServerOptions.defaults().withDispatch(dispatch);
        try (Server server =
            Server.builder().bind(0).handler(Starvation::handle).options(options).start()) {
          long[] waits = new Starvation(server).run(occupation, place, seconds);
          print(dispatch, occupation, place, waits);
          boolean _ = server.shutdown(Duration.ZERO); // without the responses that are due
        }
      }
    }
  }

  private static Response handle(Request request) throws Exception {
    String[] path = request.path().split("/", -1);
    switch (path[1]) {
      case "handler" -> occupation(path[2]).hold();
      case "stream" -> {
        return Response.stream(new HoldingStream(occupation(path[2])));
      }
      case "warm" -> Thread.sleep(2);
      default -> {}
    }
    return Response.text("ok");
  }

  private static Occupation occupation(String name) {
    return Occupation.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private long[] run(Occupation occupation, String place, int seconds) throws Exception {
    String slow = "/" + place + "/" + occupation.name().toLowerCase(Locale.ROOT);
    try (Socket health = connect()) {
      for (int i = 0; i < WARM_UP_REQUESTS; i++) {
        exchange(health, "/warm");
      }
      for (int i = 0; i < SLOW_CLIENTS; i++) {
        Socket client = connect();
        slowClients.add(client);
        Thread.ofPlatform().daemon().start(() -> repeat(client, slow));
      }
      return askForHealth(health, TimeUnit.SECONDS.toNanos(seconds));
    } finally {
      for (Socket one : slowClients) {
        one.close();
      }
    }
  }

  private static void repeat(Socket client, String path) {
    try {
      while (!client.isClosed()) {
        exchange(client, path);
      }
    } catch (IOException _) {
      // the measurement is over
    }
  }

  /// Sends requests for a while, and returns the time of each response, in ascending order.
  private static long[] askForHealth(Socket socket, long nanos) throws Exception {
    long[] waits = new long[1 << 16];
    int count = 0;
    long start = System.nanoTime();
    for (long now = start; now - start < nanos && count < waits.length; count++) {
      exchange(socket, "/health");
      waits[count] = System.nanoTime() - now;
      Thread.sleep(PAUSE_MILLIS);
      now = System.nanoTime();
    }
    long[] taken = Arrays.copyOf(waits, count);
    Arrays.sort(taken);
    return taken;
  }

  private Socket connect() throws IOException {
    var socket = new Socket(server.address().getAddress(), server.port());
    socket.setTcpNoDelay(true);
    return socket;
  }

  /// Sends a request, and reads until the content or the last chunk has come, which end in the same
  /// way.
  private static void exchange(Socket socket, String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    OutputStream out = socket.getOutputStream();
    out.write(request.getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[1024];
    int length = 0;
    String text;
    do {
      int count = in.read(bytes, length, bytes.length - length);
      if (count < 0) {
        throw new IOException("the server has closed");
      }
      length += count;
      text = new String(bytes, 0, length, StandardCharsets.US_ASCII);
    } while (!text.endsWith("\r\n\r\nok") && !text.endsWith("\r\n0\r\n\r\n"));
  }

  private static void print(Dispatch dispatch, Occupation occupation, String place, long[] waits) {
    System.out.printf(
        "| %s | %s | %s | %,d | %s | %s | %s |%n",
        dispatch,
        occupation.title(),
        place,
        waits.length,
        millis(waits[waits.length / 2]),
        millis(waits[(int) (waits.length * 0.99)]),
        millis(waits[waits.length - 1]));
  }

  private static String millis(long nanos) {
    return "%.2f ms".formatted(nanos / 1e6);
  }

  /// The stream of a response whose first read takes as long as the occupation.
  private static final class HoldingStream extends InputStream {
    private final Occupation occupation;
    private boolean held;

    HoldingStream(Occupation occupation) {
      this.occupation = occupation;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (held) {
        return -1;
      }
      held = true;
      try {
        occupation.hold();
      } catch (Exception e) {
        throw new IOException(e);
      }
      into[offset] = 'x';
      return 1;
    }
  }
}
