package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.SocketHandle;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A socket with its place in the poller of a loop: a connection or a listener. For the driver of
/// that loop.
abstract class Pollable {
  private Poller.@Nullable Registration registration;

  /// The poller has found the socket ready.
  ///
  /// @param operations a set of bits, [Poller#READ] and [Poller#WRITE]
  abstract void ready(int operations, Driver driver);

  final void register(EventLoop loop, SocketHandle socket, int operations) throws IOException {
    registration = loop.poller().register(this, socket, operations);
  }

  final void enable(int operations) {
    Objects.requireNonNull(registration, "not registered").enable(operations);
  }

  final void disable(int operations) {
    Objects.requireNonNull(registration, "not registered").disable(operations);
  }

  /// Ends the registration, if there is one, before the socket is closed.
  final void cancel() {
    if (registration != null) {
      registration.cancel();
    }
  }
}
