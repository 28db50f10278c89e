package io.github.tinyhttp.http1;

import io.github.tinyhttp.syntax.Ascii;

/// The grammar of chunk extensions, RFC 9112 §7.1.1. Clients use them only to hide things from the
/// next server, so they are checked, and then ignored.
final class ChunkExtensions {
  private ChunkExtensions() {}

  /// Checks what stands between a chunk size and the end of its line: `*( BWS ";" BWS name [ BWS
  /// "=" BWS value ] )`.
  static void check(byte[] bytes, int start, int end) throws PeerFault {
    if (start < end && bytes[start] != ';' && !Ascii.isOws(bytes[start])) {
      throw new PeerFault(Rule.CHUNK_SIZE); // the size goes on with what is no digit
    }
    int at = start;
    while (at < end) {
      at = name(bytes, separator(bytes, at, end, ';'), end);
      int afterBlanks = Ascii.skipOws(bytes, at, end);
      if (afterBlanks < end && bytes[afterBlanks] == '=') {
        at = value(bytes, Ascii.skipOws(bytes, afterBlanks + 1, end), end);
      }
    }
  }

  private static int separator(byte[] bytes, int start, int end, char separator) throws PeerFault {
    int at = Ascii.skipOws(bytes, start, end);
    if (at == end || bytes[at] != separator) {
      throw new PeerFault(Rule.CHUNK_EXTENSION);
    }
    return Ascii.skipOws(bytes, at + 1, end);
  }

  private static int name(byte[] bytes, int start, int end) throws PeerFault {
    int at = start;
    while (at < end && Ascii.isTokenByte(bytes[at])) {
      at++;
    }
    if (at == start) {
      throw new PeerFault(Rule.CHUNK_EXTENSION);
    }
    return at;
  }

  private static int value(byte[] bytes, int start, int end) throws PeerFault {
    if (start == end || bytes[start] != '"') {
      return name(bytes, start, end);
    }
    for (int at = start + 1; at < end; at++) {
      if (bytes[at] == '"') {
        return at + 1;
      }
      if (bytes[at] == '\\') {
        at++;
      }
      if (at >= end || !Ascii.isFieldByte(bytes[at])) {
        break;
      }
    }
    throw new PeerFault(Rule.CHUNK_EXTENSION);
  }
}
