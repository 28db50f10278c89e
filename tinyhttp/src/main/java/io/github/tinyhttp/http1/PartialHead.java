package io.github.tinyhttp.http1;

import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.syntax.Ascii;
import java.util.Arrays;

/// Looks at a head that is not whole yet, so that a wrong byte is refused at once and the client
/// does not keep its connection until the deadline. It looks at each byte once, however the bytes
/// come, and leaves whole lines to [HeadParser]. A head that comes in one piece never gets here.
final class PartialHead {
  /// What the next byte belongs to:
  ///
  /// ```
  /// METHOD -> PATH -> VERSION            -> NAME -> VALUE -> NAME ...
  ///           PATH -> QUERY -> VERSION
  /// ```
  private enum Part {
    METHOD,
    PATH,
    QUERY,
    VERSION,
    NAME,
    VALUE
  }

  private static final byte[] HTTP = {'H', 'T', 'T', 'P', '/'};

  /// The method of the preface of HTTP/2, RFC 9113 §3.4, which another class may be waiting for.
  private static final String PRIOR_KNOWLEDGE = "PRI";

  private final int maxFields;
  private final boolean secure;
  private Part part = Part.METHOD;

  /// Bytes from the start of the head that are right so far.
  private int checked;

  /// Where the target begins and ends, from the start of the head.
  private int targetStart;

  private int targetEnd;

  /// Where the line begins that the next byte belongs to, from the start of the head.
  private int lineStart;

  private int fields;

  /// @param secure whether the head comes over TLS
  PartialHead(int maxFields, boolean secure) {
    this.maxFields = maxFields;
    this.secure = secure;
  }

  /// Checks what has come since the last call. The caller has found no control byte, and no CR
  /// before anything but LF.
  ///
  /// @param start of the head, which may have moved since
  void check(byte[] bytes, int start, int end) throws PeerFault {
    for (int at = start + checked; at < end; at++) {
      byte one = bytes[at];
      switch (part) {
        case METHOD -> method(one, at - start);
        case PATH, QUERY -> target(bytes, start, at);
        case VERSION -> version(bytes, start, at);
        case NAME -> name(one, at - start);
        case VALUE -> {
          at = Ascii.endOfField(bytes, at, end);
          if (at < end && bytes[at] == '\n') {
            HeadParser.checkField(Arrays.copyOfRange(bytes, start + lineStart, at + 1));
            nextLine(at + 1 - start);
          }
        }
      }
    }
    checked = Math.max(checked, end - start);
  }

  /// How many bytes of the method have come.
  int methodEnd() {
    return part == Part.METHOD ? checked : targetStart - 1;
  }

  private void method(byte one, int length) throws PeerFault {
    if (Ascii.isTokenByte(one)) {
      if (length == HeadParser.LONGEST_METHOD) {
        throw new PeerFault(Rule.METHOD_TOO_LONG);
      }
    } else if (one == ' ' && length > 0) {
      targetStart = length + 1;
      part = Part.PATH;
    } else {
      throw new PeerFault(Rule.REQUEST_LINE);
    }
  }

  private void target(byte[] bytes, int start, int at) throws PeerFault {
    int first = start + targetStart;
    if (bytes[at] == ' ' && at > first) {
      targetEnd = at - start;
      part = Part.VERSION;
    } else if (bytes[at] == ' ' || bytes[at] == '\r') {
      throw new PeerFault(Rule.REQUEST_LINE);
    } else if (bytes[at] == '?' && at > first) {
      part = Part.QUERY;
    } else if (at == first ? !isFirst(bytes, start, at) : !isOfTarget(bytes, first, at)) {
      throw new PeerFault(Rule.TARGET);
    }
  }

  /// Whether a target can begin with this byte: a path, `*`, or a URI of http or https does.
  private boolean isFirst(byte[] bytes, int start, int at) {
    return switch (bytes[at]) {
      case '/', '*', 'h', 'H' -> true;
      default ->
          Ascii.isPathByte(bytes[at])
              && Ascii.latin1(bytes, start, at - 1).equals(HttpMethod.CONNECT.name());
    };
  }

  private boolean isOfTarget(byte[] bytes, int first, int at) {
    return part == Part.QUERY ? Ascii.isQueryByte(bytes[at]) : isOfPath(bytes, first, at);
  }

  private static boolean isOfPath(byte[] bytes, int start, int at) {
    boolean escaped =
        at - 1 >= start && bytes[at - 1] == '%' || at - 2 >= start && bytes[at - 2] == '%';
    return escaped ? Ascii.isHex(bytes[at]) : Ascii.isPathByte(bytes[at]);
  }

  private void version(byte[] bytes, int start, int at) throws PeerFault {
    int versionStart = start + targetEnd + 1;
    int index = at - versionStart;
    boolean right =
        switch (index) {
          case 5, 7 -> bytes[at] >= '0' && bytes[at] <= '9';
          case 6 -> bytes[at] == '.';
          case 8 -> bytes[at] == '\r';
          case 9 -> bytes[at] == '\n';
          default -> bytes[at] == HTTP[index];
        };
    if (!right) {
      throw new PeerFault(Rule.VERSION);
    }
    if (bytes[at] == '\n') {
      HttpMethod method = HttpMethod.of(Ascii.latin1(bytes, start, start + targetStart - 1));
      if (!method.name().equals(PRIOR_KNOWLEDGE)) {
        HttpVersion _ = HeadParser.version(bytes, versionStart, at + 1);
        Target _ = Target.parse(method, bytes, start + targetStart, start + targetEnd, secure);
      }
      nextLine(at + 1 - start);
    }
  }

  private void name(byte one, int at) throws PeerFault {
    if (at == lineStart && one == '\r') {
      return; // the head is whole with the next byte
    }
    if (at == lineStart && fields == maxFields) {
      throw new PeerFault(Rule.TOO_MANY_FIELDS);
    }
    if (one == ':' && at > lineStart) {
      part = Part.VALUE;
    } else if (!Ascii.isTokenByte(one)) {
      boolean folded = at == lineStart && Ascii.isOws(one);
      throw new PeerFault(folded ? Rule.LINE_FOLDING : Rule.FIELD_NAME);
    }
  }

  private void nextLine(int at) {
    if (part == Part.VALUE) {
      fields++;
    }
    lineStart = at;
    part = Part.NAME;
  }
}
