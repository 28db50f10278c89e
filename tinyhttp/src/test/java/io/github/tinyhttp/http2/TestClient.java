package io.github.tinyhttp.http2;

import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A client in frames that also knows header blocks: its own are made of literals only, so that any
/// fields can be sent, and those of the server are decoded in order.
final class TestClient implements AutoCloseable {
  static final String[] GET = {
    ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a"
  };
  static final String[] POST = {
    ":method", "POST", ":scheme", "http", ":path", "/", ":authority", "a"
  };

  /// The fields of extended CONNECT (RFC 8441).
  static String[] tunnel(String protocol, String authority) {
    return with(
        but(but(GET, ":method", "CONNECT"), ":authority", authority), ":protocol", protocol);
  }

  private final FrameClient frames;
  private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.TABLE);

  private TestClient(FrameClient frames) {
    this.frames = frames;
  }

  static TestClient connect(int port) {
    return new TestClient(FrameClient.connect(port));
  }

  static TestClient of(FrameClient frames) {
    return new TestClient(frames);
  }

  /// A response, or what came of it.
  record Response(List<String> fields, byte[] content, List<String> trailers, int interims) {
    int status() {
      return Integer.parseInt(field(":status"));
    }

    String field(String name) {
      return fields.stream()
          .filter(field -> field.startsWith(name + ": "))
          .map(field -> field.substring(name.length() + 2))
          .findFirst()
          .orElse("");
    }

    String text() {
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  FrameClient frames() {
    return frames;
  }

  // ---- sending

  /// Sends the preface and empty SETTINGS, and takes what the server says first.
  void greet(int... settings) {
    frames.preface();
    settings(settings);
    next(Frames.SETTINGS);
    frames.frame(Frames.SETTINGS, Frames.ACK, 0, new byte[0]);
    Frame ack = next(Frames.SETTINGS);
    if (!ack.has(Frames.ACK)) {
      throw frames.failure("no acknowledgement of SETTINGS");
    }
  }

  TestClient settings(int... pairs) {
    return put(out -> Frames.putSettings(out, pairs));
  }

  TestClient put(Consumer<WriteBatch> writer) {
    var out = new WriteBatch(64);
    writer.accept(out);
    frames.send(out.take());
    return this;
  }

  TestClient frame(int type, int flags, int stream, byte... payload) {
    frames.frame(type, flags, stream, payload);
    return this;
  }

  /// Sends a request without a body.
  TestClient get(int stream, String... more) {
    return headers(stream, Frames.END_STREAM, with(GET, more));
  }

  /// Sends HEADERS in one frame.
  TestClient headers(int stream, int flags, String... fields) {
    return frame(Frames.HEADERS, flags | Frames.END_HEADERS, stream, block(fields));
  }

  TestClient data(int stream, int flags, byte... octets) {
    return frame(Frames.DATA, flags, stream, octets);
  }

  TestClient data(int stream, int flags, String text) {
    return data(stream, flags, text.getBytes(StandardCharsets.UTF_8));
  }

  TestClient reset(int stream, ErrorCode code) {
    return put(out -> Frames.putReset(out, stream, code));
  }

  TestClient window(int stream, int increment) {
    return put(out -> Frames.putWindowUpdate(out, stream, increment));
  }

  TestClient ping(long data) {
    return put(out -> Frames.putPing(out, 0, data));
  }

  /// The fields with others behind them.
  static String[] with(String[] fields, String... more) {
    List<String> all = new ArrayList<>(List.of(fields));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /// The fields with another value for one of them; without it if that is empty.
  static String[] but(String[] fields, String name, String value) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      if (!fields[i].equals(name) || !value.isEmpty()) {
        all.add(fields[i]);
        all.add(fields[i].equals(name) ? value : fields[i + 1]);
      }
    }
    return all.toArray(String[]::new);
  }

  /// A block of literals, RFC 7541 §6.2.2.
  static byte[] block(String... fields) {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      out.write(0);
      string(out, fields[i]);
      string(out, fields[i + 1]);
    }
    return out.toByteArray();
  }

  private static void string(ByteArrayOutputStream out, String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    int length = octets.length;
    if (length < 127) {
      out.write(length);
    } else {
      out.write(127);
      length -= 127;
      for (; length >= 128; length >>= 7) {
        out.write(length & 0x7F | 0x80);
      }
      out.write(length);
    }
    out.writeBytes(octets);
  }

  // ---- reading

  /// The next frame of a type. Frames that only manage windows are passed over.
  Frame next(int type) {
    while (true) {
      Frame frame = frames.read();
      if (frame.type() == type) {
        return frame;
      }
      if (frame.type() != Frames.WINDOW_UPDATE) {
        throw frames.failure("expected a frame of type " + type + ", got " + frame);
      }
    }
  }

  /// Reads one whole response, and responds to PINGs, with which a server finds out whether a
  /// client has read a response that it got before the end of its body. No other stream may say
  /// anything meanwhile.
  Response response(int stream) {
    List<String> fields = List.of();
    List<String> trailers = List.of();
    var content = new ByteArrayOutputStream();
    int interims = 0;
    while (true) {
      Frame frame = frames.read();
      if (frame.type() == Frames.WINDOW_UPDATE) {
        continue;
      }
      if (frame.type() == Frames.PING && !frame.has(Frames.ACK)) {
        frames.frame(Frames.PING, Frames.ACK, 0, frame.payload());
        continue;
      }
      if (frame.stream() != stream) {
        throw frames.failure("expected stream " + stream + ", got " + frame);
      }
      switch (frame.type()) {
        case Frames.HEADERS -> {
          List<String> section = decode(frame);
          if (section.getFirst().startsWith(":status: 1")) {
            interims++;
          } else if (fields.isEmpty()) {
            fields = section;
          } else {
            trailers = section;
          }
        }
        case Frames.DATA -> content.writeBytes(frame.payload());
        default -> throw frames.failure("expected a response, got " + frame);
      }
      if (frame.has(Frames.END_STREAM)) {
        return new Response(fields, content.toByteArray(), trailers, interims);
      }
    }
  }

  /// Decodes the block of HEADERS, with the frames that continue it.
  List<String> decode(Frame headers) {
    var block = new ByteArrayOutputStream();
    block.writeBytes(headers.payload());
    for (Frame last = headers; !last.has(Frames.END_HEADERS); ) {
      last = frames.read();
      if (last.type() != Frames.CONTINUATION || last.stream() != headers.stream()) {
        throw frames.failure("expected CONTINUATION, got " + last);
      }
      block.writeBytes(last.payload());
    }
    try {
      return Blocks.decode(decoder, block.toByteArray());
    } catch (HpackFault e) {
      throw frames.failure("a block cannot be decoded: " + e.getMessage());
    }
  }

  /// Sends PING and waits for its response, so that all before it was taken.
  void barrier() {
    ping(0x0102_0304_0506_0708L);
    Frame frame = next(Frames.PING);
    if (ByteBuffer.wrap(frame.payload()).getLong() != 0x0102_0304_0506_0708L) {
      throw frames.failure("another PING");
    }
  }

  @Override
  public void close() {
    frames.close();
  }
}
