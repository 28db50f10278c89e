package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.engine.HandlerTimes;
import java.util.function.Consumer;

/// Chooses the threads that call the receivers of connections that have left HTTP, in the way
/// [Dispatch] describes for handlers. The receivers have a moving average of their own, because a
/// server with slow requests may still have quick messages.
public final class ReceiverThreads {
  /// The longest time that counts, in nanoseconds. A busy operating system makes any call long now
  /// and then, which says nothing about the receivers.
  private static final long LONGEST = 400_000;

  /// While receivers are slow, one of so many calls runs on a driver, to see whether they still
  /// are. On other threads the same call takes longer, because its writes are not collected.
  private static final int PROBE = 64;

  private final boolean adaptive;

  /// Whether receivers are called on drivers while they are quick.
  private final boolean inline;

  private final Dispatcher dispatcher;
  private final HandlerTimes times = new HandlerTimes();

  /// Counts the calls while receivers are slow. Threads write here without a lock, and lose some.
  private int slowCalls;

  ReceiverThreads(Dispatch dispatch, Dispatcher dispatcher) {
    this.adaptive = dispatch == Dispatch.AUTO;
    this.inline = dispatch.executor().isEmpty();
    this.dispatcher = dispatcher;
  }

  /// Whether the next call runs right on the driver.
  public boolean callsInline() {
    return inline && !(adaptive && times.areSlow() && ++slowCalls % PROBE != 0);
  }

  /// Runs a call on a thread that is no driver.
  ///
  /// @param refused told why, if the application's executor refuses
  public void execute(Runnable call, Consumer<Throwable> refused) {
    dispatcher.execute(call, refused);
  }

  /// Adds the time that one call took on a driver, in nanoseconds.
  public void took(long nanos) {
    times.record(Math.min(nanos, LONGEST));
  }
}
