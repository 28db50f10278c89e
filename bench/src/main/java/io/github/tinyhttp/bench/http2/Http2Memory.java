package io.github.tinyhttp.bench.http2;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.bench.ConnectionHeap;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Measures how much heap an idle connection of HTTP/2 holds that has had one request, and an open
/// stream whose small body does not come. The clients run in another process.
public final class Http2Memory {
  private static final Duration LONG = Duration.ofHours(1);

  /// `GET / http a`, with a `user-agent`.
  private static final byte[] GET = HexFormat.of().parseHex("8284864101617a04" + "63757266");

  /// `POST / http a` with a `content-length` of 9.
  private static final byte[] POST = HexFormat.of().parseHex("838486bf0f0d0139");

  private Http2Memory() {}

  /// Prints the bytes of live heap for each.
  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      connect(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      return;
    }
    Timeouts patient = Timeouts.defaults().withIdle(LONG).withProgress(LONG);
    try (Server server =
        Server.builder().bind(0).timeouts(patient).handler(_ -> Response.text("hello")).start()) {
      measure(server, 100, 100); // loads classes and fills caches
      long connection = measure(server, 4_000, 0);
      System.out.printf("%,d bytes of heap for each idle connection%n", connection);
      long streams = measure(server, 1_000, 100);
      System.out.printf("%,d bytes of heap for each open stream%n", (streams - connection) / 100);
    }
  }

  private static long measure(Server server, int count, int streams) throws Exception {
    return ConnectionHeap.measure(
        server,
        count,
        Http2Memory.class,
        Integer.toString(server.port()),
        Integer.toString(count),
        Integer.toString(streams));
  }

  /// Opens the connections and their streams, and keeps them until the parent ends it.
  private static void connect(int port, int count, int streams) throws Exception {
    List<Socket> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      var out = new ByteArrayOutputStream();
      out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      put(out, 4, 0, 0, new byte[0]); // SETTINGS
      put(out, 4, 1, 0, new byte[0]);
      put(out, 1, 5, 1, GET);
      for (int stream = 0; stream < streams; stream++) {
        put(out, 1, 4, 2 * stream + 3, POST);
      }
      put(out, 6, 0, 0, new byte[8]); // PING
      socket.getOutputStream().write(out.toByteArray());
      awaitPong(new DataInputStream(socket.getInputStream()));
      all.add(socket);
    }
    System.out.println(all.size());
    System.in.read();
  }

  private static void put(
      ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
    var frame = ByteBuffer.allocate(9 + payload.length);
    frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
    out.writeBytes(frame.array());
  }

  private static void awaitPong(DataInputStream in) throws IOException {
    for (int type = 0; type != 6; ) {
      int lengthAndType = in.readInt();
      type = lengthAndType & 0xFF;
      in.skipNBytes(5 + (lengthAndType >>> 8));
    }
  }
}
