package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.exchange.Outgoing;
import io.github.tinyhttp.exchange.PumpedResponse;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A response in its turn whose content is read or made while it is sent.
final class PipelinedResponse extends PumpedResponse {
  private final ResponseWriter writer;
  private final PipelinedCarrier carrier;
  private final WriteBatch batch;

  /// @param batch is empty, and holds nothing but this response
  PipelinedResponse(ResponseWriter writer, PipelinedCarrier carrier, WriteBatch batch) {
    super(carrier.request());
    this.writer = writer;
    this.carrier = carrier;
    this.batch = batch;
  }

  @Override
  protected Outgoing open() throws IOException {
    ResponseBodyStream stream = writer.open(carrier, batch, carrier.response().body().length());
    if (stream.hasContent()) {
      carrier.outgoing(stream);
    }
    return stream;
  }

  @Override
  protected void discard() {
    byte[] _ = batch.take();
  }

  @Override
  protected void ended(Outgoing out) {
    writer.ended(carrier, ((ResponseBodyStream) out).closesConnection());
  }

  @Override
  protected void broken(Outgoing out, Throwable cause) throws IOException {
    throw ((ResponseBodyStream) out).broken(cause);
  }

  @Override
  protected boolean isClientGone() {
    return writer.socket().io().isClosed();
  }

  @Override
  protected void sendInstead(Throwable cause) throws IOException {
    ResponseFraming framing = writer.framing(carrier);
    ByteBuffer large = writer.encode(batch, carrier, framing, Clock.now());
    writer.socket().writeFully(ByteBuffer.wrap(batch.take()));
    if (large != null) {
      writer.socket().writeFully(large);
    }
    writer.ended(carrier, framing.closes());
  }
}
