package io.github.tinyhttp.http1;

import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.ReceiverCalls;
import io.github.tinyhttp.exchange.ReceiverThreads;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.lang.System.Logger.Level;

/// Calls the receiver of one connection that has left HTTP.
///
/// A call holds the input. On a driver it is a turn like that of a handler: it may lose its loop,
/// and its thread then gives the input back when the call returns. If the client does not take what
/// the call has written, the input is given back when it has.
final class UpgradedReceiver {
  private final UpgradedConnection connection;
  private final Connection io;
  private final Dispatcher dispatcher;
  private final ReceiverThreads threads;
  private final UpgradedOutput output;
  private final ReceiverCalls calls;

  /// Whether the client has shut down its side, and the receiver knows. Of the input's holder.
  private boolean ended;

  /// How long nothing may come before the receiver is told, in nanoseconds.
  private volatile long timeout = Clock.NEVER;

  /// When the receiver is told that nothing has come. Of the input's holder.
  private long patience = Clock.NEVER;

  UpgradedReceiver(
      UpgradedConnection connection, Connection io, Dispatcher dispatcher, UpgradedOutput output) {
    this.connection = connection;
    this.io = io;
    this.dispatcher = dispatcher;
    this.threads = dispatcher.receivers();
    this.output = output;
    this.calls = new ReceiverCalls(connection);
  }

  ReceiverCalls calls() {
    return calls;
  }

  void timeout(long nanos) {
    timeout = nanos;
  }

  // ---- calls

  /// The client has shut down its side. For the driver, while the loop holds the input.
  void ended(Driver driver) {
    if (calls.begin()) {
      ended = true;
      call(driver, Upgrade.Receiver::ended);
    }
  }

  /// The deadline has passed. For the driver.
  void expired(Driver driver) {
    if (!io.isHeldByLoop()) {
      return;
    }
    if (Clock.now() < patience) {
      io.deadline(patience); // the one that has passed was set for HTTP
    } else if (calls.begin()) {
      call(driver, Upgrade.Receiver::timedOut);
    }
  }

  private void call(Driver driver, ReceiverCalls.Call call) {
    if (threads.callsInline()) {
      callHere(driver, call);
    } else {
      callElsewhere(driver, call);
    }
  }

  /// Calls the receiver on the driver. The call has begun, and the loop holds the input.
  void callHere(Driver driver, ReceiverCalls.Call call) {
    io.hold();
    io.deadline(Clock.NEVER);
    output.beginCall(driver);
    driver.enterHandler();
    long begun = Clock.now();
    run(call);
    threads.took(Clock.now() - begun);
    boolean sent = isSent(driver);
    boolean goesOn = sent && endsCall();
    boolean driving = driver.leaveHandler();
    if (!sent) {
      connection.start(this::sendAndEndCall);
    } else if (goesOn && driving) {
      armDeadline();
      io.giveBack();
    } else if (goesOn) {
      giveBack();
    }
  }

  private boolean isSent(Driver driver) {
    try {
      return output.endCall(driver);
    } catch (IOException e) {
      fail(e);
      return true; // nothing more can be
    }
  }

  /// Calls the receiver on a thread that is no driver, as [#callHere(Driver, Call)].
  void callElsewhere(Driver driver, ReceiverCalls.Call call) {
    io.hold();
    io.deadline(Clock.NEVER);
    driver.yieldBeforePoll();
    boolean foreign = dispatcher.dispatchesToApplication();
    if (foreign) {
      driver.enterHandler(); // an executor may wait, or run the call itself
    }
    threads.execute(
        () -> {
          run(call);
          endCall();
        },
        e -> {
          Log.write(Level.ERROR, "the executor has refused a call for " + connection, e);
          fail(e);
          connection.start(this::endCall);
        });
    if (foreign) {
      boolean _ = driver.leaveHandler();
    }
  }

  private void run(ReceiverCalls.Call call) {
    if (!calls.makes(call)) {
      io.close();
    }
  }

  private void sendAndEndCall() {
    output.flushOrClose();
    endCall();
  }

  private void endCall() {
    if (endsCall()) {
      giveBack();
    }
  }

  /// @return whether the loop gets the input. Not after the client's end, which the poller would
  ///   report again and again
  private boolean endsCall() {
    return calls.end() && !calls.finishesIfClosed() && !ended;
  }

  /// Gives the input to the loop, from any thread.
  void giveBack() {
    if (!ended) {
      armDeadline();
      io.giveBackFromAnyThread();
    }
  }

  private void armDeadline() {
    patience = Clock.after(Clock.now(), timeout);
    io.deadline(patience);
  }

  // ---- the end

  /// Closes the connection because something has failed.
  void fail(Throwable cause) {
    calls.failed(cause);
    io.close();
  }
}
