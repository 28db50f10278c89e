package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.exchange.Deadlines;

/// Sets the deadline of one connection while it waits for its next request, or for responses.
final class ConnectionTimer {
  private final Connection io;
  private final Deadlines deadlines;
  private final Pipeline pipeline;
  private final ClientWatch watch;

  ConnectionTimer(Connection io, Deadlines deadlines, Pipeline pipeline, ClientWatch watch) {
    this.io = io;
    this.deadlines = deadlines;
    this.pipeline = pipeline;
    this.watch = watch;
  }

  /// The connection waits for a request.
  void armIdle() {
    io.deadline(deadlines.nextLook());
  }

  /// Requests are in flight.
  void armInFlight() {
    PipelinedCarrier first = pipeline.first();
    long look = deadlines.nextLook(first == null ? null : first.request());
    io.deadline(Math.min(look, watch.nextProbe()));
  }

  /// Requests are in flight, and one of them must have its response within a time.
  void armIfBound() {
    if (deadlines.boundResponses()) {
      armInFlight();
    }
  }

  /// The rest of a body is skipped.
  void armSkipping() {
    io.deadline(deadlines.linger());
  }

  /// The deadline has passed while requests are in flight: looks for the client, and gives up on an
  /// application that is late.
  void expiredInFlight(long time) {
    watch.probeIfDue(time);
    armInFlight();
    PipelinedCarrier first = pipeline.first();
    if (first != null && first.request().isLate(time)) {
      first.request().giveUp(); // after which there may be another deadline
    }
  }
}
