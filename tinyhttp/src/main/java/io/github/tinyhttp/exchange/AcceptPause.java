package io.github.tinyhttp.exchange;

import io.github.tinyhttp.PauseEvent;
import java.net.SocketAddress;
import java.util.Optional;

/// A pause of a listener, for those who watch.
record AcceptPause(SocketAddress listener, Optional<Throwable> cause) implements PauseEvent {}
