package io.github.tinyhttp.http1;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.exchange.ContentPump;
import io.github.tinyhttp.semantics.FileChangedException;
import io.github.tinyhttp.semantics.RepresentationSelector;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;

/// One response on its way whose content is read or made while it is sent. Until a byte of it has
/// left it can be made anew: of a file that has changed meanwhile, or to say that the content
/// failed.
final class PumpedResponse {
  private final ResponseWriter writer;
  private final PipelinedCarrier carrier;
  private final WriteBatch batch;
  private int attempts;
  private boolean done;

  /// @param batch is empty, and holds nothing but this response
  PumpedResponse(ResponseWriter writer, PipelinedCarrier carrier, WriteBatch batch) {
    this.writer = writer;
    this.carrier = carrier;
    this.batch = batch;
  }

  boolean isDone() {
    return done;
  }

  /// Sends the response, or selects another one because its file has changed.
  ///
  /// @throws IOException if the connection is of no use any more
  void attempt() throws IOException {
    Body body = carrier.response().body();
    ResponseBodyStream stream = writer.open(carrier, batch, body.length());
    try {
      if (stream.hasContent()) {
        carrier.outgoing(stream);
        ContentPump.pump(body, stream);
      }
      stream.complete();
    } catch (Exception | Error e) {
      if (stream.hasSent()) {
        throw stream.broken(e);
      }
      batch.take();
      if (e instanceof FileChangedException && ++attempts < RepresentationSelector.MOST_ATTEMPTS) {
        carrier.request().selectAgain();
        return;
      }
      refuse(e);
      return;
    }
    done = true;
    writer.ended(carrier, stream.closesConnection());
  }

  /// The content failed before anything has left: the client gets a response that says so.
  private void refuse(Throwable cause) throws IOException {
    if (writer.socket().io().isClosed()) {
      throw cause instanceof IOException io ? io : new IOException("the content failed", cause);
    }
    carrier.request().response(carrier.request().refusal(cause).withConnectionClose());
    ResponseFraming framing = writer.framing(carrier);
    ByteBuffer large = writer.encode(batch, carrier, framing, Clock.now());
    writer.socket().writeFully(ByteBuffer.wrap(batch.take()));
    if (large != null) {
      writer.socket().writeFully(large);
    }
    done = true;
    writer.ended(carrier, framing.closes());
  }
}
