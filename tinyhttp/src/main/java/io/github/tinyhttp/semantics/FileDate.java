package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.content.FileState;
import io.github.tinyhttp.syntax.HttpDate;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The `Last-Modified` of a file. Dates of HTTP have seconds, and a file may change again in the
/// second of its last change, so a client must not have that second as the date of what it gets
/// before the second is over: it would be told 304 for the next change.
public final class FileDate {
  private FileDate() {}

  /// The second of the last change, or the one before now if that one is not over. A client that
  /// compares with such a date already is told none, and gets the file.
  public static Optional<Instant> of(Request request, FileState state) {
    Optional<FileTime> date = state.date();
    if (date.isEmpty()) {
      return Optional.empty();
    }
    long second = date.get().to(TimeUnit.SECONDS);
    long over = HttpDate.second() - 1;
    if (second > over && request.header("If-Modified-Since").isPresent()) {
      return Optional.empty();
    }
    return Optional.of(Instant.ofEpochSecond(Math.min(second, over)));
  }
}
