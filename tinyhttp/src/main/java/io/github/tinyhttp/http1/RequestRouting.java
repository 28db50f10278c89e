package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.HttpsRedirect;
import io.github.tinyhttp.exchange.ServerRequest;
import io.github.tinyhttp.wire.InputBuffer;
import org.jspecify.annotations.Nullable;

/// Decides where the requests of one connection go. On the driver.
final class RequestRouting {
  /// Where a request goes.
  enum Route {
    /// To the handler, on the driver.
    HERE,
    /// To a thread that is no driver.
    ELSEWHERE,
    /// Nowhere before requests in flight have their responses.
    LATER
  }

  private final Dispatcher dispatcher;
  private final Pipeline pipeline;
  private final HeldInput held;
  private final @Nullable HttpsRedirect redirect;

  /// @param redirect where requests are sent, if they are not for the application
  RequestRouting(
      Dispatcher dispatcher, Pipeline pipeline, HeldInput held, @Nullable HttpsRedirect redirect) {
    this.dispatcher = dispatcher;
    this.pipeline = pipeline;
    this.held = held;
    this.redirect = redirect;
  }

  /// Begins a request, or keeps it back, and gives it the library's own response if it gets one.
  ///
  /// @param now the time
  Route routeOf(Driver driver, PipelinedCarrier carrier, InputBuffer input, long now) {
    boolean quiet = pipeline.isQuiet();
    int most = carrier.mostBefore();
    if (!quiet && pipeline.inFlight() > most) {
      if (held.postpones(driver, carrier, input, most + 1)) {
        return Route.LATER;
      }
      quiet = pipeline.isQuiet();
    }
    ServerRequest request = carrier.request();
    request.begin(now);
    boolean own = dispatcher.isOwn(request, carrier.head().isServerWide(), redirect);
    boolean free = quiet && carrier.stream() == null && !carrier.head().upgrade();
    return free && (own || dispatcher.handlesInline()) ? Route.HERE : Route.ELSEWHERE;
  }
}
