package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.OwnErrors;
import io.github.tinyhttp.exchange.QueueTime;
import io.github.tinyhttp.wire.InputBuffer;

/// Where a request goes.
enum Route {
  /// To the handler, on the driver.
  HERE,
  /// To a thread that is no driver.
  ELSEWHERE,
  /// To no thread before requests in flight have their responses.
  LATER;

  /// Begins a request, or keeps it back, and gives it the library's own response if it gets one. On
  /// the driver.
  ///
  /// @param now the time
  static Route of(
      Http1Connection connection,
      Driver driver,
      PipelinedCarrier carrier,
      InputBuffer input,
      long now) {
    Pipeline pipeline = connection.pipeline();
    boolean quiet = pipeline.isQuiet();
    int most = connection.io().isGreedy() ? 0 : carrier.mostBefore();
    if (!quiet && pipeline.inFlight() > most) {
      if (connection.input().postpones(driver, carrier, input, most + 1)) {
        return LATER;
      }
      quiet = pipeline.isQuiet();
    }
    carrier.request().begin(now);
    Http1 http = connection.http();
    boolean here =
        http.isOwn(carrier)
                || QueueTime.claims(carrier.request(), connection.io().loop().polledAt(), now)
            ? OwnErrors.isReady(carrier.request())
            : http.dispatcher().handlesInline();
    boolean free = quiet && carrier.stream() == null && !carrier.head().upgrade();
    return free && here ? HERE : ELSEWHERE;
  }
}
