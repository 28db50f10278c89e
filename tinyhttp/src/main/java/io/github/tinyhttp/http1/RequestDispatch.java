package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.OwnErrors;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;

/// Hands requests to threads that are no drivers, or no longer.
final class RequestDispatch {
  private RequestDispatch() {}

  /// Hands a request on, or gives it the library's own response. On the driver.
  ///
  /// @return whether the driver goes on with the input
  static boolean goesOnAfter(
      Http1Connection connection, Driver driver, PipelinedCarrier carrier, InputBuffer input)
      throws IOException {
    Connection io = connection.io();
    HeldInput held = connection.input();
    boolean alone = carrier.isExclusive() || !carrier.head().persistent();
    if (alone || !driver.batch().isEmpty()) {
      held.keep(driver, input);
    }
    boolean flushed = held.flushes(driver);
    connection.pipeline().append(carrier);
    if (alone && flushed) {
      io.hold();
      boolean _ = connection.pipeline().waitsForQuiet();
    }
    connection.http().timer().armIfBound(connection);
    Dispatcher dispatcher = connection.http().dispatcher();
    boolean goesOn = !alone && flushed;
    if (carrier.request().isResponded()) {
      OwnErrors.send(carrier.request());
    } else if (dispatcher.dispatchesToApplication()) {
      return goesOnAfterTurn(connection, driver, carrier, input, goesOn);
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
  /// @param free whether the input is free for the next request
  private static boolean goesOnAfterTurn(
      Http1Connection connection,
      Driver driver,
      PipelinedCarrier carrier,
      InputBuffer input,
      boolean free) {
    HeldInput held = connection.input();
    if (free) {
      held.keep(driver, input);
      connection.io().hold();
    }
    driver.enterHandler();
    connection.http().dispatcher().dispatch(carrier.request(), driver);
    boolean drives = driver.leaveHandler();
    if (free && drives) {
      held.goOn(driver, input);
    } else if (free) {
      connection.io().resumeOnLoop();
    }
    return free && drives;
  }

  /// Finishes a request whose handler ran on the driver, on a thread that has lost its loop to
  /// another one meanwhile.
  ///
  /// @param sends whether the handler has given the response
  static void finish(
      Http1Connection connection,
      Driver driver,
      PipelinedCarrier carrier,
      boolean sends,
      InputBuffer input) {
    connection.input().keep(driver, input);
    connection.pipeline().inherit(driver.batch());
    if (sends) {
      carrier.send();
    }
    if (!connection.pipeline().waitsForQuiet()) {
      connection.becameQuiet();
    }
  }
}
