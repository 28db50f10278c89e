package io.github.tinyhttp.engine;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Runs something when a loop is handed over, and ignores what else happens in an engine.
record OnHandOver(Runnable action) implements EngineEvents {
  @Override
  public void acceptPaused(SocketAddress listener, @Nullable Throwable cause) {}

  @Override
  public void acceptResumed(SocketAddress listener, @Nullable Throwable cause) {}

  @Override
  public void loopHandedOver(Thread driver) {
    action.run();
  }

  @Override
  public void memoryExceeded(Connection connection) {}

  @Override
  public void threadsHeld() {}
}
