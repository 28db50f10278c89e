package io.github.tinyhttp.http2;

import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.semantics.BodyRules;
import java.util.OptionalLong;

/// What frames a response is made of, RFC 9113 §8.1.
///
/// @param content whether DATA follow the head
/// @param length the value of `content-length`; empty if the head says nothing of it
/// @param trailers whether trailer fields follow the content
record ResponseForm(boolean content, OptionalLong length, boolean trailers) {
  private static final ResponseForm NOTHING = new ResponseForm(false, OptionalLong.empty(), false);

  /// A tunnel: what follows the head is no content.
  static final ResponseForm TUNNEL = new ResponseForm(true, OptionalLong.empty(), false);

  static final ResponseForm EMPTY = new ResponseForm(false, OptionalLong.of(0), false);

  /// The form of a response whose content is in memory.
  static ResponseForm ofWhole(HttpMethod method, Response response) {
    return of(method, response, OptionalLong.of(response.body().bytes().length));
  }

  /// @param known the length of the content in bytes; empty if it is not known
  static ResponseForm of(HttpMethod method, Response response, OptionalLong known) {
    Status status = response.status();
    if (!BodyRules.describesContent(method, status)) {
      return NOTHING;
    }
    if (BodyRules.isAlwaysEmpty(status)) {
      return EMPTY;
    }
    boolean content = BodyRules.hasContent(method, status);
    return new ResponseForm(content, known, content && !response.trailerNames().isEmpty());
  }
}
