package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.WriteBatch;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Writes interim responses (RFC 9110 §15.2), each before the response of its request.
///
/// @param writer of the connection
record InterimWriter(ResponseWriter writer) {
  /// Sends an interim response once it is the turn of `carrier`.
  void send(PipelinedCarrier carrier, Status status, Headers fields) throws IOException {
    Pipeline pipeline = writer.pipeline();
    pipeline.awaitTurn(carrier);
    try {
      writer.socket().writeFully(ByteBuffer.wrap(batch(status, fields).take()));
    } catch (Throwable e) {
      writer.breakOff(e); // a part of it may have left
      throw e;
    }
    writer.interimSent();
  }

  /// Sends a `100 Continue` that means nothing, if a request waits for its response.
  void probe() {
    if (!writer.pipeline().writesBeforeResponse()) {
      return;
    }
    try {
      if (writer.isSent(batch(new Status(100), Headers.empty()), null)) {
        writer.interimSent();
      }
    } catch (IOException e) {
      writer.fail(e);
    }
  }

  private WriteBatch batch(Status status, Headers fields) {
    var batch = new WriteBatch(256);
    batch.put(writer.pipeline().takePrefix());
    HeadWriter.writeInterim(batch, status, fields);
    return batch;
  }
}
