package io.github.tinyhttp.http2;

import io.github.tinyhttp.engine.Driver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tunnels of one connection whose receivers have to be told something, when all that was read
/// is taken. They belong to the loop, as [Arrivals] do. For the driver.
final class Tunnels {
  private final Sender sender;
  private final ArrayDeque<TunnelReceiver> ready = new ArrayDeque<>(4);

  /// Receivers whose clients have not taken what they have written.
  private final List<TunnelReceiver> held = new ArrayList<>(0);

  /// The receiver that is called on a driver; null if none is.
  private @Nullable TunnelReceiver calling;

  Tunnels(Sender sender) {
    this.sender = sender;
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

  /// Whether receivers are to be called whose clients have taken something meanwhile.
  boolean goOn() {
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
      }
    }
  }
}
