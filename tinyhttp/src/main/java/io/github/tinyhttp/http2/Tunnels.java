package io.github.tinyhttp.http2;

import io.github.tinyhttp.engine.Driver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tunnels of one connection whose receivers have to be told something, when all that was read
/// is taken. They belong to the loop, as [Arrivals] do. For the driver.
final class Tunnels {
  private final Http2Connection connection;
  private final Sender sender;
  private final ArrayDeque<TunnelReceiver> ready = new ArrayDeque<>(4);

  /// Receivers whose clients have not taken what they have written.
  private final List<TunnelReceiver> held = new ArrayList<>(0);

  /// Tunnels that may have been written to since the last flush.
  private final List<Tunnel> written = new ArrayList<>(2);

  /// The receiver that is called on a driver; null if none is.
  private @Nullable TunnelReceiver calling;

  Tunnels(Http2Connection connection) {
    this.connection = connection;
    this.sender = connection.sender();
  }

  /// There may be something to tell.
  void add(TunnelReceiver receiver) {
    if (!receiver.queued) {
      receiver.queued = true;
      ready.add(receiver);
    }
  }

  /// Calls the receivers.
  ///
  /// @return whether this driver still drives
  boolean calls(Driver driver) {
    for (TunnelReceiver next = ready.poll(); next != null; next = ready.poll()) {
      if (next.isHeld()) {
        held.add(next);
      } else {
        next.queued = false;
        if (!next.calls(driver)) {
          return false;
        }
      }
    }
    return true;
  }

  /// A tunnel was written to.
  void wrote(Tunnel tunnel) {
    written.add(tunnel);
  }

  /// All was sent that could be.
  ///
  /// @return whether receivers are to be called whose clients have taken something meanwhile
  boolean goOn() {
    for (Tunnel tunnel : written) {
      tunnel.outgoing().look(connection.now(), sender.backlog().movedAt());
      connection.timer().armBy(tunnel.deadline());
    }
    written.clear();
    for (int i = held.size() - 1; i >= 0; i--) {
      if (!held.get(i).isHeld()) {
        ready.add(held.remove(i));
      }
    }
    return !ready.isEmpty();
  }

  /// The driver calls a receiver, and collects what it writes.
  void begins(TunnelReceiver receiver) {
    calling = receiver;
    receiver.tunnel().outgoing().collect();
  }

  /// The call is over.
  void ends() {
    calling = null;
  }

  /// Sends what was collected in a call whose driver has lost the loop. Nothing more is.
  void handedOver() {
    TunnelReceiver lost = calling;
    if (lost != null) {
      calling = null;
      lost.tunnel().outgoing().stopCollecting();
      Http2Stream stream = lost.tunnel().stream();
      if (!stream.closed) {
        sender.serve(stream);
        written.add(lost.tunnel());
      }
    }
  }

  /// The server shuts down: each tunnel says goodbye.
  static void drain(Streams streams) {
    for (Http2Stream stream : streams.all()) {
      Tunnel tunnel = stream.tunnel();
      if (tunnel != null) {
        tunnel.drain();
      }
    }
  }
}
