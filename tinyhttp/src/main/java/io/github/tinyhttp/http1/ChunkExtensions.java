package io.github.tinyhttp.http1;

import io.github.tinyhttp.syntax.Ascii;

/// The grammar of chunk extensions, RFC 9112 §7.1.1: `*( BWS ";" BWS name [ BWS "=" BWS value ] )`.
/// Clients use them only to hide things from the next server, so they are checked, and then
/// ignored. A byte is refused when it comes, and not when the line is whole.
final class ChunkExtensions {
  /// ```
  /// SIZE -> [BLANK] -> BEFORE_NAME -> NAME -> [AFTER_NAME] -> BEFORE_VALUE -> TOKEN  -> ...
  ///                                                           BEFORE_VALUE -> QUOTED -> QUOTED_END
  /// ```
  ///
  /// From NAME, AFTER_NAME, TOKEN and QUOTED_END a semicolon leads to BEFORE_NAME; blanks lead from
  /// TOKEN and QUOTED_END to BLANK. In QUOTED, a backslash leads to ESCAPED and back.
  private enum State {
    SIZE,
    BLANK,
    BEFORE_NAME,
    NAME,
    AFTER_NAME,
    BEFORE_VALUE,
    TOKEN,
    QUOTED,
    ESCAPED,
    QUOTED_END
  }

  private State state = State.SIZE;

  /// Takes what stands behind a chunk size, as far as it has come.
  void take(byte[] bytes, int start, int end) throws PeerFault {
    for (int at = start; at < end; at++) {
      state = after(bytes[at]);
    }
  }

  /// The line ends here.
  void end() throws PeerFault {
    switch (state) {
      case SIZE, NAME, TOKEN, QUOTED_END -> {}
      case BLANK, BEFORE_NAME, AFTER_NAME, BEFORE_VALUE, QUOTED, ESCAPED ->
          throw new PeerFault(Rule.CHUNK_EXTENSION);
    }
  }

  private State after(byte one) throws PeerFault {
    return switch (state) {
      case SIZE -> {
        if (one != ';' && !Ascii.isOws(one)) {
          throw new PeerFault(Rule.CHUNK_SIZE); // the size goes on with what is no digit
        }
        yield separated(one, State.BLANK);
      }
      case BLANK -> separated(one, State.BLANK);
      case BEFORE_NAME -> Ascii.isOws(one) ? State.BEFORE_NAME : token(one, State.NAME);
      case NAME -> Ascii.isTokenByte(one) ? State.NAME : afterName(one);
      case AFTER_NAME -> afterName(one);
      case BEFORE_VALUE -> {
        if (Ascii.isOws(one)) {
          yield State.BEFORE_VALUE;
        }
        yield one == '"' ? State.QUOTED : token(one, State.TOKEN);
      }
      case TOKEN -> Ascii.isTokenByte(one) ? State.TOKEN : separated(one, State.BLANK);
      case QUOTED ->
          switch (one) {
            case '"' -> State.QUOTED_END;
            case '\\' -> State.ESCAPED;
            default -> quoted(one);
          };
      case ESCAPED -> quoted(one);
      case QUOTED_END -> separated(one, State.BLANK);
    };
  }

  private static State afterName(byte one) throws PeerFault {
    return one == '=' ? State.BEFORE_VALUE : separated(one, State.AFTER_NAME);
  }

  private static State separated(byte one, State afterBlank) throws PeerFault {
    if (one != ';' && !Ascii.isOws(one)) {
      throw new PeerFault(Rule.CHUNK_EXTENSION);
    }
    return one == ';' ? State.BEFORE_NAME : afterBlank;
  }

  private static State token(byte one, State state) throws PeerFault {
    if (!Ascii.isTokenByte(one)) {
      throw new PeerFault(Rule.CHUNK_EXTENSION);
    }
    return state;
  }

  private static State quoted(byte one) throws PeerFault {
    if (!Ascii.isFieldByte(one)) {
      throw new PeerFault(Rule.CHUNK_EXTENSION);
    }
    return State.QUOTED;
  }
}
