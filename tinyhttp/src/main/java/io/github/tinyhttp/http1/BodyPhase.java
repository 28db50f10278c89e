package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.WholeBody;
import io.github.tinyhttp.wire.InputBuffer;
import org.jspecify.annotations.Nullable;

/// A small body of known length, collected on the loop before its request is handed on.
final class BodyPhase implements Phase {
  private final Http1Connection connection;
  private final SmallBody body;

  BodyPhase(Http1Connection connection, SmallBody body) {
    this.connection = connection;
    this.body = body;
  }

  @Override
  public @Nullable PipelinedCarrier take(InputBuffer input) {
    body.take(input);
    if (!body.isComplete()) {
      return null;
    }
    PipelinedCarrier carrier = body.carrier();
    carrier.body(new WholeBody(body.bytes(), Headers.empty()));
    connection.enterRequests();
    return carrier;
  }

  @Override
  public void awaitMore(InputBuffer input) {
    long progress = connection.http().dispatcher().deadlines().progress();
    connection.io().deadline(body.deadline(progress));
  }

  @Override
  public void ended() throws PeerFault {
    throw new PeerFault(Rule.BODY_CUT);
  }

  @Override
  public int heldBytes() {
    return body.bytes().length + body.carrier().head().size();
  }

  @Override
  public void expired(Driver driver, long now) {
    connection.end().refuse(driver, Rule.BODY_LATE, body.carrier().head());
  }

  @Override
  public void refused(Driver driver, Rule rule) {
    connection.end().refuse(driver, rule, body.carrier().head());
  }

  @Override
  public String toString() {
    return "collecting a body";
  }
}
