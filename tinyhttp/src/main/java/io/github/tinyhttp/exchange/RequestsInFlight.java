package io.github.tinyhttp.exchange;

import io.github.tinyhttp.BrokenRule;
import io.github.tinyhttp.engine.Adders;

/// How many requests of a server are with the application, and how many may be. For any thread.
final class RequestsInFlight {
  static final BrokenRule TOO_MANY =
      new OtherRule(
          "TOO_MANY_REQUESTS",
          "Limits.requests",
          "the application has as many requests as the server lets it have");

  private final int most;
  private final Adders.Adder count;

  RequestsInFlight(Adders adders, int most) {
    this.most = most;
    this.count = adders.adder();
  }

  void enter() {
    count.increment();
  }

  void leave() {
    count.add(-1);
  }

  int count() {
    return (int) count.sum();
  }

  /// Whether there are more than there may be. The sum over all threads takes longer than counting,
  /// so this is for a request that is about to get a thread or a place in a queue.
  boolean areTooMany() {
    return count.sum() > most;
  }
}
