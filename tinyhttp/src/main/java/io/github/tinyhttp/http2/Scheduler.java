package io.github.tinyhttp.http2;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Which stream sends its DATA next: the most urgent first; among those of one urgency, incremental
/// ones in turn, and others one after the other (RFC 9218 §10). A stream stands here only while it
/// has something to send and its window allows that. For the driver.
final class Scheduler {
  private final @Nullable ArrayDeque<Http2Stream>[] queues = queues();

  @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types
  private static @Nullable ArrayDeque<Http2Stream>[] queues() {
    return new ArrayDeque[Priority.LEAST_URGENT + 1];
  }

  /// Adds a stream, unless it is there.
  void add(Http2Stream stream) {
    if (!stream.queued) {
      stream.queued = true;
      ArrayDeque<Http2Stream> queue = queues[stream.urgency];
      if (queue == null) {
        queue = new ArrayDeque<>(4);
        queues[stream.urgency] = queue;
      }
      queue.addLast(stream);
    }
  }

  /// Takes the stream out whose turn it is; null if there is none.
  @Nullable Http2Stream take() {
    for (ArrayDeque<Http2Stream> queue : queues) {
      while (queue != null && !queue.isEmpty()) {
        Http2Stream first = queue.removeFirst();
        first.queued = false;
        if (!first.closed && !first.localEnded) {
          return first;
        }
      }
    }
    return null;
  }

  /// Puts a stream back that has more to send: at the end of its queue if it is incremental, and at
  /// the beginning if not.
  void putBack(Http2Stream stream) {
    if (stream.incremental) {
      add(stream);
    } else {
      putFirst(stream);
    }
  }

  /// Puts a stream back whose turn has not come after all.
  void putFirst(Http2Stream stream) {
    add(stream);
    ArrayDeque<Http2Stream> queue = queues[stream.urgency];
    if (queue != null && queue.size() > 1 && queue.peekLast() == stream) {
      Http2Stream _ = queue.removeLast();
      queue.addFirst(stream);
    }
  }

  boolean isEmpty() {
    for (ArrayDeque<Http2Stream> queue : queues) {
      if (queue != null && !queue.isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
