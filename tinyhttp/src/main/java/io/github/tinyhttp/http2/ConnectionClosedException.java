package io.github.tinyhttp.http2;

import java.nio.channels.ClosedChannelException;

/// The server has closed a connection whose streams were open, such as at the end of its grace.
final class ConnectionClosedException extends ClosedChannelException {
  private static final long serialVersionUID = 1;

  @Override
  public String getMessage() {
    return "the connection was closed";
  }
}
