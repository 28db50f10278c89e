package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;

/// The trailers of content that is there already. The application is asked for them before the
/// response is handed on, as the thread that sends it may be a driver.
public final class KnownTrailers {
  private KnownTrailers() {}

  /// The response with trailers that need not be asked for, if its content is in memory.
  public static Response in(Response response) {
    if (response.trailerNames().isEmpty() || !response.body().isInMemory()) {
      return response;
    }
    Headers trailers = response.trailers();
    return response.withTrailers(response.trailerNames(), () -> trailers);
  }
}
