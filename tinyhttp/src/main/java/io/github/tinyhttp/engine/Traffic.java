package io.github.tinyhttp.engine;

import io.github.tinyhttp.engine.Adders.Adder;

/// The bytes that all connections of an engine have moved, without those of TLS itself. For any
/// thread.
public final class Traffic {
  private final Adder received;
  private final Adder sent;

  Traffic(Adders adders) {
    this.received = adders.adder();
    this.sent = adders.adder();
  }

  void received(long count) {
    received.add(count);
  }

  void sent(long count) {
    sent.add(count);
  }

  /// How many bytes have come.
  public long bytesReceived() {
    return received.sum();
  }

  /// How many bytes the operating system has taken.
  public long bytesSent() {
    return sent.sum();
  }
}
