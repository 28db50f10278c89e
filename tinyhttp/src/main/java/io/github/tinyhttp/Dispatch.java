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
  /// or two. Nor does one on a virtual thread that computes, waits in native code or otherwise
  /// holds its carrier: when all carriers are held, the next handlers run on platform threads, at
  /// most 1,000. Only a handler that has begun on a virtual thread and waits there may have to wait
  /// longer, until a carrier is free. The system property `jdk.virtualThreadScheduler.parallelism`
  /// gives a process more carriers than it has processors.
  public static final Dispatch AUTO = new Dispatch("AUTO");

  /// Runs handlers on the thread that read the request, with the same safety net, unless something
  /// forces another thread: a request that waits for an earlier one of its connection, a body that
  /// is still to be read from the network, or an offer to switch to a protocol that is not HTTP.
  /// That other thread, and the one that sends content which takes time, is chosen as in [#AUTO].
  public static final Dispatch INLINE = new Dispatch("INLINE");

  /// Runs each handler on a virtual thread of its own, come what may: handlers that hold all
  /// carriers hold up the others.
  public static final Dispatch VIRTUAL_THREADS =
      new Dispatch(
          "VIRTUAL_THREADS",
          new VirtualThreads(
              Thread.ofVirtual()
                  .name("tinyhttp-request")
                  .inheritInheritableThreadLocals(false)
                  .factory()));

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
  /// 503. An executor that waits, or that runs the handler on the calling thread, holds up no other
  /// client.
  ///
  /// The threads of the executor run handlers and nothing else. The content of a response, streams
  /// and writers of the application included, is sent by threads of the library once the handler
  /// has returned, so a slow client keeps no thread of the executor.
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
