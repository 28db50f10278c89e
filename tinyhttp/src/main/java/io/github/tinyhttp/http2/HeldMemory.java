package io.github.tinyhttp.http2;

import io.github.tinyhttp.engine.MemoryTally;

/// What one connection holds in memory for its client. For the driver.
final class HeldMemory {
  private HeldMemory() {}

  static void tally(Http2Connection connection, MemoryTally tally) {
    tally.input(connection.input().heldBytes() + connection.receiver().heldBytes());
    tally.output(connection.sender().backlog().heldBytes());
    for (Http2Stream stream : connection.streams().all()) {
      tallyInput(stream, tally);
      tallyOutput(stream, tally);
    }
  }

  private static void tallyInput(Http2Stream stream, MemoryTally tally) {
    StreamInput input = stream.input();
    tally.input(stream.head().decodedBytes());
    tally.input(stream.body().heldBytes());
    if (input != null && !(stream.body() instanceof StreamBody)) {
      tally.input(input.available()); // of a tunnel
    }
  }

  private static void tallyOutput(Http2Stream stream, MemoryTally tally) {
    byte[] content = stream.content;
    if (content != null) {
      tally.content(content);
    }
    StreamOutput output = stream.output();
    if (output != null) {
      tally.output(output.heldBytes());
    }
    Tunnel tunnel = stream.tunnel();
    if (tunnel != null) {
      tunnel.tally(tally);
    }
  }
}
