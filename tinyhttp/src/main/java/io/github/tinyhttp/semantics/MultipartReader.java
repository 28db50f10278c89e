package io.github.tinyhttp.semantics;

import io.github.tinyhttp.FormLimits;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.syntax.Ascii;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes a multipart body apart, RFC 2046 §5.1, as it comes: the head of a part as a whole, its
/// content piece by piece. Each byte is looked at a fixed number of times, whatever the boundary
/// and the content are.
///
/// A part ends with a *delimiter*: CR LF, two hyphens and the boundary. A body that ends before a
/// delimiter followed by two hyphens is never taken for a whole one.
///
/// Belongs to one thread.
public final class MultipartReader {
  private static final int BUFFER = 16 << 10;

  /// More than the longest delimiter and the hyphens after it.
  private static final int ROOM_FOR_DELIMITER = 128;

  /// `BEFORE -> INSIDE | ENDED`, `INSIDE -> AT_DELIMITER -> INSIDE | ENDED`
  private enum State {
    /// In the preamble, before the first part.
    BEFORE,
    /// In the content of a part.
    INSIDE,
    /// At a delimiter.
    AT_DELIMITER,
    /// After the last delimiter.
    ENDED
  }

  private final InputStream source;
  private final byte[] delimiter;
  private final FormLimits limits;
  private State state = State.BEFORE;
  private @Nullable IOException failure;
  private int parts;

  /// The bytes that were read and not used are from `start` to `end`; those before `known` are
  /// content.
  private final byte[] buffer;

  private int start;
  private int known;
  private int end;

  /// How many bytes the source has given.
  private long taken;

  /// @param source read from the first byte on; not closed
  /// @param boundary at most 70 characters of visible ASCII
  public MultipartReader(InputStream source, String boundary, FormLimits limits) {
    this.source = source;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
    this.limits = limits;
    this.buffer = new byte[Math.max(BUFFER, limits.head() + ROOM_FOR_DELIMITER)];
    // as if a line had ended before the body: the first delimiter may begin with its hyphens
    buffer[0] = '\r';
    buffer[1] = '\n';
    end = 2;
  }

  /// Goes to the next part. The rest of the one before is skipped.
  ///
  /// @return its head; empty if there are no more parts
  /// @throws HttpException 400 for a malformed body, or one that ends too early, 413 for too much
  public Optional<Headers> next() throws IOException {
    throwFailure();
    try {
      return nextPart();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private Optional<Headers> nextPart() throws IOException {
    if (state == State.ENDED) {
      return Optional.empty();
    }
    int skipped = 0;
    for (int count = content(); count > 0; count = content()) {
      start = known;
      skipped += state == State.BEFORE ? count : 0;
      if (skipped > limits.head()) {
        throw tooMuch("there is too much before the first part");
      }
    }
    start += delimiter.length;
    if (next(0) == '-' && next(1) == '-') {
      start += 2;
      end();
      return Optional.empty();
    }
    parts++;
    if (parts > limits.parts()) {
      throw tooMuch("there are too many parts");
    }
    int line = endOfLine(limits.head());
    if (Ascii.skipOws(buffer, start, line) < line) {
      throw malformed("a line with the boundary has something else, too");
    }
    start = line + 2;
    return Optional.of(head());
  }

  /// Reads content of the current part.
  ///
  /// @return how many bytes; -1 if there are no more
  /// @throws HttpException as [#next()]
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    throwFailure();
    if (state != State.INSIDE) {
      return -1;
    }
    if (length == 0) {
      return 0;
    }
    try {
      int count = Math.min(content(), length);
      if (count == 0) {
        return -1;
      }
      System.arraycopy(buffer, start, into, offset, count);
      start += count;
      return count;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /// What is wrong with the body, which every further call throws; null if nothing has shown.
  @Nullable HttpException fault() {
    return failure instanceof HttpException fault ? fault : null;
  }

  private void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  // ---- content

  /// How many bytes at `start` are content, up to `known`; 0 if a delimiter begins there.
  private int content() throws IOException {
    while (start == known && state != State.AT_DELIMITER) {
      known = candidate();
      if (start < known) {
        break;
      }
      if (end - start >= delimiter.length) {
        state = State.AT_DELIMITER;
      } else if (!fill()) {
        throw cut();
      }
    }
    return known - start;
  }

  /// The first place from `known` on where a delimiter begins, or may begin once there are more
  /// bytes; `end` if there is none. A delimiter has one CR, its first byte, so that what has
  /// matched a part of it need not be looked at again.
  private int candidate() {
    int at = known;
    while (at < end) {
      if (buffer[at] != '\r') {
        at++;
        continue;
      }
      int matched = matched(at);
      if (matched == delimiter.length || at + matched == end) {
        return at;
      }
      at += matched;
    }
    return end;
  }

  /// How many bytes from `at` on are those of a delimiter.
  private int matched(int at) {
    int most = Math.min(delimiter.length, end - at);
    int count = 0;
    while (count < most && buffer[at + count] == delimiter[count]) {
      count++;
    }
    return count;
  }

  // ---- the head of a part

  private Headers head() throws IOException {
    var pairs = new ArrayList<String>();
    int left = limits.head();
    int line = endOfLine(left);
    for (int lines = 1; line > start; lines++) {
      if (lines > limits.fields()) {
        throw tooMuch("a part has too many fields");
      }
      if (Ascii.isOws(buffer[start]) && !pairs.isEmpty()) {
        // folded, RFC 5322 §2.2.3
        pairs.add((pairs.removeLast() + ' ' + value(start, line)).strip());
      } else {
        field(line, pairs);
      }
      left -= line + 2 - start;
      start = line + 2;
      line = endOfLine(left);
    }
    known = start;
    if (isDelimited()) {
      state =
          State.AT_DELIMITER; // the empty line belongs to the delimiter of a part without content
    } else {
      start += 2;
      known = start;
      state = State.INSIDE;
    }
    return Headers.of(pairs.toArray(String[]::new));
  }

  private void field(int line, List<String> pairs) throws HttpException {
    int colon = Ascii.endOfToken(buffer, start, line);
    if (colon == start || colon == line || buffer[colon] != ':') {
      throw malformed("a field of a part is a name, a colon and a value");
    }
    pairs.add(Ascii.latin1(buffer, start, colon));
    pairs.add(value(colon + 1, line));
  }

  /// The text of a part of a line. Control bytes, which names in ISO-2022-JP have, cannot stand in
  /// a field.
  private String value(int from, int line) {
    int valueStart = Ascii.skipOws(buffer, from, line);
    int valueEnd = Ascii.trimOws(buffer, valueStart, line);
    for (int i = valueStart; i < valueEnd; i++) {
      if (!Ascii.isFieldByte(buffer[i])) {
        buffer[i] = '?';
      }
    }
    return Ascii.latin1(buffer, valueStart, valueEnd);
  }

  /// Whether a delimiter begins at `start`.
  private boolean isDelimited() throws IOException {
    int matched = matched(start);
    while (matched < delimiter.length && start + matched == end) {
      if (!fill()) {
        throw cut();
      }
      matched = matched(start);
    }
    return matched == delimiter.length;
  }

  /// The index of the CR that ends the line at `start`.
  ///
  /// @param most how long the line may be, with its end
  private int endOfLine(int most) throws IOException {
    int length = 0;
    while (length + 2 <= most) {
      int b = next(length);
      if (b == '\r' && next(length + 1) == '\n') {
        return start + length;
      }
      if (b == '\r' || b == '\n') {
        throw malformed("a line of a part's head ends with CR LF");
      }
      length++;
    }
    throw tooMuch("the head of a part is too large");
  }

  // ---- after the last part

  /// Skips the epilogue after the last delimiter, which has no meaning.
  private void end() throws IOException {
    int left = limits.head();
    while (hasNext(0) && Ascii.isOws(buffer[start]) && left > 0) {
      start++;
      left--;
    }
    if (hasNext(0) && (next(0) != '\r' || next(1) != '\n')) {
      throw malformed("the line of the last boundary has something else, too");
    }
    while (hasNext(0)) {
      left -= end - start;
      start = end;
      if (left < 0) {
        throw tooMuch("there is too much after the last part");
      }
    }
    state = State.ENDED;
  }

  // ---- the source

  /// The byte at `start + offset`.
  private byte next(int offset) throws IOException {
    if (!hasNext(offset)) {
      throw cut();
    }
    return buffer[start + offset];
  }

  private boolean hasNext(int offset) throws IOException {
    while (end - start <= offset) {
      if (!fill()) {
        return false;
      }
    }
    return true;
  }

  /// Reads more; false if there is no more.
  private boolean fill() throws IOException {
    if (end == buffer.length) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      known = Math.max(0, known - start);
      end -= start;
      start = 0;
    }
    int count = source.read(buffer, end, buffer.length - end);
    if (count < 0) {
      return false;
    }
    end += count;
    taken += count;
    if (taken > limits.total()) {
      throw tooMuch("the body is too large");
    }
    return true;
  }

  private static HttpException cut() {
    return malformed("the body ends before its last boundary");
  }

  private static HttpException malformed(String message) {
    return new HttpException(400, message);
  }

  private static HttpException tooMuch(String message) {
    return new HttpException(413, message);
  }
}
