package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;

/// A small body of known length, collected on the loop before its request is handed on.
final class BodyPhase implements Phase {
  private final Http1Connection connection;
  private final SmallBody body;

  BodyPhase(Http1Connection connection, SmallBody body) {
    this.connection = connection;
    this.body = body;
  }

  /// Sets the deadline for the next bytes.
  void awaitMore() {
    connection.io().deadline(body.deadline(connection.http().deadlines().progress()));
  }

  @Override
  public void take(Driver driver, InputBuffer input) throws PeerFault, IOException {
    body.take(input);
    if (!body.isComplete()) {
      connection.keep(driver, input);
      awaitMore();
      return;
    }
    Exchange exchange = body.exchange();
    exchange.content().is(body.bytes(), Headers.empty());
    connection.enterHeads().deliver(driver, exchange, input);
  }

  @Override
  public void ended() throws PeerFault {
    throw new PeerFault(Rule.BODY_CUT);
  }

  @Override
  public void expired(Driver driver, long now) {
    connection.refuse(driver, Rule.BODY_LATE, body.exchange().head());
  }

  @Override
  public void refused(Driver driver, Rule rule) {
    connection.refuse(driver, rule, body.exchange().head());
  }
}
