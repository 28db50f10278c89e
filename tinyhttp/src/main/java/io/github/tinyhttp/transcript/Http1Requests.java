package io.github.tinyhttp.transcript;

import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.wire.InputBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes the heads of requests. What follows a head whose end is not known is counted only.
final class Http1Requests implements Parser {
  private static final Pattern REQUEST_LINE =
      Pattern.compile("([!-~]{1,64}) ([^ ]+) (HTTP/[0-9]\\.[0-9])");

  /// How far it goes on once a request has come that asks for another protocol.
  private enum Going {
    ON,
    /// Until the response has come.
    HELD
  }

  private final Direction direction;
  private final Conversation conversation;
  private Going going = Going.ON;

  /// How many bytes at the beginning are known to have no end of a head.
  private int seen;

  Http1Requests(Direction direction, Conversation conversation) {
    this.direction = direction;
    this.conversation = conversation;
  }

  @Override
  public boolean take(InputBuffer bytes) {
    if (going == Going.HELD) {
      if (bytes.size() > conversation.mostHead()) {
        direction.parser(new OtherBytes(direction.lines(), Way.IN)); // what it is is lost
        return true;
      }
      return false;
    }
    if (seen == 0) {
      skipEmptyLines(bytes);
    }
    int end = Http1Head.end(bytes.bytes, bytes.start, bytes.start + seen, bytes.end);
    if (end >= 0) {
      seen = 0;
      Http1Head head = Http1Head.of(bytes.bytes, bytes.start, end);
      bytes.start = end;
      take(head);
      return true;
    }
    seen = bytes.size();
    if (seen > conversation.mostHead()) {
      giveUp();
      return true;
    }
    return false;
  }

  private static void skipEmptyLines(InputBuffer bytes) {
    while (bytes.size() >= 2
        && bytes.bytes[bytes.start] == '\r'
        && bytes.bytes[bytes.start + 1] == '\n') {
      bytes.start += 2;
    }
  }

  private void take(Http1Head head) {
    Matcher line = REQUEST_LINE.matcher(head.startLine());
    boolean known = line.matches();
    Lines lines = conversation.nextRequest();
    lines.write(Way.IN, "head " + text(line, known) + " " + head.length() + "B");
    head.writeFields(lines, Way.IN);
    String method = known ? line.group(1) : "";
    boolean offers = known && (method.equals("CONNECT") || isOffer(head));
    conversation.begun(new Exchange(lines, method, offers));
    going = offers ? Going.HELD : Going.ON;
    direction.parser(
        switch (known ? Http1Framing.ofRequest(head) : new Http1Framing.Unknown()) {
          case Http1Framing.Sized(long length) when length == 0 -> this;
          case Http1Framing.Sized(long length) -> new SizedContent(lines, direction, length, this);
          case Http1Framing.Chunked _ ->
              new Chunks(lines, direction, conversation.mostHead(), this);
          default -> new OtherBytes(direction.lines(), Way.IN);
        });
  }

  private String text(Matcher line, boolean known) {
    return known
        ? line.group(1)
            + " "
            + FieldText.target(direction.lines().options(), line.group(2))
            + " "
            + line.group(3)
        : "malformed";
  }

  /// Whether an application may take the offer of another protocol. That of HTTP/2 comes with each
  /// request of common clients, and is not taken.
  private static boolean isOffer(Http1Head head) {
    return head.elements("upgrade").stream()
        .anyMatch(offer -> !offer.equalsIgnoreCase("h2c") && !offer.startsWith("HTTP/"));
  }

  /// Goes on behind a request whose offer was not taken.
  void goOn() {
    going = Going.ON;
    direction.run();
  }

  /// Lets a parser of the protocol that was agreed on have what follows.
  void handOver(Parser other) {
    Parser now = direction.parser();
    direction.parser(now == this ? other : new OtherBytes(direction.lines(), Way.IN));
    direction.run();
  }

  /// Writes what has come of a head whose rest is not awaited any more.
  void giveUp() {
    InputBuffer bytes = direction.bytes();
    if (direction.parser() != this || going == Going.HELD || bytes.isEmpty()) {
      return;
    }
    Lines lines = conversation.nextRequest();
    lines.write(Way.IN, "head unfinished " + bytes.size() + "B");
    String first = Ascii.latin1(bytes.bytes, bytes.start, Math.min(bytes.start + 5, bytes.end));
    conversation.begun(new Exchange(lines, first.equals("HEAD ") ? "HEAD" : "", false));
    bytes.start = bytes.end;
    direction.parser(new OtherBytes(direction.lines(), Way.IN));
  }

  @Override
  public void cut(InputBuffer bytes) {
    if (going == Going.HELD && !bytes.isEmpty()) {
      direction.write("data " + bytes.size() + "B");
    }
  }
}
