package io.github.tinyhttp;

/// Thrown to a thread that asks a closed [Server] for a request.
public final class ServerClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  ServerClosedException() {
    super("the server is closed");
  }
}
