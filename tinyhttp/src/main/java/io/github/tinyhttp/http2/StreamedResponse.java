package io.github.tinyhttp.http2;

import io.github.tinyhttp.exchange.Outgoing;
import io.github.tinyhttp.exchange.PumpedResponse;
import java.io.IOException;

/// A response on a stream whose content is made while it is sent.
final class StreamedResponse extends PumpedResponse {
  private final Http2Stream stream;

  StreamedResponse(Http2Stream stream) {
    super(stream.request());
    this.stream = stream;
  }

  @Override
  protected Outgoing open() throws IOException {
    return stream.open();
  }

  @Override
  protected void discard() {
    stream.discard();
  }

  @Override
  protected void ended(Outgoing out) {
    // the driver tells when it is sent
  }

  @Override
  protected void broken(Outgoing out, Throwable cause) {
    stream.broken(cause);
  }

  @Override
  protected boolean isClientGone() {
    return stream.isGone();
  }

  @Override
  protected void sendInstead(Throwable cause) {
    stream.sendWhole();
  }
}
