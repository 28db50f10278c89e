package io.github.tinyhttp.engine;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One request of a stress test, and the only right response to it. The target says all there is to
/// know of it, so that the handler needs no table and a response to another request cannot pass.
///
/// @param kind what client and handler do
/// @param id a number of its own, from which its content is made
/// @param size how much content it has, in whichever direction
/// @param delay how long the handler blocks, in microseconds
record Errand(Kind kind, int id, int size, int delay) {
  enum Kind {
    /// Content that is all there.
    FIXED,
    /// The same, without the content.
    HEAD,
    /// Content of a length nobody knows.
    STREAMED,
    /// Content of a known length, from a stream.
    MEASURED,
    /// The response is given by another thread, for which the handler waits.
    BY_ANOTHER,
    /// The response is given by `respond` inside the handler, which goes on blocking.
    EARLY,
    /// The handler throws.
    BROKEN,
    /// A sized body that comes back.
    ECHO,
    /// A chunked body that comes back.
    CHUNKED_ECHO,
    /// A body that comes back while it is read.
    STREAMED_ECHO,
    /// A body announced with `Expect`.
    EXPECTING_ECHO,
    /// A body of which the handler reads only ten bytes.
    HALF_READ,
    /// A body nobody reads.
    UNREAD,
    /// A chunked body nobody reads.
    CHUNKED_UNREAD;

    boolean hasBody() {
      return ordinal() >= ECHO.ordinal();
    }

    boolean isChunked() {
      return this == CHUNKED_ECHO || this == CHUNKED_UNREAD;
    }

    /// What is left unread beyond 256 KiB costs the connection, rightly.
    boolean isLeftUnread() {
      return this == HALF_READ || this == UNREAD || this == CHUNKED_UNREAD || this == BROKEN;
    }
  }

  private static final int MOST_UNREAD = 100_000;

  /// Any errand; small ones and those around the sizes at which the library changes its ways are
  /// the likeliest.
  static Errand any(Random random, int id) {
    Kind[] kinds = Kind.values();
    Kind kind = kinds[random.nextInt(kinds.length)];
    int size =
        switch (random.nextInt(8)) {
          case 0 -> 0;
          case 1 -> (16 << 10) - 200 + random.nextInt(400);
          case 2 -> (64 << 10) - 100 + random.nextInt(200);
          case 3 -> random.nextInt(400_000);
          default -> random.nextInt(300);
        };
    int delay =
        switch (random.nextInt(20)) {
          case 0 -> 1 + random.nextInt(4_000);
          case 1 -> 1 + random.nextInt(100);
          default -> 0;
        };
    return new Errand(kind, id, kind.isLeftUnread() ? Math.min(size, MOST_UNREAD) : size, delay);
  }

  /// The errand of a request.
  static Errand of(Request request) {
    String[] parts = request.path().split("/", -1);
    return new Errand(
        Kind.valueOf(parts[1]),
        Integer.parseInt(parts[2]),
        Integer.parseInt(parts[3]),
        Integer.parseInt(parts[4]));
  }

  // ---- the client's side

  /// The request's bytes.
  ///
  /// @param last whether the client wants the connection closed
  byte[] request(Random random, boolean last) {
    var out = new ByteArrayOutputStream();
    String method = kind == Kind.HEAD ? "HEAD" : kind.hasBody() ? "POST" : "GET";
    var head = new StringBuilder(method + " /" + kind + "/" + id + "/" + size + "/" + delay);
    head.append(" HTTP/1.1\r\nHost: stress\r\n");
    if (last) {
      head.append("Connection: close\r\n");
    }
    if (kind == Kind.EXPECTING_ECHO) {
      head.append("Expect: 100-continue\r\n");
    }
    if (kind.hasBody()) {
      head.append(
          kind.isChunked() ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + size + "\r\n");
    }
    out.writeBytes(ascii(head.append("\r\n").toString()));
    if (kind.isChunked()) {
      putChunks(random, out);
    } else if (kind.hasBody()) {
      out.writeBytes(content());
    }
    return out.toByteArray();
  }

  private void putChunks(Random random, ByteArrayOutputStream out) {
    byte[] content = content();
    for (int at = 0; at < content.length; ) {
      int count = Math.min(content.length - at, 1 + random.nextInt(30_000));
      out.writeBytes(ascii(Integer.toHexString(count) + (random.nextBoolean() ? ";a=b" : "")));
      out.writeBytes(ascii("\r\n"));
      out.write(content, at, count);
      out.writeBytes(ascii("\r\n"));
      at += count;
    }
    out.writeBytes(ascii(random.nextBoolean() ? "0\r\nT: 1\r\n\r\n" : "0\r\n\r\n"));
  }

  int expectedStatus() {
    return kind == Kind.BROKEN ? 500 : 200;
  }

  byte[] expectedContent() {
    return switch (kind) {
      case FIXED,
          STREAMED,
          MEASURED,
          BY_ANOTHER,
          EARLY,
          ECHO,
          CHUNKED_ECHO,
          STREAMED_ECHO,
          EXPECTING_ECHO ->
          content();
      case HEAD -> new byte[0];
      case BROKEN -> ascii("the server failed\n");
      case HALF_READ, UNREAD, CHUNKED_UNREAD -> ascii("thanks for " + id);
    };
  }

  private byte[] content() {
    byte[] content = new byte[size];
    for (int i = 0; i < size; i++) {
      content[i] = (byte) (id * 31 + i * 7 + (i >> 8));
    }
    return content;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  // ---- the server's side

  /// Does it, as a handler.
  @Nullable Response run(Request request) throws IOException, InterruptedException {
    pause();
    return switch (kind) {
      case FIXED, HEAD -> Response.bytes(content());
      case STREAMED -> Response.stream(new ByteArrayInputStream(content()));
      case MEASURED -> Response.stream(new ByteArrayInputStream(content()), size);
      case BY_ANOTHER -> {
        Thread other = Thread.startVirtualThread(() -> later(request));
        other.join();
        yield null;
      }
      case EARLY -> {
        request.respond(Response.bytes(content()));
        pause();
        yield null;
      }
      case BROKEN -> throw new IllegalStateException("broken on purpose");
      case ECHO, CHUNKED_ECHO, EXPECTING_ECHO -> Response.bytes(request.bytes());
      case STREAMED_ECHO -> {
        InputStream body = request.body();
        yield Response.stream((Body.Writer) out -> body.transferTo(out));
      }
      case HALF_READ -> {
        byte[] read = request.body().readNBytes(10);
        yield Response.text(
            "thanks for " + id + (read.length == Math.min(10, size) ? "" : ", cut"));
      }
      case UNREAD, CHUNKED_UNREAD -> Response.text("thanks for " + id);
    };
  }

  private void later(Request request) {
    pause();
    request.respond(Response.bytes(content()));
  }

  /// What a database or a lock would do to the thread.
  private void pause() {
    if (delay > 0) {
      LockSupport.parkNanos(delay * 1_000L);
    }
  }
}
