package io.github.tinyhttp.bench.http2;

import com.sun.management.ThreadMXBean;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Prints how many bytes of heap the server allocates for a request over HTTP/2, the application
/// included. All threads of this JVM are counted, except the thread that plays the client.
public final class Http2Allocation {
  private static final int WARM_UP = 100_000;
  private static final int MEASURED = 200_000;
  private static final int HEADERS = 1;
  private static final int END_STREAM_AND_HEADERS = 5;
  private static final int HEAD = 9;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// `GET / http a`, of which the authority goes into the table.
  private static final byte[] FIRST = HexFormat.of().parseHex("828486410161");

  /// The same by indexes alone.
  private static final byte[] AGAIN = HexFormat.of().parseHex("828486be");

  private final Socket socket;
  private final DataInputStream in;
  private int stream = 1;

  private Http2Allocation(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  /// Measures requests one by one, and 32 in one write.
  public static void main(String[] args) throws Exception {
    System.out.println("| one by one | 32 in one write |");
    System.out.println("|---:|---:|");
    try (Server server = Server.http(0, _ -> Response.text("hello world"))) {
      System.out.printf("| %,d B | %,d B |%n", perRequest(server, 1), perRequest(server, 32));
    }
  }

  private static long perRequest(Server server, int depth) throws IOException {
    try (var socket = new Socket(server.address().getAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      var client = new Http2Allocation(socket);
      client.greet();
      client.drive(depth, WARM_UP / depth);
      long before = allocatedByOthers();
      client.drive(depth, MEASURED / depth);
      return (allocatedByOthers() - before) / (MEASURED / depth * depth);
    }
  }

  private void greet() throws IOException {
    var out = new ByteArrayOutputStream();
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(frame(4, 0, 0, new byte[0])); // SETTINGS
    out.writeBytes(frame(4, 1, 0, new byte[0]));
    out.writeBytes(frame(8, 0, 0, new byte[] {0x7F, 0, 0, 0})); // WINDOW_UPDATE
    out.writeBytes(request(FIRST));
    socket.getOutputStream().write(out.toByteArray());
    awaitEnds(1);
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    var out = ByteBuffer.allocate(HEAD + payload.length);
    out.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
    return out.array();
  }

  private byte[] request(byte[] block) {
    byte[] frame = frame(HEADERS, END_STREAM_AND_HEADERS, stream, block);
    stream += 2;
    return frame;
  }

  private void drive(int depth, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      var out = new ByteArrayOutputStream();
      for (int j = 0; j < depth; j++) {
        out.writeBytes(request(AGAIN));
      }
      socket.getOutputStream().write(out.toByteArray());
      awaitEnds(depth);
    }
  }

  /// Reads frames until so many streams have ended.
  private void awaitEnds(int count) throws IOException {
    for (int ends = 0; ends < count; ) {
      int lengthAndType = in.readInt();
      int flags = in.readByte();
      int id = in.readInt();
      in.skipNBytes(lengthAndType >>> 8);
      ends += id != 0 && (flags & 1) != 0 ? 1 : 0;
    }
  }

  private static long allocatedByOthers() {
    return THREADS.getTotalThreadAllocatedBytes() - THREADS.getCurrentThreadAllocatedBytes();
  }
}
