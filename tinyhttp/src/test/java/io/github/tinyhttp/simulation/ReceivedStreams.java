package io.github.tinyhttp.simulation;

import io.github.tinyhttp.http2.ClientHeaders;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// The frames that a client of HTTP/2 has received (RFC 9113). Its requests are on the streams 1, 3
/// and so on. It gives credit for what it has taken, sooner or later, and takes no octet beyond it.
final class ReceivedStreams implements Received {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;

  private final List<Stream> streams = new ArrayList<>();
  private final ClientHeaders blocks = new ClientHeaders();
  private final Random random;
  private final ByteArrayOutputStream left = new ByteArrayOutputStream();
  private final ByteArrayOutputStream replies = new ByteArrayOutputStream();

  /// What the server may still send on the connection, and what was taken of it without credit.
  private long window = 65_535;

  private int owed;
  private Optional<Integer> refusal = Optional.empty();

  /// @param initialWindow what the server may send on each stream
  ReceivedStreams(List<Exchange> expected, Random random, int initialWindow) {
    this.random = random;
    expected.forEach(exchange -> streams.add(new Stream(exchange, initialWindow)));
  }

  @Override
  public int complete() {
    return (int) streams.stream().filter(stream -> stream.whole || stream.failed).count();
  }

  @Override
  public int failures() {
    return (int) streams.stream().filter(stream -> stream.failed).count();
  }

  @Override
  public boolean hasPart() {
    return streams.stream().anyMatch(stream -> stream.begun && !stream.whole && !stream.failed);
  }

  @Override
  public Optional<Integer> refusal() {
    return refusal;
  }

  @Override
  public byte[] take(byte[] bytes) {
    left.writeBytes(bytes);
    if (isOlder()) {
      refusal = Optional.of(400); // the preface was cut
      return new byte[0];
    }
    ByteBuffer all = ByteBuffer.wrap(left.toByteArray());
    while (all.remaining() >= 9) {
      int head = all.getInt(all.position());
      int length = head >>> 8;
      Received.check(length <= 16_384, "a frame that is too long");
      if (all.remaining() < 9 + length) {
        break;
      }
      int type = head & 0xFF;
      int flags = all.get(all.position() + 4);
      int stream = all.getInt(all.position() + 5);
      int start = all.position() + 9;
      take(new Frame(type, flags, stream, Arrays.copyOfRange(all.array(), start, start + length)));
      all.position(start + length);
    }
    left.reset();
    left.write(all.array(), all.position(), all.remaining());
    byte[] due = replies.toByteArray();
    replies.reset();
    return due;
  }

  private boolean isOlder() {
    return left.size() > 4
        && new String(left.toByteArray(), 0, 4, StandardCharsets.US_ASCII).equals("HTTP");
  }

  @Override
  public String toString() {
    return "HTTP/2, " + left.size() + " octets left, " + streams;
  }

  private void take(Frame frame) {
    switch (frame.type()) {
      case HEADERS -> headers(frame);
      case DATA -> data(frame);
      case RST_STREAM -> {
        refusal = Optional.of(-frame.intAt(0));
        Stream reset = stream(frame);
        reset.failed = !reset.whole;
      }
      case GOAWAY -> {
        if (frame.intAt(4) != 0) {
          refusal = Optional.of(-frame.intAt(4));
        }
      }
      case SETTINGS -> {
        if (!frame.has(ACK)) {
          reply(new Frame(SETTINGS, ACK, 0, new byte[0]));
        }
      }
      case PING -> reply(new Frame(PING, ACK, 0, frame.payload()));
      case WINDOW_UPDATE -> Received.check(frame.intAt(0) > 0, "an update by nothing");
      default -> throw new IllegalStateException("a frame that is not expected: " + frame);
    }
  }

  private void reply(Frame frame) {
    replies.writeBytes(frame.octets());
  }

  private Stream stream(Frame frame) {
    int index = (frame.stream() - 1) / 2;
    Received.check(
        (frame.stream() & 1) == 1 && index < streams.size(), "no stream of ours: " + frame);
    return streams.get(index);
  }

  private void headers(Frame frame) {
    Received.check(frame.has(END_HEADERS) && !frame.has(PADDED), "a block in pieces");
    Stream stream = stream(frame);
    List<String> fields = blocks.decode(frame.payload());
    int status = Integer.parseInt(fields.getFirst().substring(":status: ".length()));
    if (status != 100) {
      stream.begins(status, frame);
    }
  }

  private void data(Frame frame) {
    Received.check(!frame.has(PADDED), "padding");
    int length = frame.payload().length;
    window -= length;
    owed += length;
    Received.check(window >= 0, "more than the window of the connection");
    Stream stream = stream(frame);
    stream.data(frame);
    if (owed > 0 && random.nextInt(3) == 0 || window < 1_000) {
      credit(0, owed);
      window += owed;
      owed = 0;
    }
    if (!stream.whole && (stream.window < 10 || random.nextInt(3) == 0)) {
      stream.givesCredit(frame.stream());
    }
  }

  private void credit(int stream, int octets) {
    if (octets > 0) {
      byte[] payload = ByteBuffer.allocate(4).putInt(octets).array();
      reply(new Frame(WINDOW_UPDATE, 0, stream, payload));
    }
  }

  /// One response.
  private final class Stream {
    private final Exchange exchange;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private long window;
    private int owed;
    private boolean begun;
    private boolean refused;

    /// It was reset, or its response is another one than is due.
    private boolean failed;

    private boolean whole;

    Stream(Exchange exchange, int window) {
      this.exchange = exchange;
      this.window = window;
    }

    void begins(int status, Frame frame) {
      Received.check(!begun, "two responses: " + frame);
      begun = true;
      if (status != exchange.status()) {
        refusal = Optional.of(status);
        refused = true;
      }
      endsWith(frame);
    }

    void data(Frame frame) {
      Received.check(begun && !whole, "content without a head, or behind its end: " + frame);
      content.writeBytes(frame.payload());
      window -= frame.payload().length;
      owed += frame.payload().length;
      Received.check(window >= 0, "more than the window of the stream: " + frame);
      endsWith(frame);
    }

    void givesCredit(int stream) {
      credit(stream, owed);
      window += owed;
      owed = 0;
    }

    @Override
    public String toString() {
      return exchange.path() + (whole ? " whole" : begun ? " begun" : "") + " " + content.size();
    }

    private void endsWith(Frame frame) {
      if (!frame.has(END_STREAM)) {
        return;
      }
      whole = !refused;
      failed = refused;
      byte[] due = exchange.isHead() ? new byte[0] : exchange.content();
      Received.check(
          refused || Arrays.equals(due, content.toByteArray()),
          "the content is not that of the request: " + frame.stream());
    }
  }
}
