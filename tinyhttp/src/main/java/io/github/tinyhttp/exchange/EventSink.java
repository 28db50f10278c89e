package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;

/// The application's listener, kept from doing harm: what it throws is logged.
///
/// @param listener of the application
public record EventSink(ServerEvents listener) {
  /// A client has connected.
  public void connected(SocketAddress client) {
    tell(() -> listener.connected(client));
  }

  /// A connection is closed.
  public void disconnected(SocketAddress client) {
    tell(() -> listener.disconnected(client));
  }

  /// A client, or a proxy in front of it, broke a rule.
  public void refused(SocketAddress client, Status status, String rule) {
    tell(() -> listener.refused(client, status, rule));
  }

  /// A TLS handshake failed.
  public void handshakeFailed(SocketAddress client, Throwable cause) {
    tell(() -> listener.handshakeFailed(client, cause));
  }

  /// A connection could not be accepted.
  public void acceptFailed(Throwable cause) {
    tell(() -> listener.acceptFailed(cause));
  }

  void sent(Request request, Response response) {
    tell(() -> listener.sent(request, response));
  }

  void upgraded(Request request, String protocol) {
    tell(() -> listener.upgraded(request, protocol));
  }

  void cut(Request request, Response response, Throwable cause) {
    tell(() -> listener.cut(request, response, cause));
  }

  void failed(Request request, Throwable cause) {
    tell(() -> listener.failed(request, cause));
  }

  private void tell(Runnable event) {
    if (ServerEvents.NONE.equals(listener)) {
      return;
    }
    try {
      event.run();
    } catch (Throwable e) {
      Log.write(Level.WARNING, "a listener of server events failed", e);
    }
  }
}
