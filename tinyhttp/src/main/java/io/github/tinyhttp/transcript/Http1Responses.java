package io.github.tinyhttp.transcript;

import io.github.tinyhttp.wire.InputBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes the heads of responses.
final class Http1Responses implements Parser {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/[0-9]\\.[0-9] ([0-9]{3})( .*)?");

  private final Direction direction;
  private final Conversation conversation;

  /// How many bytes at the beginning are known to have no end of a head.
  private int seen;

  Http1Responses(Direction direction, Conversation conversation) {
    this.direction = direction;
    this.conversation = conversation;
  }

  @Override
  public boolean take(InputBuffer bytes) {
    int end = Http1Head.end(bytes.bytes, bytes.start, bytes.start + seen, bytes.end);
    if (end < 0) {
      seen = bytes.size();
      return false;
    }
    seen = 0;
    Http1Head head = Http1Head.of(bytes.bytes, bytes.start, end);
    bytes.start = end;
    take(head);
    return true;
  }

  private void take(Http1Head head) {
    Exchange exchange = conversation.responding();
    Lines lines = exchange == null ? direction.lines() : exchange.lines();
    Matcher line = STATUS_LINE.matcher(head.startLine());
    int status = line.matches() ? Integer.parseInt(line.group(1)) : 0;
    lines.write(
        Way.OUT, "head " + (status == 0 ? "malformed" : status) + " " + head.length() + "B");
    head.writeFields(lines, Way.OUT);
    if (exchange != null && isSwitch(exchange, status)) {
      boolean webSocket = head.elements("upgrade").stream().anyMatch("websocket"::equalsIgnoreCase);
      conversation.leave(exchange, webSocket);
    } else if (status / 100 != 1) {
      conversation.responds();
      content(lines, head, status, exchange);
    }
  }

  private static boolean isSwitch(Exchange exchange, int status) {
    return status == 101 || exchange.method().equals("CONNECT") && status / 100 == 2;
  }

  private void content(Lines lines, Http1Head head, int status, @Nullable Exchange exchange) {
    String method = exchange == null ? "" : exchange.method();
    var over = new Over(exchange != null && exchange.offers());
    direction.parser(
        switch (Http1Framing.ofResponse(head, status, method)) {
          case Http1Framing.Sized(long length) when length == 0 -> over;
          case Http1Framing.Sized(long length) -> new SizedContent(lines, direction, length, over);
          case Http1Framing.Chunked _ ->
              new Chunks(lines, direction, conversation.mostHead(), over);
          case Http1Framing.UntilClose _ -> new LastContent(lines, Way.OUT);
          case Http1Framing.Unknown _ -> new OtherBytes(lines, Way.OUT);
        });
  }

  /// Stands at the end of a response.
  private final class Over implements Parser {
    private final boolean offered;

    /// @param offered whether the request has asked for another protocol, and gets none
    Over(boolean offered) {
      this.offered = offered;
    }

    @Override
    public boolean take(InputBuffer bytes) {
      direction.parser(Http1Responses.this);
      if (offered) {
        conversation.requests().goOn();
      }
      return true;
    }

    @Override
    public void cut(InputBuffer bytes) {}
  }

  @Override
  public void cut(InputBuffer bytes) {
    if (!bytes.isEmpty()) {
      direction.write("head unfinished " + bytes.size() + "B");
    }
  }
}
