package io.github.tinyhttp.accesslog;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.RequestEvent.Moment;
import io.github.tinyhttp.Response;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What one line tells of: a request at its end, or input that was no request.
///
/// @param event the request; empty if no head was understood
/// @param connection that it came over
/// @param status of the response
/// @param time when the request was received, or the input refused
/// @param rule the rule that was broken by what is no request
record LogEntry(
    Optional<RequestEvent> event,
    ConnectionEvent connection,
    int status,
    Instant time,
    Optional<String> rule) {
  static LogEntry of(RequestEvent event) {
    int status = event.upgradedTo().isPresent() ? switched(event) : responded(event);
    Instant time = event.time(Moment.RECEIVED).orElseGet(Instant::now);
    return new LogEntry(Optional.of(event), event.connection(), status, time, Optional.empty());
  }

  static LogEntry of(RefusalEvent refusal) {
    return new LogEntry(
        Optional.empty(),
        refusal.connection(),
        refusal.status().code(),
        Instant.now(),
        Optional.of(refusal.rule().name()));
  }

  private static int responded(RequestEvent event) {
    return event.response().map(response -> response.status().code()).orElse(0);
  }

  /// The response of the application only lends its fields to the one that is sent.
  private static int switched(RequestEvent event) {
    return event.request().version().major() >= 2 ? 200 : 101;
  }

  Optional<Request> request() {
    return event.map(RequestEvent::request);
  }

  Optional<Response> response() {
    return event.flatMap(RequestEvent::response);
  }

  SocketAddress client() {
    return event.isPresent() ? event.get().client() : connection.client();
  }

  Optional<Duration> duration() {
    return event.flatMap(known -> known.elapsed(Moment.RECEIVED, Moment.ENDED));
  }
}
