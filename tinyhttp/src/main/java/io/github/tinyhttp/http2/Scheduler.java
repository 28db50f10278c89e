package io.github.tinyhttp.http2;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Which stream sends its DATA next: the most urgent first; among those of one urgency, incremental
/// ones in turn, and others one after the other in the order of their requests (RFC 9218 §10). A
/// stream stands here only while it has something to send and its window allows that. For the
/// driver.
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
        Http2Stream next = removeNext(queue);
        next.queued = false;
        if (!next.closed && !next.localEnded) {
          return next;
        }
      }
    }
    return null;
  }

  /// Takes out the first stream; in the place of one that is not incremental, the earliest of that
  /// kind.
  private static Http2Stream removeNext(ArrayDeque<Http2Stream> queue) {
    Http2Stream next = queue.removeFirst();
    if (next.incremental || queue.isEmpty()) {
      return next;
    }
    Http2Stream earliest = next;
    for (Http2Stream other : queue) {
      if (!other.incremental && other.id() < earliest.id()) {
        earliest = other;
      }
    }
    if (earliest != next) {
      boolean _ = queue.remove(earliest);
      queue.addLast(next); // its turn is used up, so that the incremental ones get theirs
    }
    return earliest;
  }

  /// Gives a stream another priority, and another place if it stands here.
  void prioritize(Http2Stream stream, Priority priority) {
    ArrayDeque<Http2Stream> queue = queues[stream.urgency];
    boolean moves = stream.queued && queue != null && queue.remove(stream);
    stream.prioritize(priority);
    if (moves) {
      stream.queued = false;
      add(stream);
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
