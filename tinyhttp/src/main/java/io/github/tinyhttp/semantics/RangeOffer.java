package io.github.tinyhttp.semantics;

import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.content.FileState;
import java.util.Optional;

/// Whether ranges of a file are offered to a client.
public final class RangeOffer {
  private RangeOffer() {}

  /// Not to one that has a part of a file of some date, where other content of the file may have
  /// had the same date: it would join parts of both. RFC 9110 §8.8.2.2 lets a date count only if
  /// the server knows that it is of no other content; by a tag such a client gets its range.
  public static boolean isFor(Request request, FileState state) {
    Optional<String> known = request.header("If-Range");
    return known.isEmpty() || state.isDateSure() || EntityTag.parse(known.get()).isPresent();
  }
}
