package io.github.tinyhttp.engine;

import org.jspecify.annotations.Nullable;

/// A platform thread of a server that runs code of the application again and again, for one request
/// after the other. What that code has done to the thread does not outlive the request: see
/// [#afterRequest()].
abstract class ServerThread extends Thread {
  private final String ownName;
  private final ClassLoader loader;

  /// Whether application code runs on this thread, which alone may be interrupted. Written by this
  /// thread, and not volatile: a thread that knows this one from that code sees that it runs.
  private boolean hearing;

  /// @param loader the context class loader for the application's code
  ServerThread(@Nullable Runnable task, String name, ClassLoader loader) {
    super(null, task, name, 0, false);
    this.ownName = name;
    this.loader = loader;
    setContextClassLoader(loader);
  }

  /// Application code begins on this thread.
  final void beforeRequest() {
    Thread.interrupted(); // one that came too late for the request before
    hearing = true;
  }

  /// The application's code has returned, and the library goes on with the same request. An
  /// interrupt from now on is not meant for it.
  final void stopHearing() {
    hearing = false;
    Thread.interrupted();
  }

  /// Makes the thread what it was before the application's code ran.
  @SuppressWarnings("ThreadPriorityCheck") // undoes what the application has done
  final void afterRequest() {
    stopHearing();
    if (!getName().equals(ownName)) {
      setName(ownName);
    }
    if (!loader.equals(getContextClassLoader())) {
      setContextClassLoader(loader);
    }
    if (getPriority() != NORM_PRIORITY) {
      setPriority(NORM_PRIORITY);
    }
    if (!getUncaughtExceptionHandler().equals(getThreadGroup())) {
      setUncaughtExceptionHandler(null);
    }
  }

  /// Interrupts this thread while application code runs on it. An interrupt at another time is for
  /// a request that is over, and has no effect: neither on the loop nor on the next request.
  @Override
  public void interrupt() {
    if (isHearing()) {
      super.interrupt();
    }
  }

  /// Whether an interrupt has an effect.
  boolean isHearing() {
    return hearing;
  }
}
