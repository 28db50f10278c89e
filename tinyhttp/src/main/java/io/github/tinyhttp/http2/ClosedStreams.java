package io.github.tinyhttp.http2;

/// What is remembered of streams that are no longer open, RFC 9113 §5.1: which of them this side
/// has reset, as their frames may still be on their way and are passed over. For the driver.
final class ClosedStreams {
  private static final int REMEMBERED = 256;
  private static final int[] NONE = {};

  /// The last streams that were reset, in a ring; made when the first one is.
  private int[] reset = NONE;

  private int next;

  /// The highest stream that has fallen out of the ring. How it and those before it were closed is
  /// not known, so what comes on them is passed over.
  private int forgotten;

  /// The last gap in the identifiers of the client: these streams have never been open.
  private int gapStart;

  private int gapEnd;

  /// A stream is reset by this side.
  void addReset(int id) {
    if (reset.length == 0) {
      reset = new int[REMEMBERED];
    }
    forgotten = Math.max(forgotten, reset[next]);
    reset[next] = id;
    next = (next + 1) % REMEMBERED;
  }

  /// Whether this side may have reset the stream.
  boolean mayBeReset(int id) {
    if (id <= forgotten) {
      return true;
    }
    for (int known : reset) {
      if (known == id) {
        return true;
      }
    }
    return false;
  }

  /// The client has opened `opened`, and `before` was the last stream that it had opened.
  void notice(int before, int opened) {
    if (opened > before + 2) {
      gapStart = before + 1;
      gapEnd = opened - 1;
    }
  }

  /// Whether the stream has been left out.
  boolean isLeftOut(int id) {
    return id >= gapStart && id <= gapEnd;
  }
}
