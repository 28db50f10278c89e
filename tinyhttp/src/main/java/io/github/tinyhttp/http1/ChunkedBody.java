package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.wire.InputBuffer;
import java.util.ArrayList;
import java.util.List;

/// A body in chunks, RFC 9112 §7.1, read strictly: nothing but CR LF ends a line, nothing stands
/// between the data of a chunk and its CR LF, and all that is not content is bounded.
final class ChunkedBody implements BodyDecoder {
  private static final int LONGEST_SIZE_LINE = 4096;
  private static final int MOST_EXTENSION_BYTES = 16 << 10;

  /// `SIZE -> DATA -> DATA_END -> SIZE ... SIZE -> TRAILER -> END`
  private enum State {
    SIZE,
    DATA,
    DATA_END,
    TRAILER,
    END
  }

  private final Limits limits;
  private final List<String> trailers = new ArrayList<>();
  private State state = State.SIZE;
  private long left;
  private int extensionBytes;
  private int trailerBytes;

  /// Bytes of the line at the window's start that are known to have no end.
  private int seen;

  /// Whether the name of the trailer at the window's start has come whole.
  private boolean named;

  ChunkedBody(Limits limits) {
    this.limits = limits;
  }

  @Override
  public int decode(InputBuffer input, byte[] into, int offset, int length) throws PeerFault {
    int produced = 0;
    while (true) {
      boolean goesOn =
          switch (state) {
            case SIZE -> size(input);
            case DATA -> {
              int count = data(input, into, offset + produced, length - produced);
              produced += count;
              yield count > 0;
            }
            case DATA_END -> dataEnd(input);
            case TRAILER -> trailer(input);
            case END -> false;
          };
      if (!goesOn) {
        return produced;
      }
    }
  }

  private boolean size(InputBuffer input) throws PeerFault {
    int end = lineEnd(input, LONGEST_SIZE_LINE, Rule.CHUNK_EXTENSIONS_TOO_LARGE);
    if (end < 0) {
      checkBegunSize(input);
      return false;
    }
    int sizeEnd = sizeEnd(input.bytes, input.start, end);
    extensionBytes += end - sizeEnd;
    if (extensionBytes > MOST_EXTENSION_BYTES) {
      throw new PeerFault(Rule.CHUNK_EXTENSIONS_TOO_LARGE);
    }
    if (sizeEnd < end) {
      checkExtensions(input.bytes, sizeEnd, end).end();
    }
    input.start = end + 2;
    state = left == 0 ? State.TRAILER : State.DATA;
    return true;
  }

  /// Checks a line whose end has not come: the bytes that are here, again with each piece, of which
  /// there are few.
  private void checkBegunSize(InputBuffer input) throws PeerFault {
    if (input.isEmpty()) {
      return;
    }
    boolean ending = input.bytes[input.end - 1] == '\r';
    int end = ending ? input.end - 1 : input.end;
    ChunkExtensions extensions =
        checkExtensions(input.bytes, sizeEnd(input.bytes, input.start, end), end);
    if (ending) {
      extensions.end();
    }
  }

  /// Reads the size into `left`.
  ///
  /// @return the index after its digits
  private int sizeEnd(byte[] bytes, int start, int end) throws PeerFault {
    int at = start;
    long size = 0;
    while (at < end && Ascii.isHex(bytes[at])) {
      if (size > Long.MAX_VALUE >> 4) {
        throw new PeerFault(Rule.CHUNK_SIZE);
      }
      size = size << 4 | Character.digit(bytes[at++], 16);
    }
    if (at == start) {
      throw new PeerFault(Rule.CHUNK_SIZE);
    }
    left = size;
    return at;
  }

  private static ChunkExtensions checkExtensions(byte[] bytes, int start, int end)
      throws PeerFault {
    var extensions = new ChunkExtensions();
    extensions.take(bytes, start, end);
    return extensions;
  }

  private int data(InputBuffer input, byte[] into, int offset, int room) {
    int count = (int) Math.min(left, Math.min(input.size(), room));
    System.arraycopy(input.bytes, input.start, into, offset, count);
    input.start += count;
    left -= count;
    if (left == 0) {
      state = State.DATA_END;
    }
    return count;
  }

  private boolean dataEnd(InputBuffer input) throws PeerFault {
    int size = input.size();
    if (size > 0 && input.bytes[input.start] != '\r'
        || size > 1 && input.bytes[input.start + 1] != '\n') {
      throw new PeerFault(Rule.CHUNK_END);
    }
    if (size < 2) {
      return false;
    }
    input.start += 2;
    state = State.SIZE;
    return true;
  }

  private boolean trailer(InputBuffer input) throws PeerFault {
    int known = seen;
    int end = lineEnd(input, limits.head() - trailerBytes, Rule.HEAD_TOO_LARGE);
    if (end < 0) {
      checkBegunTrailer(input, input.start + known);
      return false;
    }
    int start = input.start;
    named = false;
    input.start = end + 2;
    trailerBytes += end + 2 - start;
    if (end == start) {
      state = State.END;
      return false;
    }
    if (trailers.size() / 2 == limits.fields()) {
      throw new PeerFault(Rule.TOO_MANY_FIELDS);
    }
    FieldLine.parse(input.bytes, start, end, trailers);
    return true;
  }

  /// Checks a line whose end has not come.
  ///
  /// @param from the first byte that has not been looked at
  private void checkBegunTrailer(InputBuffer input, int from) throws PeerFault {
    for (int i = from; i < input.end; i++) {
      byte one = input.bytes[i];
      boolean first = i == input.start;
      if (one == '\r' && (named || first)) {
        continue; // the line, or the body, ends with the next byte
      }
      if (one == ':' && !named && !first) {
        named = true;
      } else if (named ? !Ascii.isFieldByte(one) : !Ascii.isTokenByte(one)) {
        Rule ofName = first && Ascii.isOws(one) ? Rule.LINE_FOLDING : Rule.FIELD_NAME;
        throw new PeerFault(named ? Rule.FIELD_VALUE : ofName);
      }
    }
  }

  /// The index of the CR LF that ends the line at the window's start; -1 if it has not come yet.
  private int lineEnd(InputBuffer input, int longest, Rule tooLong) throws PeerFault {
    byte[] bytes = input.bytes;
    int bound = Math.min(input.end, input.start + longest);
    for (int i = input.start + seen; i < bound; i++) {
      if (bytes[i] == '\n') {
        if (i == input.start || bytes[i - 1] != '\r') {
          throw new PeerFault(Rule.BARE_LF);
        }
        seen = 0;
        return i - 1;
      }
      if (i > input.start && bytes[i - 1] == '\r') {
        throw new PeerFault(Rule.BARE_CR);
      }
    }
    seen = input.size();
    if (seen >= longest) {
      throw new PeerFault(tooLong);
    }
    return -1;
  }

  @Override
  public boolean isFinished() {
    return state == State.END;
  }

  @Override
  public Headers trailers() {
    return Headers.of(trailers.toArray(String[]::new));
  }

  @Override
  public long unframed() {
    return state == State.DATA ? left : 0;
  }

  @Override
  public void took(int count) {
    left -= count;
    if (left == 0) {
      state = State.DATA_END;
    }
  }
}
