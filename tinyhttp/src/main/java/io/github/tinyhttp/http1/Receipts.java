package io.github.tinyhttp.http1;

import java.util.ArrayList;
import java.util.List;

/// The answers of one connection that are on their way. The application's listener is told of each
/// once the operating system has it, or that it was cut short. For any thread.
final class Receipts {
  private final Http1.Events events;
  private final List<Exchange> expected = new ArrayList<>(0);

  Receipts(Http1.Events events) {
    this.events = events;
  }

  /// The answer leaves with what is sent next.
  synchronized void expect(Exchange exchange) {
    expected.add(exchange);
  }

  /// The operating system has all that was expected.
  void confirm() {
    take().forEach(one -> events.answered(one, one.response()));
  }

  /// What is expected will not leave.
  void cut(Throwable cause) {
    take().forEach(one -> events.cut(one, one.response(), cause));
  }

  private synchronized List<Exchange> take() {
    List<Exchange> taken = List.copyOf(expected);
    expected.clear();
    return taken;
  }
}
