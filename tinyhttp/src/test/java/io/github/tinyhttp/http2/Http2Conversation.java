package io.github.tinyhttp.http2;

import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A client that says the messages of a test in HTTP/2. Each request has a stream, and responses
/// are read in the order of their requests. It is strict: a response that HTTP/2 does not allow
/// fails.
public final class Http2Conversation implements Conversation, MessageFrames.Sink {
  private static final int INITIAL = 65_535;

  private final TestClient client;
  private final MessageFrames messages = new MessageFrames(this);
  private final Map<Integer, Exchange> exchanges = new HashMap<>();

  /// The stream of the request that was sent last, and that of the next response.
  private int sending = -1;

  private int reading = 1;
  private int window = INITIAL;

  /// One request and what has come of it.
  private static final class Exchange {
    final ArrayDeque<List<String>> interims = new ArrayDeque<>();
    final ByteArrayOutputStream content = new ByteArrayOutputStream();
    List<String> head = List.of();
    List<String> trailers = List.of();
    int window = INITIAL;
    boolean headEnds;
    boolean ended;
    int reset = -1;
  }

  private Http2Conversation(TestClient client) {
    this.client = client;
  }

  /// Connects to a port of the loopback interface, and exchanges SETTINGS.
  public static Http2Conversation connect(int port) {
    TestClient client = TestClient.connect(port);
    client.frames().preface();
    client.settings();
    return new Http2Conversation(client);
  }

  // ---- sending

  @Override
  public Http2Conversation send(String octets) {
    messages.take(octets);
    return this;
  }

  @Override
  public Http2Conversation send(byte[] octets) {
    return send(Wire.text(octets));
  }

  @Override
  public Http2Conversation sendLines(String block) {
    return send(Wire.crlf(block));
  }

  @Override
  public void head(List<String> pairs, boolean last) {
    sending += 2;
    exchanges.put(sending, new Exchange());
    sendSection(pairs, last ? Frames.END_STREAM : 0);
  }

  @Override
  public void trailers(List<String> pairs) {
    sendSection(pairs, Frames.END_STREAM);
  }

  private void sendSection(List<String> pairs, int flags) {
    byte[] block = TestClient.block(pairs.toArray(String[]::new));
    for (int at = 0; at < block.length; at += Frames.PAYLOAD) {
      byte[] some = Arrays.copyOfRange(block, at, Math.min(block.length, at + Frames.PAYLOAD));
      int type = at == 0 ? Frames.HEADERS : Frames.CONTINUATION;
      int last = at + some.length == block.length ? Frames.END_HEADERS : 0;
      client.frame(type, last | (at == 0 ? flags : 0), sending, some);
    }
  }

  @Override
  public void content(byte[] octets, boolean last) {
    Exchange exchange = exchanges.get(sending);
    int at = 0;
    do {
      while (at < octets.length && Math.min(window, exchange.window) <= 0 && exchange.reset < 0) {
        receive();
      }
      if (exchange.reset >= 0) {
        return; // the server does not want the rest
      }
      int most = Math.min(Math.min(window, exchange.window), Frames.PAYLOAD);
      int count = Math.min(most, octets.length - at);
      boolean ends = last && at + count == octets.length;
      byte[] some = Arrays.copyOfRange(octets, at, at + count);
      client.data(sending, ends ? Frames.END_STREAM : 0, some);
      window -= count;
      exchange.window -= count;
      at += count;
    } while (at < octets.length);
  }

  // ---- receiving

  /// Takes the next frame.
  private void receive() {
    Frame frame = client.frames().read();
    Exchange exchange = exchanges.get(frame.stream());
    switch (frame.type()) {
      case Frames.SETTINGS -> {
        if (!frame.has(Frames.ACK)) {
          reply(Frames.SETTINGS, new byte[0]);
        }
      }
      case Frames.PING -> {
        if (!frame.has(Frames.ACK)) {
          reply(Frames.PING, frame.payload());
        }
      }
      case Frames.WINDOW_UPDATE -> {
        if (frame.stream() == 0) {
          window += frame.intAt(0);
        } else if (exchange != null) {
          exchange.window += frame.intAt(0);
        }
      }
      case Frames.HEADERS -> section(known(exchange, frame), frame);
      case Frames.DATA -> content(known(exchange, frame), frame);
      case Frames.RST_STREAM -> known(exchange, frame).reset = frame.intAt(0);
      case Frames.GOAWAY -> {
        if (frame.intAt(4) != ErrorCode.NO_ERROR.code()) {
          throw failure("unexpected " + frame);
        }
      }
      default -> throw failure("unexpected " + frame);
    }
  }

  private Exchange known(Exchange exchange, Frame frame) {
    if (exchange == null) {
      throw failure("no request is on the stream of " + frame);
    }
    if (exchange.reset >= 0 || exchange.ended && frame.type() != Frames.RST_STREAM) {
      throw failure("the stream is closed for " + frame);
    }
    return exchange;
  }

  private void section(Exchange exchange, Frame frame) {
    List<String> fields = client.decode(frame);
    boolean last = frame.has(Frames.END_STREAM);
    if (!exchange.head.isEmpty()) {
      exchange.trailers = fields;
      if (!last) {
        throw failure("trailer fields do not end the stream");
      }
    } else if (fields.getFirst().startsWith(":status: 1")) {
      exchange.interims.add(fields);
      if (last) {
        throw failure("an interim response ends the stream");
      }
    } else {
      exchange.head = fields;
      exchange.headEnds = last;
    }
    exchange.ended = last;
  }

  private void content(Exchange exchange, Frame frame) {
    if (exchange.head.isEmpty()) {
      throw failure("content comes before its head");
    }
    exchange.content.writeBytes(frame.payload());
    exchange.ended = frame.has(Frames.END_STREAM);
    int octets = frame.payload().length;
    if (octets > 0) {
      credit(0, octets);
      if (!exchange.ended) {
        credit(frame.stream(), octets);
      }
    }
  }

  /// Acknowledges a frame, unless this side is closed.
  private void reply(int type, byte[] payload) {
    boolean _ = client.frames().trySend(new Frame(type, Frames.ACK, 0, payload).octets());
  }

  /// Gives the server credit, unless this side is closed.
  private void credit(int stream, int octets) {
    byte[] increment = ByteBuffer.allocate(4).putInt(octets).array();
    Frame frame = new Frame(Frames.WINDOW_UPDATE, 0, stream, increment);
    boolean _ = client.frames().trySend(frame.octets());
  }

  // ---- responses

  @Override
  public WireResponse readResponse() {
    return readResponse("GET");
  }

  @Override
  public WireResponse readResponse(String method) {
    if (reading > sending) {
      throw failure("no request is there to have a response");
    }
    Exchange exchange = exchanges.get(reading);
    while (exchange.interims.isEmpty() && !exchange.ended) {
      if (exchange.reset >= 0) {
        throw failure("the stream was reset: " + exchange.reset);
      }
      receive();
    }
    if (!exchange.interims.isEmpty()) {
      return response(exchange.interims.poll(), WireResponse.Framing.NONE, new byte[0], List.of());
    }
    reading += 2;
    byte[] content = exchange.content.toByteArray();
    WireResponse.Framing framing =
        exchange.headEnds ? WireResponse.Framing.NONE : WireResponse.Framing.SIZED;
    WireResponse response = response(exchange.head, framing, content, exchange.trailers);
    check(method, response);
    return response;
  }

  private WireResponse response(
      List<String> head, WireResponse.Framing framing, byte[] content, List<String> trailers) {
    String status = head.getFirst().substring(":status: ".length());
    List<WireResponse.Field> fields = fields(head.subList(1, head.size()));
    return new WireResponse(
        "HTTP/2",
        Integer.parseInt(status),
        "",
        fields,
        framing,
        content,
        List.of(),
        fields(trailers));
  }

  private List<WireResponse.Field> fields(List<String> lines) {
    List<WireResponse.Field> fields = new ArrayList<>();
    for (String line : lines) {
      int colon = line.indexOf(": ");
      String name = line.substring(0, Math.max(colon, 0));
      if (!name.matches("[!#$%&'*+.^_`|~0-9a-z-]+")
          || List.of("connection", "keep-alive", "transfer-encoding", "upgrade").contains(name)) {
        throw failure("no field of a response: " + line);
      }
      fields.add(new WireResponse.Field(name, line.substring(colon + 2)));
    }
    return fields;
  }

  /// Whether there is as much content as the response says, and none where there must be none.
  private void check(String method, WireResponse response) {
    List<String> lengths = response.all("content-length");
    boolean empty = List.of(204, 304).contains(response.status()) || method.equals("HEAD");
    if (empty && response.body().length > 0) {
      throw failure("content where there must be none");
    }
    if (lengths.size() > 1
        || !empty && lengths.size() == 1 && !lengths.contains("" + response.body().length)) {
      throw failure("content-length is " + lengths + ", not " + response.body().length);
    }
  }

  @Override
  public WireResponse expectResponse(int status) {
    return expectResponse("GET", status);
  }

  @Override
  public WireResponse expectResponse(String method, int status) {
    WireResponse response = readResponse(method);
    if (response.status() != status) {
      throw failure("expected " + status + ", not " + response);
    }
    return response;
  }

  @Override
  public WireResponse expectResponse(int status, String body) {
    WireResponse response = expectResponse(status);
    if (!response.text().equals(body)) {
      throw failure("expected the body \"" + Wire.escape(body) + "\", not " + response);
    }
    return response;
  }

  @Override
  public WireResponse expectInterim(int status) {
    return expectResponse(status);
  }

  @Override
  public Http2Conversation expectContinue() {
    if (!expectResponse(100).fields().isEmpty()) {
      throw failure("a 100 has no fields");
    }
    return this;
  }

  @Override
  public String readToCut() {
    Exchange exchange = exchanges.get(reading);
    while (exchange.reset < 0) {
      if (exchange.ended) {
        throw failure("the response is whole");
      }
      receive();
    }
    reading += 2;
    return Wire.text(exchange.content.toByteArray());
  }

  @Override
  public Http2Conversation halfClose() {
    client.frames().halfClose();
    return this;
  }

  @Override
  public void reset() {
    client.reset(reading, ErrorCode.CANCEL);
  }

  @Override
  public SocketAddress localAddress() {
    return client.frames().localAddress();
  }

  @Override
  public Http2Conversation renewDeadline() {
    client.frames().renewDeadline();
    return this;
  }

  @Override
  public AssertionError failure(String message) {
    return client.frames().failure(message);
  }

  @Override
  public void close() {
    client.close();
  }
}
