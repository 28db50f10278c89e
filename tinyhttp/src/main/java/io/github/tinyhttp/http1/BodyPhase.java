package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.WholeBody;
import io.github.tinyhttp.wire.InputBuffer;
import io.github.tinyhttp.wire.MinimumRate;
import org.jspecify.annotations.Nullable;

/// A small body of known length, collected on the loop before its request is handed on. One that
/// comes more slowly than the least rate is left to the application.
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
    connection.io().deadline(body.deadline(progress()));
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
    if (body.isMoving(now, progress())) {
      connection.enterRequests();
      connection.input().postponed(unfinished());
      connection.resumed(driver);
    } else {
      connection.end().refuse(driver, Rule.BODY_LATE, body.carrier().head());
    }
  }

  /// The request with what has come of its body. A live upload is slower than the least rate, and
  /// only the application knows that it is one: if it does not say so, the first read fails.
  private PipelinedCarrier unfinished() {
    PipelinedCarrier carrier = body.carrier();
    var decoder = new SizedBody(body.length());
    var stream = new BodyStream(connection, carrier, decoder, body.taken(), false);
    stream.pace(MinimumRate.spent(progress()));
    carrier.body(stream);
    return carrier;
  }

  private long progress() {
    return connection.http().dispatcher().deadlines().progress();
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
