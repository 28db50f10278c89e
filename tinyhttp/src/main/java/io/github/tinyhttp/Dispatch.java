package io.github.tinyhttp;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/// On which thread a [Handler] runs. The default is to measure and choose; it suits handlers that
/// block as well as handlers that do not.
@CheckReturnValue
public final class Dispatch {
  /// Runs quick handlers on the thread that read the request, and slow ones on virtual threads, by
  /// a moving average of the time the handlers take. A handler that blocks on the reading thread
  /// does not hold up other clients: another thread takes the event loop over after a millisecond
  /// or two.
  public static final Dispatch AUTO = new Dispatch("AUTO");

  /// Runs handlers on the thread that read the request, with the same safety net, unless something
  /// forces another thread: a request that waits for an earlier one of its connection, a body that
  /// is still to be read from the network, or an offer to switch protocols.
  public static final Dispatch INLINE = new Dispatch("INLINE");

  /// Runs each handler on a virtual thread of its own.
  public static final Dispatch VIRTUAL_THREADS =
      new Dispatch(
          "VIRTUAL_THREADS",
          new VirtualThreads(Thread.ofVirtual().name("tinyhttp-request").factory()));

  private final String name;
  private final Optional<Executor> executor;

  private Dispatch(String name) {
    this.name = name;
    this.executor = Optional.empty();
  }

  private Dispatch(String name, Executor executor) {
    this.name = name;
    this.executor = Optional.of(executor);
  }

  /// Runs all handlers on an executor of the application. A request that the executor refuses gets
  /// 503.
  public static Dispatch on(Executor executor) {
    Objects.requireNonNull(executor, "executor");
    return new Dispatch("on " + executor, executor);
  }

  /// The executor that runs all handlers. Empty for [#AUTO] and [#INLINE], which run them on the
  /// threads that read.
  public Optional<Executor> executor() {
    return executor;
  }

  @Override
  public String toString() {
    return name;
  }
}
