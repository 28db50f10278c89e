package io.github.tinyhttp.simulation;

import io.github.tinyhttp.http2.ClientHeaders;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/// What a client has to say, in one version of HTTP.
///
/// @param bytes all of it
/// @param ends where in the bytes each request ends, if they come one behind the other
record Script(byte[] bytes, List<Integer> ends) {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int INITIAL_WINDOW_SIZE = 4;

  // ---- HTTP/1.1

  static Script ofHttp1(List<Exchange> exchanges, Random random) {
    var out = new ByteArrayOutputStream();
    List<Integer> ends = new ArrayList<>();
    for (Exchange exchange : exchanges) {
      put(out, exchange.method() + " " + exchange.path() + " HTTP/1.1\r\nHost: localhost\r\n");
      switch (exchange.framing()) {
        case NONE -> put(out, "\r\n");
        case SIZED -> sized(out, exchange.body());
        case SIZED_WHEN_ASKED -> {
          put(out, "Expect: 100-continue\r\n");
          sized(out, exchange.body());
        }
        case CHUNKED -> chunked(out, exchange.body(), random);
      }
      ends.add(out.size());
    }
    return new Script(out.toByteArray(), ends);
  }

  static Script ofHttp10(Exchange exchange) {
    byte[] bytes =
        ("GET " + exchange.path() + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    return new Script(bytes, List.of(bytes.length));
  }

  private static void put(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void sized(ByteArrayOutputStream out, byte[] body) {
    put(out, "Content-Length: " + body.length + "\r\n\r\n");
    out.writeBytes(body);
  }

  private static void chunked(ByteArrayOutputStream out, byte[] body, Random random) {
    put(out, "Transfer-Encoding: chunked\r\n\r\n");
    for (byte[] piece : pieces(body, random)) {
      put(out, Integer.toHexString(piece.length) + "\r\n");
      out.writeBytes(piece);
      put(out, "\r\n");
    }
    put(out, "0\r\n\r\n");
  }

  private static List<byte[]> pieces(byte[] body, Random random) {
    List<byte[]> pieces = new ArrayList<>();
    int sent = 0;
    while (sent < body.length) {
      int most = random.nextBoolean() ? 20 : 16_384;
      int size = Math.min(body.length - sent, 1 + random.nextInt(most));
      pieces.add(Arrays.copyOfRange(body, sent, sent + size));
      sent += size;
    }
    return pieces;
  }

  // ---- HTTP/2

  /// The preface, SETTINGS, and all requests, whose frames are mixed.
  ///
  /// @param window what the server may send on each stream
  static Script ofHttp2(List<Exchange> exchanges, Random random, int window) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(FrameClient.PREFACE);
    byte[] setting =
        ByteBuffer.allocate(6).putShort((short) INITIAL_WINDOW_SIZE).putInt(window).array();
    out.writeBytes(new Frame(SETTINGS, 0, 0, setting).octets());
    Queue<Queue<Frame>> waiting = new ArrayDeque<>();
    for (int i = 0; i < exchanges.size(); i++) {
      waiting.add(frames(exchanges.get(i), 2 * i + 1, random));
    }
    List<Queue<Frame>> begun = new ArrayList<>();
    while (!waiting.isEmpty() || !begun.isEmpty()) {
      boolean next = begun.isEmpty() || !waiting.isEmpty() && random.nextBoolean();
      Queue<Frame> stream = next ? waiting.remove() : begun.get(random.nextInt(begun.size()));
      if (next) {
        begun.add(stream); // and its first frame is next, as streams begin in order
      }
      out.writeBytes(stream.remove().octets());
      begun.removeIf(Queue::isEmpty);
    }
    return new Script(out.toByteArray(), List.of(out.size()));
  }

  private static Queue<Frame> frames(Exchange exchange, int stream, Random random) {
    Queue<Frame> frames = new ArrayDeque<>();
    boolean bodiless = exchange.framing() == Exchange.Framing.NONE;
    byte[] block =
        ClientHeaders.encode(
            List.of(
                ":method",
                exchange.method(),
                ":scheme",
                "http",
                ":path",
                exchange.path(),
                ":authority",
                "localhost"));
    frames.add(
        new Frame(HEADERS, bodiless ? END_HEADERS | END_STREAM : END_HEADERS, stream, block));
    if (!bodiless) {
      pieces(exchange.body(), random).forEach(one -> frames.add(new Frame(DATA, 0, stream, one)));
      frames.add(new Frame(DATA, END_STREAM, stream, new byte[0]));
    }
    return frames;
  }
}
