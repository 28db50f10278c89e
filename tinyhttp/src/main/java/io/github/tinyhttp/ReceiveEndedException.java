package io.github.tinyhttp;

/// Thrown to a thread that waits for a request ([Server#receive()]) which will not come: the server
/// is closed, or [Server#unblock()] has ended the wait.
public abstract sealed class ReceiveEndedException extends IllegalStateException
    permits ServerClosedException, UnblockedException {
  private static final long serialVersionUID = 1;

  ReceiveEndedException(String message) {
    super(message);
  }
}
