package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.content.SmallFile;

/// Content that is copied behind the head of its response, so that both leave in one write. It is
/// worth reading from a file, or copying out of a larger array, before the response is handed on:
/// then it needs no thread that may wait for the client.
public final class SmallContent {
  /// The largest size in bytes: as much as a connection may hold for each request in flight.
  public static final int MOST = SmallFile.MOST;

  private SmallContent() {}

  /// Whether the content is in memory, and small.
  public static boolean isIn(Body body) {
    return body.isInMemory() && body.bytes().length <= MOST;
  }
}
