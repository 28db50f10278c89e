package io.github.tinyhttp.http1;

import io.github.tinyhttp.syntax.Ascii;
import java.util.List;

/// One field line, RFC 9112 §5, where it stands by itself: in a trailer section. [HeadParser] has
/// the same grammar for a head, where a line has no known end yet and its strings are not made: one
/// code for both would look at each byte of a head twice.
final class FieldLine {
  private FieldLine() {}

  /// Checks the line and adds its name and value to `pairs`.
  ///
  /// @param end where its CR LF stands
  static void parse(byte[] bytes, int start, int end, List<String> pairs) throws PeerFault {
    int at = start;
    while (at < end && Ascii.isTokenByte(bytes[at])) {
      at++;
    }
    if (at == start || at == end || bytes[at] != ':') {
      boolean folded = at == start && Ascii.isOws(bytes[at]);
      throw new PeerFault(folded ? Rule.LINE_FOLDING : Rule.FIELD_NAME);
    }
    int from = at + 1;
    for (int i = from; i < end; i++) {
      if (!Ascii.isFieldByte(bytes[i])) {
        throw new PeerFault(bytes[i] == '\r' ? Rule.BARE_CR : Rule.FIELD_VALUE);
      }
    }
    from = Ascii.skipOws(bytes, from, end);
    pairs.add(Ascii.latin1(bytes, start, at));
    pairs.add(Ascii.latin1(bytes, from, Ascii.trimOws(bytes, from, end)));
  }
}
