package io.github.tinyhttp.engine;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A client that sends errands in batches, cut into pieces anywhere, and checks every byte that
/// comes back. One thread sends while another reads, as a client with much to say has to do.
final class StressClient {
  private static final int MOST_IN_A_BATCH = 12;
  private static final int PATIENCE_MILLIS = 60_000;

  private final int port;
  private final Random random;
  private int nextId;
  private int responses;

  StressClient(int port, long seed, int firstId) {
    this.port = port;
    this.random = new Random(seed);
    this.nextId = firstId;
  }

  /// How many responses have been checked.
  int responses() {
    return responses;
  }

  /// Connects, runs some batches, and is done with the connection.
  void visit() throws IOException, InterruptedException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      var in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
      int batches = 1 + random.nextInt(6);
      boolean rude = random.nextInt(20) == 0;
      for (int i = 0; i < batches; i++) {
        boolean last = i == batches - 1;
        List<Errand> errands = errands();
        if (last && rude) {
          leaveRudely(socket, errands);
          return;
        }
        exchange(socket, in, errands, last && random.nextBoolean());
      }
    }
  }

  private List<Errand> errands() {
    var errands = new ArrayList<Errand>();
    int count = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(MOST_IN_A_BATCH);
    for (int i = 0; i < count; i++) {
      errands.add(Errand.any(random, nextId++));
    }
    return errands;
  }

  private void exchange(Socket socket, InputStream in, List<Errand> errands, boolean closing)
      throws IOException, InterruptedException {
    var batch = new ByteArrayOutputStream();
    for (Errand errand : errands) {
      batch.writeBytes(errand.request(random, closing && errand == errands.getLast()));
    }
    long pieces = random.nextLong();
    Thread sender =
        Thread.startVirtualThread(() -> send(socket, batch.toByteArray(), new Random(pieces)));
    for (Errand errand : errands) {
      try {
        check(in, errand, closing && errand == errands.getLast());
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError(errand + " of " + errands + ": " + e.getMessage(), e);
      }
      responses++;
    }
    sender.join();
    if (closing && in.read() >= 0) {
      throw new AssertionError("bytes after the last response of " + errands);
    }
  }

  private void leaveRudely(Socket socket, List<Errand> errands) throws IOException {
    byte[] first = errands.getFirst().request(random, false);
    socket.getOutputStream().write(first, 0, 1 + random.nextInt(first.length));
    if (random.nextBoolean()) {
      socket.setSoLinger(true, 0); // a reset, not an end
    }
  }

  private static void send(Socket socket, byte[] bytes, Random random) {
    try {
      OutputStream out = socket.getOutputStream();
      for (int at = 0; at < bytes.length; ) {
        int most = random.nextInt(6) == 0 ? 40 : 100_000;
        int count = Math.min(bytes.length - at, 1 + random.nextInt(most));
        out.write(bytes, at, count);
        at += count;
      }
    } catch (IOException _) {
      // the reader will meet it, too
    }
  }

  // ---- responses

  private static void check(InputStream in, Errand errand, boolean closing) throws IOException {
    String status = line(in);
    while (status.startsWith("HTTP/1.1 100 ") && errand.kind() == Errand.Kind.EXPECTING_ECHO) {
      expect("the end of an interim response", "", line(in));
      status = line(in);
    }
    expect("status", "HTTP/1.1 " + errand.expectedStatus(), status.substring(0, 12));
    int length = -1;
    boolean chunked = false;
    boolean closes = false;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      if (field.startsWith("Content-Length: ")) {
        length = Integer.parseInt(field.substring(16));
      }
      chunked |= field.equals("Transfer-Encoding: chunked");
      closes |= field.equals("Connection: close");
    }
    expect("close", closing, closes);
    boolean head = errand.kind() == Errand.Kind.HEAD;
    expect("length of a HEAD", head ? errand.size() : length, length);
    byte[] content = head ? new byte[0] : chunked ? chunks(in) : exactly(in, length);
    byte[] expected = errand.expectedContent();
    if (!Arrays.equals(content, expected)) {
      throw new AssertionError(
          "content differs at byte "
              + Arrays.mismatch(content, expected)
              + " of "
              + expected.length
              + ", got "
              + content.length);
    }
  }

  private static byte[] chunks(InputStream in) throws IOException {
    var content = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in), 16);
      content.writeBytes(exactly(in, size));
      expect("the end of a chunk", "", line(in));
      if (size == 0) {
        return content.toByteArray();
      }
    }
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    if (count < 0) {
      throw new AssertionError("a response without length");
    }
    byte[] bytes = in.readNBytes(count);
    expect("bytes of content", count, bytes.length);
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new AssertionError("closed after \"" + line + "\"");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new AssertionError("not a line: " + text);
    }
    return text.substring(0, text.length() - 1);
  }

  private static void expect(String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new AssertionError(what + ": expected " + expected + ", got " + actual);
    }
  }
}
