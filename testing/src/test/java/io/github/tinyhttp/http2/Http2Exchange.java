package io.github.tinyhttp.http2;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One request over a connection of HTTP/2 of its own, for tests that compare what comes of it with
/// what comes of it otherwise. It is in this package for the decoder of header blocks.
public final class Http2Exchange implements AutoCloseable {
  private static final int LARGE = 1 << 20;

  private final FrameClient client;
  private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.TABLE);

  /// What came of it.
  ///
  /// @param interims the interim responses, each as its fields with `:status` in front
  /// @param isComplete false if the stream was reset
  public record Outcome(
      List<Headers> interims,
      int status,
      Headers fields,
      byte[] content,
      Headers trailers,
      boolean isComplete) {}

  /// Connects.
  public Http2Exchange(int port) {
    client = FrameClient.connect(port);
    client.preface();
    var out = new io.github.tinyhttp.engine.WriteBatch(64);
    Frames.putSettings(out, ClientSettings.INITIAL_WINDOW_SIZE, LARGE);
    Frames.putWindowUpdate(out, 0, LARGE);
    client.send(out.take());
  }

  /// Sends a request.
  public Outcome send(
      String method, String target, Headers fields, byte[] content, Headers trailers) {
    boolean ends = content.length == 0 && trailers.isEmpty();
    var head = new ByteArrayOutputStream();
    put(head, ":method", method);
    put(head, ":scheme", "http");
    put(head, ":authority", "localhost");
    put(head, ":path", target);
    put(head, fields);
    if (!ends && trailers.isEmpty()) {
      put(head, "content-length", "" + content.length);
    }
    frame(Frames.HEADERS, ends ? Frames.END_STREAM : 0, head.toByteArray());
    if (content.length > 0) {
      int flags = trailers.isEmpty() ? Frames.END_STREAM : 0;
      client.frame(Frames.DATA, flags, 1, content);
    }
    if (!trailers.isEmpty()) {
      var section = new ByteArrayOutputStream();
      put(section, trailers);
      frame(Frames.HEADERS, Frames.END_STREAM, section.toByteArray());
    }
    return read();
  }

  private void frame(int type, int flags, byte[] block) {
    client.frame(type, flags | Frames.END_HEADERS, 1, block);
  }

  private static void put(ByteArrayOutputStream block, Headers fields) {
    fields.forEach(field -> put(block, field.name().toLowerCase(Locale.ROOT), field.value()));
  }

  /// A literal, RFC 7541 §6.2.2.
  private static void put(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    for (String text : new String[] {name, value}) {
      block.write(text.length());
      block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private Outcome read() {
    List<Headers> interims = new ArrayList<>();
    int status = 0;
    Headers fields = Headers.empty();
    Headers trailers = Headers.empty();
    var content = new ByteArrayOutputStream();
    while (true) {
      Frame frame = client.read();
      if (frame.stream() == 0) {
        continue;
      }
      if (frame.type() == Frames.RST_STREAM) {
        return new Outcome(interims, status, fields, content.toByteArray(), trailers, false);
      }
      if (frame.type() == Frames.DATA) {
        content.writeBytes(frame.payload());
      } else if (frame.type() == Frames.HEADERS) {
        Headers section = decode(frame.payload());
        int code = section.first("status-code").map(Integer::parseInt).orElse(0);
        if (code == 0) {
          trailers = section;
        } else if (code < 200) {
          interims.add(section);
        } else {
          status = code;
          fields = section.without("status-code");
        }
      }
      if (frame.has(Frames.END_STREAM)) {
        return new Outcome(interims, status, fields, content.toByteArray(), trailers, true);
      }
    }
  }

  private Headers decode(byte[] block) {
    List<String> all = new ArrayList<>();
    try {
      decoder.decode(
          block,
          0,
          block.length,
          field -> {
            all.add(field.name().equals(":status") ? "status-code" : field.name());
            all.add(field.value());
          });
    } catch (HpackFault e) {
      throw client.failure("a block cannot be decoded: " + e.getMessage());
    }
    return Headers.of(all.toArray(String[]::new));
  }

  @Override
  public void close() {
    client.close();
  }
}
