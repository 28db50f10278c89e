package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;

/// Hands requests of one connection to threads that are no drivers. On the driver.
final class RequestDispatch {
  private final Connection io;
  private final Dispatcher dispatcher;
  private final Pipeline pipeline;
  private final HeldInput held;
  private final ConnectionTimer timer;

  RequestDispatch(
      Connection io,
      Dispatcher dispatcher,
      Pipeline pipeline,
      HeldInput held,
      ConnectionTimer timer) {
    this.io = io;
    this.dispatcher = dispatcher;
    this.pipeline = pipeline;
    this.held = held;
    this.timer = timer;
  }

  /// Hands a request on, or gives it the library's own response.
  ///
  /// @return whether the driver goes on with the input
  boolean goesOnAfter(Driver driver, PipelinedCarrier carrier, InputBuffer input)
      throws IOException {
    boolean alone = carrier.isExclusive() || !carrier.head().persistent();
    if (alone || !driver.batch().isEmpty()) {
      held.keep(driver, input);
    }
    boolean flushed = held.flushes(driver);
    pipeline.append(carrier);
    if (alone && flushed) {
      io.hold();
      boolean _ = pipeline.waitsForQuiet();
    }
    timer.armIfBound();
    boolean goesOn = !alone && flushed;
    if (!carrier.request().isResponded() && dispatcher.dispatchesToApplication()) {
      return goesOnAfterTurn(driver, carrier, input, goesOn);
    }
    if (carrier.request().isResponded()) {
      carrier.send();
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
  private boolean goesOnAfterTurn(
      Driver driver, PipelinedCarrier carrier, InputBuffer input, boolean free) {
    if (free) {
      held.keep(driver, input);
      io.hold();
    }
    driver.enterHandler();
    dispatcher.dispatch(carrier.request(), driver);
    boolean drives = driver.leaveHandler();
    if (free && drives) {
      held.goOn(driver, input);
    } else if (free) {
      io.resumeOnLoop();
    }
    return free && drives;
  }
}
