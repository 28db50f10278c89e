package io.github.tinyhttp.wire;

import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// A bound socket from which connections are accepted, and which never blocks.
public interface ListeningSocket extends SocketHandle {
  /// Accepts the next connection and makes it ready for use: it does not block, and small writes
  /// leave at once (`TCP_NODELAY`). A client that disconnects before that is complete is skipped.
  ///
  /// @return the connection, or null if none is waiting
  /// @throws IOException if the operating system cannot accept one now, for example because the
  ///   process has no descriptor left
  @Nullable Socket accept() throws IOException;

  /// Whether the socket has not been closed.
  boolean isOpen();

  /// Closes the socket. A failure is in the log, since a caller could do nothing about it.
  default void closeAndLog() {
    try {
      close();
    } catch (IOException e) {
      Log.write(Level.DEBUG, "closing a listener", e);
    }
  }
}
