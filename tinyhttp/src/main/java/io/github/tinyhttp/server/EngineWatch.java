package io.github.tinyhttp.server;

import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.EngineEvents;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.OtherRule;
import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Passes what happens in the engine on to the log and to those who watch.
///
/// @param dispatcher of the same server
record EngineWatch(Dispatcher dispatcher) implements EngineEvents {
  private static final OtherRule TOO_MUCH_MEMORY =
      new OtherRule(
          "TOO_MUCH_MEMORY",
          "Limits.memory",
          "too much memory is held for clients, and for this one as much as for any other");

  @Override
  public void acceptPaused(SocketAddress listener, @Nullable Throwable cause) {
    if (cause != null) {
      Log.write(Level.WARNING, "cannot accept connections for the moment", cause);
    }
    dispatcher.events().acceptPaused(listener, cause);
  }

  @Override
  public void acceptResumed(SocketAddress listener, @Nullable Throwable cause) {
    dispatcher.events().acceptResumed(listener, cause);
  }

  @Override
  public void memoryExceeded(Connection connection) {
    dispatcher.events().refused(connection, new Status(503), TOO_MUCH_MEMORY);
  }

  @Override
  public void loopHandedOver(Thread driver) {
    dispatcher.took(Long.MAX_VALUE);
    dispatcher.events().loopHandedOver(driver);
  }

  @Override
  public void threadsHeld() {
    dispatcher.events().carriersHeld();
  }
}
