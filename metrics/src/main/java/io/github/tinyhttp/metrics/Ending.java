package io.github.tinyhttp.metrics;

import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.RequestEvent.Fault;
import io.github.tinyhttp.RequestEvent.Moment;
import io.github.tinyhttp.RequestEvent.Outcome;
import io.github.tinyhttp.Response;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// How a request has ended, as its span tells it.
///
/// @param status empty if there is none
/// @param cause what went wrong
/// @param isFailure whether the application failed, rather than the client
/// @param isCut whether the client did not get the whole response
/// @param at when it ended, by the clock on the wall
/// @param nanoTime when it ended, by [System#nanoTime()]
record Ending(
    OptionalInt status,
    Optional<Throwable> cause,
    boolean isFailure,
    boolean isCut,
    Instant at,
    long nanoTime) {
  private static final int SERVER_ERROR = 500;

  /// The end of a request that events tell of.
  static Ending of(RequestEvent event) {
    int status = SentStatus.of(event);
    OptionalLong ended = event.nanoTime(Moment.ENDED);
    return new Ending(
        status == 0 ? OptionalInt.empty() : OptionalInt.of(status),
        event.cause(),
        event.fault() == Fault.APPLICATION || event.fault() == Fault.SERVER,
        event.outcome().filter(Outcome.CUT::equals).isPresent(),
        event.time(Moment.ENDED).orElseGet(Instant::now),
        ended.orElseGet(System::nanoTime));
  }

  /// The return of a handler that no events tell of.
  static Ending of(Response returned) {
    OptionalInt status =
        returned.isHandled() ? OptionalInt.empty() : OptionalInt.of(returned.status().code());
    return now(status, Optional.empty());
  }

  /// The failure of a handler that no events tell of.
  static Ending of(Throwable thrown) {
    return thrown instanceof HttpException fault
        ? of(fault.response())
        : now(OptionalInt.of(SERVER_ERROR), Optional.of(thrown));
  }

  private static Ending now(OptionalInt status, Optional<Throwable> cause) {
    boolean isFailure = status.orElse(0) >= SERVER_ERROR;
    return new Ending(status, cause, isFailure, false, Instant.now(), System.nanoTime());
  }

  /// What went wrong, in a word for `error.type`; empty if the client has got a response that is no
  /// server's error.
  Optional<String> errorType() {
    boolean isError = isCut || isFailure;
    if (!isError) {
      return Optional.empty();
    }
    return cause
        .map(thrown -> thrown.getClass().getName())
        .or(() -> Optional.of(isCut ? "cut" : Integer.toString(status.orElse(SERVER_ERROR))));
  }
}
