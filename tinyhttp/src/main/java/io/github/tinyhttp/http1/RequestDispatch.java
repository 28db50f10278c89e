package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Hands requests to threads that are no drivers. On the driver.
final class RequestDispatch {
  private RequestDispatch() {}

  /// Hands a request on, or gives it the library's own response.
  ///
  /// @return whether the driver goes on with the input
  static boolean goesOnAfter(
      Driver driver, Http1Connection connection, PipelinedCarrier carrier, InputBuffer input)
      throws IOException {
    Dispatcher dispatcher = connection.http().dispatcher();
    HeldInput held = connection.input();
    Pipeline pipeline = connection.pipeline();
    boolean alone = carrier.isExclusive() || !carrier.head().persistent();
    if (alone || !driver.batch().isEmpty()) {
      held.keep(driver, input);
    }
    boolean flushed = held.flushes(driver);
    pipeline.append(carrier);
    if (alone && flushed) {
      connection.io().hold();
      boolean _ = pipeline.waitsForQuiet();
    }
    connection.http().timer().armIfBound(connection);
    boolean goesOn = !alone && flushed;
    if (carrier.request().isResponded()) {
      carrier.send();
    } else if (dispatcher.dispatchesToApplication()) {
      return goesOnAfterTurn(driver, connection, carrier, goesOn ? input : null);
    } else {
      dispatcher.dispatch(carrier.request(), driver);
    }
    if (goesOn) {
      held.unkeep(driver, input);
    }
    return goesOn;
  }

  /// Hands a request to an executor of the application's, which may run the handler itself or wait.
  /// Meanwhile the driver may lose its loop.
  ///
  /// @param free the input, if it is free for the next request
  private static boolean goesOnAfterTurn(
      Driver driver,
      Http1Connection connection,
      PipelinedCarrier carrier,
      @Nullable InputBuffer free) {
    Connection io = connection.io();
    if (free != null) {
      connection.input().keep(driver, free);
      io.hold();
    }
    driver.enterHandler();
    connection.http().dispatcher().dispatch(carrier.request(), driver);
    boolean drives = driver.leaveHandler();
    if (free == null) {
      return false;
    }
    if (drives) {
      connection.input().goOn(driver, free);
    } else {
      io.resumeOnLoop();
    }
    return drives;
  }
}
