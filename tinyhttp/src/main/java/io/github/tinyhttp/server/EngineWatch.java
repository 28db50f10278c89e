package io.github.tinyhttp.server;

import io.github.tinyhttp.engine.EngineEvents;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Passes what happens in the engine on to the log and to those who watch.
///
/// @param dispatcher of the same server
record EngineWatch(Dispatcher dispatcher) implements EngineEvents {
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
  public void loopHandedOver(Thread driver) {
    dispatcher.took(Long.MAX_VALUE);
    dispatcher.events().loopHandedOver(driver);
  }

  @Override
  public void threadsHeld() {
    dispatcher.events().carriersHeld();
  }
}
