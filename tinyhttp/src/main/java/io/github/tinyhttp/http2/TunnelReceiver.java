package io.github.tinyhttp.http2;

import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.ReceiverCalls;
import io.github.tinyhttp.exchange.ReceiverThreads;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Calls the receiver of one tunnel.
///
/// Only a driver begins a call. On the driver it is a turn like that of a handler. If the client
/// does not take what a call has written, the next one waits until it has, in [Tunnels].
final class TunnelReceiver {
  private final Tunnel tunnel;
  private final Http2Stream stream;
  private final Http2Connection connection;
  private final Dispatcher dispatcher;
  private final ReceiverThreads threads;
  private final ReceiverCalls calls;

  /// Bytes that the receiver has left; null if there are none. Of the input's holder.
  private @Nullable InputBuffer left;

  /// Whether the receiver gets those bytes again before others have come, because it has paused. Of
  /// the input's holder.
  private boolean offersLeft;

  /// Whether the receiver knows that nothing more comes. Of the input's holder.
  private boolean endTold;

  /// How long nothing may come before the receiver is told, in nanoseconds.
  private volatile long timeout = Clock.NEVER;

  /// When the receiver is told that nothing has come. Of the driver.
  private long patience = Clock.NEVER;

  /// Whether the receiver stands in the queue of [Tunnels]. Of the driver.
  boolean queued;

  TunnelReceiver(Tunnel tunnel, Dispatcher dispatcher) {
    this.tunnel = tunnel;
    this.stream = tunnel.stream();
    this.connection = stream.owner();
    this.dispatcher = dispatcher;
    this.threads = dispatcher.receivers();
    this.calls = new ReceiverCalls(tunnel);
  }

  Tunnel tunnel() {
    return tunnel;
  }

  ReceiverCalls calls() {
    return calls;
  }

  void timeout(long nanos) {
    timeout = nanos;
  }

  // ---- the application

  /// The application takes the input from the receiver, in a call.
  void pause() {
    calls.pause();
    offersLeft = true;
  }

  /// Takes what the receiver has left, for a thread that reads.
  int takeLeft(ByteBuffer into) {
    InputBuffer first = left;
    if (first == null) {
      return 0;
    }
    int count = Math.min(first.size(), into.remaining());
    into.put(first.bytes, first.start, count);
    first.start += count;
    left = first.isEmpty() ? null : first;
    return count;
  }

  // ---- the driver

  /// When the receiver is told that nothing has come; [Clock#NEVER] for not at all.
  long deadline() {
    return patience;
  }

  /// Whether the next call waits for the client to take what an earlier one has written.
  boolean isHeld() {
    return tunnel.isOpen() && tunnel.outgoing().available() > 0;
  }

  /// Tells the receiver what there is to tell, unless a call runs or has paused it.
  ///
  /// @return whether this driver still drives
  boolean calls(Driver driver) {
    if (!calls.begin()) {
      return true;
    }
    ReceiverCalls.Call next = next(connection.now());
    if (next == null) {
      if (calls.end()) {
        rest();
      }
      return true;
    }
    patience = Clock.NEVER;
    return threads.callsInline() ? callsHere(driver, next) : callsElsewhere(driver, next);
  }

  private ReceiverCalls.@Nullable Call next(long now) {
    if (hasBytes()) {
      return this::received;
    }
    IOException brokenOff = tunnel.incoming().brokenOff();
    if (brokenOff != null) {
      return _ -> {
        throw brokenOff;
      };
    }
    if (isEndNews()) {
      return this::ended;
    }
    return now >= patience ? Upgrade.Receiver::timedOut : null;
  }

  private boolean hasBytes() {
    return tunnel.incoming().available() > 0 || offersLeft && left != null;
  }

  private boolean isEndNews() {
    StreamInput incoming = tunnel.incoming();
    return !endTold && (incoming.isAtEnd() || incoming.brokenOff() != null);
  }

  /// The receiver waits for the client, unless something has come meanwhile.
  private void rest() {
    if (!tunnel.isOpen()) {
      calls.closed(); // it could not be told during the call
    } else if (endTold && stream.closed) {
      tunnel.close(); // both sides have ended
    } else if (hasBytes() || isEndNews()) {
      connection.tunnels().add(this);
    } else if (!endTold && patience == Clock.NEVER && timeout != Clock.NEVER) {
      patience = Clock.after(connection.now(), timeout);
      connection.timer().armBy(patience);
    }
  }

  private boolean callsHere(Driver driver, ReceiverCalls.Call call) {
    Tunnels tunnels = connection.tunnels();
    tunnels.begins(this);
    connection.turns().enter(driver);
    long begun = Clock.now();
    make(call);
    long end = Clock.now();
    threads.took(end - begun);
    tunnel.outgoing().stopCollecting();
    boolean goesOn = calls.end() && !calls.finishesIfClosed();
    if (!connection.turns().leave(driver)) {
      stream.signal(Http2Stream.CONTENT | (goesOn ? Http2Stream.TUNNEL : 0));
      return false;
    }
    tunnels.ends();
    connection.now(end);
    if (!stream.closed) {
      connection.sender().serve(stream);
      tunnels.wrote(tunnel);
    }
    if (goesOn) {
      rest();
    }
    return true;
  }

  private boolean callsElsewhere(Driver driver, ReceiverCalls.Call call) {
    driver.yieldBeforePoll();
    boolean foreign = dispatcher.dispatchesToApplication();
    if (foreign) {
      connection.turns().enter(driver); // an executor may wait, or run the call itself
    }
    threads.execute(
        () -> {
          make(call);
          endCall();
        },
        e -> {
          Log.write(Level.ERROR, "the executor has refused a call for " + tunnel, e);
          tunnel.fail(e);
          tunnel.start(this::endCall);
        });
    return !foreign || connection.turns().leave(driver);
  }

  // ---- the thread that calls

  private void make(ReceiverCalls.Call call) {
    if (!calls.makes(call)) {
      tunnel.close();
    }
  }

  private void received(Upgrade.Receiver receiver) throws IOException {
    InputBuffer all = tunnel.incoming().takeAll(left);
    left = null;
    offersLeft = false;
    var bytes = ByteBuffer.wrap(all.bytes, all.start, all.size());
    receiver.received(bytes);
    tunnel.giveCredit();
    if (bytes.hasRemaining()) {
      all.start = bytes.position();
      left = all;
    }
  }

  private void ended(Upgrade.Receiver receiver) throws IOException {
    endTold = true;
    receiver.ended();
  }

  private void endCall() {
    if (calls.end() && !calls.finishesIfClosed()) {
      stream.signal(Http2Stream.TUNNEL);
    }
  }
}
