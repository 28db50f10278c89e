package io.github.tinyhttp.http2;

import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.EventLoop;
import io.github.tinyhttp.engine.WriteBatch;
import org.jspecify.annotations.Nullable;

/// The turns in which a driver of one connection runs code of the application. What the driver has
/// collected for the connection before is not lost if it loses the loop in such a turn: the next
/// driver takes it. For the driver.
final class Turns {
  private final Http2Connection connection;

  /// Runs on the next driver, if this one loses the loop.
  private final EventLoop.Task continuation;

  /// Where the driver that has entered a turn has collected responses; null outside of turns.
  private @Nullable WriteBatch filling;

  /// @param continuation runs on the next driver, if this one loses the loop
  Turns(Http2Connection connection, EventLoop.Task continuation) {
    this.connection = connection;
    this.continuation = continuation;
  }

  /// Code of the application runs next.
  void enter(Driver driver) {
    prepare(driver);
    driver.enterHandler(continuation);
  }

  /// Code of the library's that may wait runs next.
  void enterWait(Driver driver) {
    prepare(driver);
    driver.enterWait(continuation);
  }

  private void prepare(Driver driver) {
    driver.batch().setTarget(connection);
    filling = driver.batch();
  }

  /// That code has run.
  ///
  /// @return whether this driver still drives
  boolean leave(Driver driver) {
    boolean drives = driver.leaveHandler();
    if (drives) {
      filling = null;
    }
    return drives;
  }

  /// What another driver had collected when it lost the loop; null if that was not here.
  byte @Nullable [] takeLeft() {
    WriteBatch left = filling;
    filling = null;
    return left == null ? null : left.take();
  }
}
