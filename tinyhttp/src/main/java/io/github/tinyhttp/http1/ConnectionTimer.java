package io.github.tinyhttp.http1;

import io.github.tinyhttp.exchange.Deadlines;

/// Sets the deadlines of connections that wait for their next request, or for responses. One for
/// all connections.
///
/// @param deadlines when what is due
record ConnectionTimer(Deadlines deadlines) {
  /// The connection waits for a request.
  void armIdle(Http1Connection connection) {
    connection.io().deadline(deadlines.nextLook());
  }

  /// Requests are in flight.
  void armInFlight(Http1Connection connection) {
    PipelinedCarrier first = connection.pipeline().first();
    long look = deadlines.nextLook(first == null ? null : first.request());
    connection.io().deadline(Math.min(look, connection.watch().nextProbe()));
  }

  /// Requests are in flight, and one of them must have its response within a time.
  void armIfBound(Http1Connection connection) {
    if (deadlines.boundResponses()) {
      armInFlight(connection);
    }
  }

  /// The deadline has passed while requests are in flight: looks for the client, and gives up on an
  /// application that is late.
  void expiredInFlight(Http1Connection connection, long time) {
    connection.watch().probeIfDue(time);
    armInFlight(connection);
    PipelinedCarrier first = connection.pipeline().first();
    if (first != null && first.request().isLate(time)) {
      first.request().giveUp(); // after which there may be another deadline
    }
  }
}
