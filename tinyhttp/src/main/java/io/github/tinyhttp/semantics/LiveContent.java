package io.github.tinyhttp.semantics;

/// Content that goes on until somebody ends it, as a stream of events does. It tells the [Carrier]
/// of itself, so that it gets to know what only the protocol sees.
public interface LiveContent {
  /// Whoever carries content to a client.
  interface Carrier {
    /// Tells the carrier what it carries. Called once, by the thread that writes the content.
    void carries(LiveContent content);
  }

  /// The server is being shut down: end soon, and gently. Returns at once; from any thread.
  void end();

  /// The client may be gone, which shows when something is written: write something. Returns at
  /// once; from any thread.
  void probe();
}
