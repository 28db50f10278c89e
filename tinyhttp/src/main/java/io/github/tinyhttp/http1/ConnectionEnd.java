package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.Deadlines;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// How one connection ends: gently, so that the client can read its last response.
final class ConnectionEnd {
  private final Http1Connection connection;
  private final Connection io;
  private final Deadlines deadlines;
  private final HeldInput input;

  ConnectionEnd(Http1Connection connection) {
    this.connection = connection;
    this.io = connection.io();
    this.deadlines = connection.http().dispatcher().deadlines();
    this.input = connection.input();
  }

  /// Responds to a request that breaks a rule, after those before it, and closes.
  ///
  /// @param head what is known of the request
  void refuse(Driver driver, Rule rule, @Nullable Head head) {
    Head known = head != null ? head : Head.unreadable(input.orOf(driver));
    var carrier = new PipelinedCarrier(connection, connection.http().dispatcher(), known);
    connection.http().tellRefused(io, rule, carrier.request());
    carrier.request().begin(Clock.now());
    io.hold();
    input.discard();
    Pipeline pipeline = connection.pipeline();
    pipeline.inherit(driver.batch());
    pipeline.append(carrier);
    carrier.request().refuse(RuleResponses.to(rule), rule.toString());
  }

  /// Nothing more is to be read: closes as soon as every request has its response.
  void closeWhenQuiet() {
    io.hold();
    if (!connection.pipeline().waitsForQuiet()) {
      io.close();
    }
  }

  /// The last response is out. A client that has sent all it wanted to is closed at once; for any
  /// other one our side is shut down first, so that it can read the response before it meets a
  /// reset.
  ///
  /// @param carrier the last request that got a response, if the caller knows
  void closeGently(@Nullable PipelinedCarrier carrier) {
    boolean done = carrier != null && carrier.isLastOfClient();
    io.loop()
        .run(
            _ -> {
              boolean sentMore =
                  !input.isEmpty() || io.hasInputWaiting() || connection.watch().hasEarly();
              if (done && !sentMore || input.hasEnded()) {
                io.close();
              } else {
                linger(new DiscardBounds(deadlines));
              }
            });
  }

  /// Shuts down our side, and reads on within bounds.
  void linger(DiscardBounds bounds) {
    try {
      io.shutdownOutput();
    } catch (IOException e) {
      io.close();
      return;
    }
    connection.enter(new LingerPhase(connection, bounds));
    input.discard();
    PipelinedCarrier _ = input.takePostponed();
    io.deadline(bounds.deadline());
    io.giveBackFromAnyThread();
  }
}
