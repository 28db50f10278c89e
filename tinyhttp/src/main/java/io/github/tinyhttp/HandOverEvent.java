package io.github.tinyhttp;

/// An event loop was taken from a thread whose handler takes long, and another thread goes on with
/// it. The library implements this, and adds to it.
public interface HandOverEvent {
  /// The thread that has lost its loop. It may have finished that handler, and work on something
  /// else by now.
  Thread thread();
}
