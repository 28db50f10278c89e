package io.github.tinyhttp.transcript;

import io.github.tinyhttp.wire.InputBuffer;
import io.github.tinyhttp.wire.ProxyProtocol;
import java.net.ProtocolException;
import java.util.Arrays;

/// Takes the header of the PROXY protocol, which a proxy sends first.
final class ProxyHeader implements Parser {
  private final Direction direction;
  private final Parser next;

  /// @param next has what follows
  ProxyHeader(Direction direction, Parser next) {
    this.direction = direction;
    this.next = next;
  }

  @Override
  public boolean take(InputBuffer bytes) {
    if (bytes.isEmpty()) {
      return false;
    }
    byte[] header = Arrays.copyOfRange(bytes.bytes, bytes.start, bytes.end);
    try {
      int length = length(header);
      if (length > header.length) {
        return false;
      }
      String ends =
          ProxyProtocol.parse(header, length)
              .ends()
              .map(one -> Addresses.text(one.source()) + " -> " + Addresses.text(one.destination()))
              .orElse("unknown");
      direction.write("proxy " + ends + " " + length + "B");
      bytes.start += length;
      direction.parser(next);
    } catch (ProtocolException _) {
      direction.write("proxy malformed " + bytes.size() + "B");
      bytes.start = bytes.end;
      direction.parser(new OtherBytes(direction.lines(), Way.IN));
    }
    return true;
  }

  /// The length of the header; more than there are bytes if it is not whole.
  private static int length(byte[] bytes) throws ProtocolException {
    int count = 0;
    for (int missing = ProxyProtocol.missing(bytes, 0);
        missing > 0;
        missing = ProxyProtocol.missing(bytes, count)) {
      count += missing;
      if (count > bytes.length) {
        return count;
      }
    }
    return count;
  }

  @Override
  public void cut(InputBuffer bytes) {
    if (!bytes.isEmpty()) {
      direction.write("proxy unfinished " + bytes.size() + "B");
    }
  }
}
