package io.github.tinyhttp.transcript;

import io.github.tinyhttp.wire.InputBuffer;
import java.nio.charset.StandardCharsets;

/// Finds out by the first bytes of a direction what is spoken: TLS, HTTP/2 or HTTP/1.
final class Beginning implements Parser {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int FIRST_RECORD_TYPE = 20;
  private static final int LAST_RECORD_TYPE = 24;

  /// Makes the first parser of a direction.
  interface Maker {
    Parser parser(Direction direction);
  }

  private final Direction direction;
  private final Conversation conversation;

  Beginning(Direction direction, Conversation conversation) {
    this.direction = direction;
    this.conversation = conversation;
  }

  @Override
  public boolean take(InputBuffer bytes) {
    if (bytes.isEmpty()) {
      return false;
    }
    int first = bytes.bytes[bytes.start];
    if (first >= FIRST_RECORD_TYPE && first <= LAST_RECORD_TYPE) {
      direction.parser(new TlsRecords(direction));
    } else if (direction.way() == Way.OUT) {
      direction.parser(first == 'H' ? conversation.responses() : conversation.http2(Way.OUT));
    } else {
      int same = same(bytes);
      if (same == PREFACE.length) {
        direction.write("preface " + PREFACE.length + "B");
        bytes.start += PREFACE.length;
        direction.parser(conversation.http2(Way.IN));
      } else if (same == bytes.size()) {
        return false;
      } else {
        direction.parser(conversation.requests());
      }
    }
    return true;
  }

  /// How many bytes are those of the preface.
  private static int same(InputBuffer bytes) {
    int count = 0;
    while (count < PREFACE.length
        && count < bytes.size()
        && bytes.bytes[bytes.start + count] == PREFACE[count]) {
      count++;
    }
    return count;
  }

  @Override
  public void cut(InputBuffer bytes) {
    if (!bytes.isEmpty()) {
      direction.write("data " + bytes.size() + "B");
    }
  }
}
