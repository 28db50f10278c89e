package io.github.tinyhttp.exchange;

import io.github.tinyhttp.BrokenRule;
import io.github.tinyhttp.wire.Clock;

/// Keeps requests from the application that have waited for it for too long: their clients have
/// given up by now, or soon will, and requests behind them would be late for nothing.
public final class QueueTime {
  private static final BrokenRule TOO_LONG =
      new OtherRule(
          "WAITED_TOO_LONG",
          "Timeouts.queue",
          "the request has waited for the application for too long");

  private QueueTime() {}

  /// Sends 503 to a request that has waited for too long. For the thread that is about to give it
  /// to the application.
  ///
  /// @return whether it has waited for too long
  public static boolean refuses(ServerRequest request) {
    Deadlines deadlines = request.dispatcher().deadlines();
    if (!deadlines.boundQueue() || Clock.now() < deadlines.endOfQueue(request.since())) {
      return false;
    }
    tell(request);
    request.refuse(LibraryResponses.overloaded(), ErrorMaker.OVERLOADED);
    return true;
  }

  /// Gives a request 503 that has waited for too long, to be sent as [OwnErrors] says. For the
  /// driver.
  ///
  /// @param since when the request was there at the latest
  /// @return whether the request has that response
  public static boolean claims(ServerRequest request, long since, long now) {
    if (now < request.dispatcher().deadlines().endOfQueue(since)) {
      return false;
    }
    tell(request);
    return request.claims(LibraryResponses.overloaded());
  }

  private static void tell(ServerRequest request) {
    request
        .dispatcher()
        .events()
        .refused(request, TOO_LONG, LibraryResponses.overloaded().status());
  }
}
