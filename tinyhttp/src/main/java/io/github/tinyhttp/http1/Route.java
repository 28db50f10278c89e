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
  ELSEWHERE;

  /// Keeps a request back until those in flight have their responses, if it must not be handled
  /// beside them. On the driver.
  ///
  /// @return whether it is kept back
  static boolean isPostponed(
      Http1Connection connection, Driver driver, PipelinedCarrier carrier, InputBuffer input) {
    Pipeline pipeline = connection.pipeline();
    if (pipeline.isQuiet()) {
      return false;
    }
    int most = connection.io().isGreedy() ? 0 : carrier.mostBefore();
    return pipeline.inFlight() > most
        && connection.input().postpones(driver, carrier, input, most + 1);
  }

  /// Finds the way of a request, and gives it the library's own response if it gets one. On the
  /// driver.
  static Route of(Http1Connection connection, PipelinedCarrier carrier) {
    long now = carrier.request().since();
    Http1 http = connection.http();
    boolean here =
        http.isOwn(carrier)
                || QueueTime.claims(carrier.request(), connection.io().loop().polledAt(), now)
            ? OwnErrors.isReady(carrier.request())
            : http.dispatcher().handlesInline();
    boolean quiet = connection.pipeline().isQuiet();
    boolean free = quiet && carrier.stream() == null && !carrier.head().upgrade();
    return free && here ? HERE : ELSEWHERE;
  }
}
