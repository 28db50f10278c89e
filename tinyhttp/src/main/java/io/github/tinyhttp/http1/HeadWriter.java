package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.HttpDate;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes the head of a response, RFC 9112 §4 and §5. The status line always says HTTP/1.1,
/// whatever the client spoke (RFC 9110 §2.5).
final class HeadWriter {
  private static final byte[][] STATUS_LINES = new byte[600][];
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final byte[] UPGRADE = ascii("Connection: upgrade\r\n");
  private static final byte[] KEEP_ALIVE_AND_UPGRADE = ascii("Connection: keep-alive, upgrade\r\n");
  private static final byte[] CLOSE_AND_UPGRADE = ascii("Connection: close, upgrade\r\n");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] EMPTY = ascii("Content-Length: 0\r\n");
  private static final byte[] LENGTH = ascii("Content-Length: ");
  private static final byte[] END = ascii("\r\n");

  private final byte @Nullable [] serverLine;

  /// @param name the value of `Server`, if it is to be sent
  HeadWriter(Optional<String> name) {
    serverLine = name.map(value -> ascii("Server: " + value + "\r\n")).orElse(null);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Puts the head of a final response into `out`.
  ///
  /// @param length of the content, if the framing says it
  /// @param now the time, for the Date field
  void write(
      WriteBatch out,
      Head head,
      Response response,
      ResponseFraming framing,
      long length,
      long now) {
    out.put(statusLine(response.status()));
    Headers fields = response.headers();
    if (!fields.contains("Date")) {
      out.put(HttpDate.dateLine(now));
    }
    if (serverLine != null && !fields.contains("Server")) {
      out.put(serverLine);
    }
    fields(out, fields);
    connection(out, head, framing, fields.contains("Upgrade"));
    switch (framing.framing()) {
      case EMPTY -> out.put(EMPTY);
      case LENGTH -> {
        out.put(LENGTH);
        number(out, length);
        out.put(END);
      }
      case CHUNKED -> {
        out.put(CHUNKED);
        if (framing.trailers()) {
          out.put(ascii("Trailer: " + String.join(", ", response.trailerNames()) + "\r\n"));
        }
      }
      case NONE, UNTIL_CLOSE -> {}
    }
    out.put(END);
  }

  private static void connection(
      WriteBatch out, Head head, ResponseFraming framing, boolean upgrade) {
    if (framing.closes()) {
      out.put(upgrade ? CLOSE_AND_UPGRADE : CLOSE);
    } else if (head.version() == HttpVersion.HTTP_1_0) {
      out.put(upgrade ? KEEP_ALIVE_AND_UPGRADE : KEEP_ALIVE);
    } else if (upgrade) {
      out.put(UPGRADE); // RFC 9110 §7.8: Upgrade never goes without its connection option
    }
  }

  /// Puts an interim response into `out`: no Date, no framing.
  static void writeInterim(WriteBatch out, Status status, Headers fields) {
    out.put(statusLine(status));
    fields(out, fields);
    out.put(END);
  }

  /// Puts the fields of a header or trailer section into `out`.
  static void fields(WriteBatch out, Headers fields) {
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.name(i);
      String value = fields.value(i);
      byte[] bytes = out.room(name.length() + value.length() + 4);
      int at = Ascii.copy(name, bytes, out.end());
      bytes[at++] = ':';
      if (!value.isEmpty()) {
        bytes[at++] = ' ';
        at = Ascii.copy(value, bytes, at);
      }
      bytes[at++] = '\r';
      bytes[at++] = '\n';
      out.end(at);
    }
  }

  private static void number(WriteBatch out, long value) {
    if (value >= 10) {
      number(out, value / 10);
    }
    byte[] bytes = out.room(1);
    bytes[out.end()] = (byte) ('0' + value % 10);
    out.end(out.end() + 1);
  }

  private static byte[] statusLine(Status status) {
    byte[] line = STATUS_LINES[status.code()];
    if (line == null) {
      line = ascii("HTTP/1.1 " + status.code() + " " + status.reason() + "\r\n");
      STATUS_LINES[status.code()] = line; // a race makes it twice, which does no harm
    }
    return line;
  }
}
