package io.github.tinyhttp;

import java.util.Objects;
import java.util.concurrent.Executor;

/// On which thread a [Handler] runs. The default is to measure and choose; it suits handlers that
/// block as well as handlers that do not.
public sealed interface Dispatch {
  /// Quick handlers on the thread that read the request, slow ones on virtual threads, by a moving
  /// average of the time the handlers take. A handler that blocks all the same holds up nobody:
  /// after a millisecond or two another thread takes the event loop over.
  Dispatch AUTO = new Auto();

  /// Always on the thread that read the request, with the same safety net.
  Dispatch INLINE = new Inline();

  /// Always on a virtual thread of the request's own.
  Dispatch VIRTUAL_THREADS =
      new On(new VirtualThreads(Thread.ofVirtual().name("tinyhttp-request").factory()));

  /// Always on an executor of the application's. What it refuses is answered with 503.
  static Dispatch on(Executor executor) {
    return new On(executor);
  }

  /// See [#AUTO].
  record Auto() implements Dispatch {}

  /// See [#INLINE].
  record Inline() implements Dispatch {}

  /// See [#on(Executor)].
  record On(Executor executor) implements Dispatch {
    /// Takes the executor.
    public On {
      Objects.requireNonNull(executor, "executor");
    }
  }
}
