package io.github.tinyhttp.metrics;

import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.RequestEvent.Outcome;

/// The status that the client has seen.
final class SentStatus {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int OK = 200;

  private SentStatus() {}

  /// The status of the response to a request that has ended; 0 if it has none.
  static int of(RequestEvent event) {
    if (event.outcome().filter(Outcome.UPGRADED::equals).isPresent()) {
      return event.request().version().major() > 1 ? OK : SWITCHING_PROTOCOLS; // RFC 8441 §5
    }
    return event.response().map(response -> response.status().code()).orElse(0);
  }
}
