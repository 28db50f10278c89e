package io.github.tinyhttp.simulation;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// What a client of HTTP/1.0 has received, to whom the end of the connection is the end of the
/// content (RFC 9112 §6.3): it must come behind the whole content only.
final class ReceivedToEnd implements Received {
  private final Exchange exchange;
  private final ByteArrayOutputStream all = new ByteArrayOutputStream();
  private boolean whole;

  ReceivedToEnd(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public byte[] take(byte[] bytes) {
    all.writeBytes(bytes);
    return new byte[0];
  }

  @Override
  public void ended() {
    byte[] bytes = all.toByteArray();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return; // the client sees that this is no response
    }
    if (text.startsWith("HTTP/1.1 5")) {
      return; // nothing that looks like the content
    }
    Received.check(
        text.startsWith("HTTP/1.1 200 ") && !text.contains("Content-Length"), "head: " + text);
    byte[] content = Arrays.copyOfRange(bytes, end + 4, bytes.length);
    Received.check(
        Arrays.equals(content, exchange.content()),
        "content of " + content.length + " in place of " + exchange.content().length);
    whole = true;
  }

  @Override
  public int complete() {
    return whole ? 1 : 0;
  }

  @Override
  public boolean hasPart() {
    return all.size() > 0 && !whole;
  }

  @Override
  public Optional<Integer> refusal() {
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "HTTP/1.0, " + all.size() + " octets";
  }
}
