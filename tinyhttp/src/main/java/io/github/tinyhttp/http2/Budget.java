package io.github.tinyhttp.http2;

import io.github.tinyhttp.Http2Options;

/// A leaky bucket of what a client may ask of one connection without getting on: frames that cost
/// this side work, and bring no response closer. Time refills it, and so do responses and content.
/// For the driver.
///
/// An honest client never comes near the end: a browser that cancels two hundred requests at once,
/// or a client that sends a PING for each message, spends a part of what is there at the beginning.
final class Budget {
  /// What a response brings.
  static final int RESPONSE = 40;

  /// What a DATA frame brings at least, if no window has cut it: two WINDOW_UPDATE frames for each
  /// are usual, and clients of gRPC measure the line with a PING for each message.
  private static final int FRAME = 8;

  /// So many octets of content bring one point: 2^this.
  private static final int EARNED_SHIFT = 10;

  private static final long NANOS = 1_000_000_000L;

  /// What an event costs.
  enum Cost {
    /// The client resets a stream before it has its response: rapid reset, CVE-2023-44487.
    RESET(20),
    /// The client makes this side reset a stream: CVE-2025-8671.
    MISTAKE(40),
    /// A frame that wants a reply: CVE-2019-9512 and 9515.
    REPLY(5),
    /// An empty or tiny frame: CVE-2019-9518 and 9511, CVE-2024-27316.
    TINY(4),
    /// A frame that changes what is sent, a setting, or a frame that changes nothing: no frame is
    /// free unless it brings a message on.
    ADJUSTMENT(1);

    private final int points;

    Cost(int points) {
      this.points = points;
    }
  }

  /// What is there at the beginning, and at most.
  private final int full;

  private final long perSecond;
  private int left;
  private long refilled;

  /// @param now the time
  Budget(Http2Options options, long now) {
    this.full = options.budget();
    this.perSecond = options.budgetPerSecond();
    this.left = full;
    this.refilled = now;
  }

  /// An event has happened.
  ///
  /// @param now the time
  /// @throws ConnectionFault if there were too many
  void spend(Cost cost, long now) throws ConnectionFault {
    left -= cost.points;
    if (left < 0) {
      refill(now);
      if (left < 0) {
        throw new ConnectionFault(
            ErrorCode.ENHANCE_YOUR_CALM, "too many frames that lead to nothing: " + cost);
      }
    }
  }

  private void refill(long now) {
    long more = Math.min((now - refilled) * perSecond / NANOS, full);
    if (more > 0) {
      refilled = now;
      earn((int) more);
    }
  }

  /// A DATA frame is sent. One that a window has cut brings no more than its octets do: else a
  /// client that opens its windows by one octet at a time could have frames without end
  /// (CVE-2019-9511).
  ///
  /// @param octets how many it has
  /// @param wanted how many it would have without windows
  void earnFrame(int octets, int wanted) {
    earn(Math.max(octets >> EARNED_SHIFT, octets == wanted ? FRAME : 0));
  }

  /// Something came of it.
  void earn(int points) {
    left = (int) Math.min((long) left + points, full);
  }
}
