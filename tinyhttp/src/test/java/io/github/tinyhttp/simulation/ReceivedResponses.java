package io.github.tinyhttp.simulation;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a client has received, read as strictly as can be (RFC 9112), and compared with what it
/// must get.
final class ReceivedResponses implements Received {
  private final List<Exchange> expected;
  private final ByteArrayOutputStream left = new ByteArrayOutputStream();
  private int complete;
  private int failures;

  /// How many bytes there must be for the next step.
  private int needed;

  private Optional<Integer> refusal = Optional.empty();

  ReceivedResponses(List<Exchange> expected) {
    this.expected = expected;
  }

  @Override
  public int complete() {
    return complete;
  }

  @Override
  public Optional<Integer> refusal() {
    return refusal;
  }

  @Override
  public int failures() {
    return failures;
  }

  @Override
  public boolean hasPart() {
    return left.size() > 0;
  }

  @Override
  public byte[] take(byte[] bytes) {
    left.writeBytes(bytes);
    while (takesOne()) {
      // the next one
    }
    return new byte[0];
  }

  @Override
  public String toString() {
    return "HTTP/1.1, " + left.size() + " octets left";
  }

  private boolean takesOne() {
    if (left.size() < needed) {
      return false;
    }
    byte[] bytes = left.toByteArray();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    List<String> lines = List.of(text.substring(0, end).split("\r\n", -1));
    int status = status(lines.getFirst());
    int start = end + 4;
    if (status / 100 == 1) {
      Received.check(status == 100, "an interim response that is not expected: " + status);
      keep(bytes, start);
      return true;
    }
    Received.check(refusal.isEmpty(), "a response behind one that refuses");
    Received.check(complete < expected.size(), "a response that was not asked for: " + lines);
    Exchange exchange = expected.get(complete);
    boolean fails = status / 100 == 5;
    boolean refuses = status != exchange.status() && !fails;
    Optional<byte[]> content = Optional.empty();
    int length = length(lines);
    if (exchange.isHead() && !refuses) {
      Received.check(fails || length == exchange.content().length, "the length of HEAD: " + lines);
      content = Optional.of(exchange.content());
    } else if (length >= 0) {
      if (bytes.length >= start + length) {
        content = Optional.of(Arrays.copyOfRange(bytes, start, start + length));
        start += length;
      } else {
        needed = start + length;
      }
    } else {
      var chunks = new Chunks(bytes, start);
      content = chunks.content();
      start = chunks.end();
      needed = chunks.needed;
    }
    if (content.isEmpty()) {
      return false;
    }
    if (refuses) {
      refusal = Optional.of(status);
    } else if (fails) {
      failures++;
      complete++;
    } else {
      Received.check(
          Arrays.equals(content.get(), exchange.content()),
          "the content of response " + complete + " is not its own: " + lines);
      complete++;
    }
    keep(bytes, start);
    return true;
  }

  private void keep(byte[] bytes, int from) {
    needed = 0;
    left.reset();
    left.write(bytes, from, bytes.length - from);
  }

  private static int status(String line) {
    Received.check(line.matches("HTTP/1\\.1 [1-5][0-9]{2} .*"), "not a status line: " + line);
    return Integer.parseInt(line.substring(9, 12));
  }

  /// The length that the fields tell; -1 for chunks.
  private static int length(List<String> lines) {
    int length = -2;
    for (String line : lines) {
      String field = line.toLowerCase(Locale.ROOT);
      if (field.startsWith("content-length: ")) {
        Received.check(length == -2, "two framings: " + lines);
        length = Integer.parseInt(field.substring(16));
      } else if (field.equals("transfer-encoding: chunked")) {
        Received.check(length == -2, "two framings: " + lines);
        length = -1;
      }
    }
    Received.check(length != -2, "no framing: " + lines);
    return length;
  }

  /// A chunked body, as far as it is here.
  private static final class Chunks {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final byte[] bytes;
    private int at;
    private int needed;
    private boolean whole;

    Chunks(byte[] bytes, int start) {
      this.bytes = bytes;
      this.at = start;
      while (takesChunk()) {
        // the next one
      }
    }

    private boolean takesChunk() {
      int lineEnd = at;
      while (lineEnd + 1 < bytes.length && bytes[lineEnd] != '\r') {
        lineEnd++;
      }
      if (lineEnd + 1 >= bytes.length) {
        return false;
      }
      String line = new String(bytes, at, lineEnd - at, StandardCharsets.ISO_8859_1);
      Received.check(line.matches("[0-9a-fA-F]+"), "not the size of a chunk: " + line);
      int size = Integer.parseInt(line, 16);
      int end = lineEnd + 2 + size + 2;
      if (end > bytes.length) {
        needed = end;
        return false;
      }
      content.write(bytes, lineEnd + 2, size);
      Received.check(
          bytes[end - 2] == '\r' && bytes[end - 1] == '\n', "no line end behind a chunk");
      at = end;
      whole = size == 0;
      return !whole;
    }

    Optional<byte[]> content() {
      return whole ? Optional.of(content.toByteArray()) : Optional.empty();
    }

    int end() {
      return at;
    }
  }
}
