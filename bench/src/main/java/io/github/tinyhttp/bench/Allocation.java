package io.github.tinyhttp.bench;

import com.sun.management.ThreadMXBean;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.http1.Heads;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Prints how many bytes of heap the server allocates for a request, the application included. All
/// threads of this JVM are counted, except the thread that plays the client.
public final class Allocation {
  private static final int WARM_UP = 50_000;
  private static final int MEASURED = 200_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /// Measures each mode with a request that has only Host, and with a browser's request.
  public static void main(String[] args) throws Exception {
    Handler handler = _ -> Response.text("hello world");
    System.out.println("| mode | head | one by one | 16 pipelined |");
    System.out.println("|---|---|---:|---:|");
    try (Server server = Server.http(0, handler)) {
      print("handler", server);
    }
    try (Server server =
        Server.builder().bind(0).handler(handler).dispatch(Dispatch.VIRTUAL_THREADS).start()) {
      print("handler, VIRTUAL_THREADS", server);
    }
    try (Server server = Server.http(0)) {
      Thread.ofPlatform()
          .daemon()
          .start(() -> server.incomingRequests().forEach(one -> one.respond(text())));
      print("pull", server);
    }
  }

  private static Response text() {
    return Response.text("hello world");
  }

  private static void print(String mode, Server server) throws IOException {
    byte[] bare = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    row(mode, "Host only", server, bare);
    row(mode, "browser, 12 fields", server, Heads.BROWSER.bytes());
  }

  private static void row(String mode, String head, Server server, byte[] request)
      throws IOException {
    long single = perRequest(server, request, 1);
    long pipelined = perRequest(server, request, 16);
    System.out.printf("| %s | %s | %,d B | %,d B |%n", mode, head, single, pipelined);
  }

  private static long perRequest(Server server, byte[] request, int depth) throws IOException {
    try (var socket = new Socket(server.address().getAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      byte[] batch = repeat(request, depth);
      byte[] responses = new byte[depth * responseLength(socket, request)];
      drive(socket, batch, responses, WARM_UP / depth);
      long before = allocatedByOthers();
      drive(socket, batch, responses, MEASURED / depth);
      return (allocatedByOthers() - before) / (MEASURED / depth * depth);
    }
  }

  private static byte[] repeat(byte[] one, int times) {
    byte[] all = new byte[one.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  /// Measures the length of a response, which is always the same.
  private static int responseLength(Socket socket, byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    byte[] some = new byte[4096];
    int length = 0;
    String end = "hello world";
    while (!new String(some, 0, length, StandardCharsets.US_ASCII).endsWith(end)) {
      length += socket.getInputStream().read(some, length, some.length - length);
    }
    return length;
  }

  private static void drive(Socket socket, byte[] batch, byte[] responses, int times)
      throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    for (int i = 0; i < times; i++) {
      socket.getOutputStream().write(batch);
      in.readFully(responses);
    }
    String last = new String(responses, StandardCharsets.US_ASCII);
    if (!last.endsWith("hello world")) {
      throw new IOException("unexpected response: " + Arrays.toString(last.split("\r\n")));
    }
  }

  private static long allocatedByOthers() {
    return THREADS.getTotalThreadAllocatedBytes() - THREADS.getCurrentThreadAllocatedBytes();
  }
}
