package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.Protocol;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.wire.InputBuffer;
import java.nio.charset.StandardCharsets;

/// Hands a connection on whose client speaks HTTP/2, as its first bytes tell (RFC 9113 §3.3). They
/// look like the head of a request with a version that is not spoken here, and are read like one:
/// in any pieces, and within the time for a head.
final class PriorKnowledge {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /// What the first bytes of a connection are.
  enum Finding {
    /// HTTP/2. Another protocol has the connection.
    HTTP_2,
    /// The beginning of either.
    EITHER,
    /// HTTP/1.
    HTTP_1
  }

  private final Connection io;
  private final Dispatcher dispatcher;
  private final Http1.Successor successor;

  PriorKnowledge(Connection io, Dispatcher dispatcher, Http1.Successor successor) {
    this.io = io;
    this.dispatcher = dispatcher;
    this.successor = successor;
  }

  /// Looks at the bytes that have come since the beginning.
  Finding look(Driver driver, InputBuffer input) {
    int count = Math.min(input.size(), PREFACE.length);
    for (int i = 0; i < count; i++) {
      if (input.bytes[input.start + i] != PREFACE[i]) {
        return Finding.HTTP_1;
      }
    }
    if (count < PREFACE.length) {
      return Finding.EITHER;
    }
    Protocol next = successor.apply(io, input);
    io.speak(next);
    next.resumed(driver);
    if (dispatcher.isDraining() && driver.isDriving()) {
      next.drain(driver, dispatcher.deadlines().nextLook());
    }
    return Finding.HTTP_2;
  }
}
