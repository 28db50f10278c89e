package io.github.tinyhttp.http1;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.wire.InputBuffer;
import org.jspecify.annotations.Nullable;

/// Finds the end of a head in the bytes that came so far. It remembers how far it looked, so a
/// client that sends byte by byte costs one look at each byte. What can be refused before the head
/// is whole is refused here: bytes no head has, and sizes over the limits.
final class HeadReader {
  /// How many empty lines before a request line are passed over, RFC 9112 §2.2.
  private static final int EMPTY_LINES = 2;

  private final Limits limits;
  private final boolean secure;
  private int emptyLines;

  /// Bytes from the window's start that have been looked at.
  private int seen;

  /// Looks at a head that came in several pieces; null for one that came in one.
  private @Nullable PartialHead partial;

  /// @param secure whether the heads come over TLS
  HeadReader(Limits limits, boolean secure) {
    this.limits = limits;
    this.secure = secure;
  }

  /// The length of the head at the window's start, blank line included; 0 if it is not whole yet.
  /// Empty lines before it are taken out of the window.
  int read(InputBuffer input) throws PeerFault {
    if (seen == 0) {
      skipEmptyLines(input);
    }
    int length = find(input);
    if (length == 0) {
      if (seen > 0) {
        PartialHead _ = checkedBytes(input, input.size());
        checkSize(input, input.size());
      }
      return 0;
    }
    checkSize(input, length);
    seen = 0;
    emptyLines = 0;
    partial = null;
    return length;
  }

  private PartialHead checkedBytes(InputBuffer input, int length) throws PeerFault {
    PartialHead known = partial;
    if (known == null) {
      known = new PartialHead(limits.fields(), secure);
      partial = known;
    }
    known.check(input.bytes, input.start, input.start + length);
    return known;
  }

  private void skipEmptyLines(InputBuffer input) throws PeerFault {
    byte[] bytes = input.bytes;
    while (input.size() >= 2 && bytes[input.start] == '\r' && bytes[input.start + 1] == '\n') {
      if (++emptyLines > EMPTY_LINES) {
        throw new PeerFault(Rule.REQUEST_LINE);
      }
      input.start += 2;
    }
  }

  private int find(InputBuffer input) throws PeerFault {
    byte[] bytes = input.bytes;
    int end = input.end;
    int from = input.start + seen;
    for (int i = Ascii.endOfField(bytes, from, end);
        i < end;
        i = Ascii.endOfField(bytes, i + 2, end)) {
      if (bytes[i] != '\r') {
        throw new PeerFault(bytes[i] == '\n' ? Rule.BARE_LF : Rule.CONTROL_BYTE);
      }
      if (i + 1 == end) {
        seen = i - input.start; // looked at again when the next byte is here
        return 0;
      }
      if (bytes[i + 1] != '\n') {
        throw new PeerFault(Rule.BARE_CR);
      }
      if (i > input.start && bytes[i - 1] == '\n') {
        return i + 2 - input.start;
      }
    }
    seen = input.size();
    return 0;
  }

  private void checkSize(InputBuffer input, int length) throws PeerFault {
    if (length > limits.requestLine() && lineLength(input) > limits.requestLine()) {
      PartialHead line = checkedBytes(input, length - 2);
      // a status about the target is only for what has one
      boolean endlessMethod = line.methodEnd() >= limits.requestLine();
      throw new PeerFault(endlessMethod ? Rule.METHOD_TOO_LONG : Rule.REQUEST_LINE_TOO_LONG);
    }
    if (length > limits.head()) {
      throw new PeerFault(Rule.HEAD_TOO_LARGE);
    }
  }

  private int lineLength(InputBuffer input) {
    int last = Math.min(input.end, input.start + limits.requestLine() + 1);
    for (int i = input.start; i < last; i++) {
      if (input.bytes[i] == '\r') {
        return i - input.start;
      }
    }
    return last - input.start;
  }
}
