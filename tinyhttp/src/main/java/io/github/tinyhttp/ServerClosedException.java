package io.github.tinyhttp;

/// Thrown to a thread that asks a closed [Server] for a request when none is left.
public final class ServerClosedException extends ReceiveEndedException {
  private static final long serialVersionUID = 1;

  /// For the server, and for tests of code that receives requests.
  public ServerClosedException() {
    super("the server is closed");
  }
}
