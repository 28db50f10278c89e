package io.github.tinyhttp.http2;

import io.github.tinyhttp.wire.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What threads leave at one stream for the driver, and how a thread waits for what the driver does
/// about it.
abstract class StreamSignals extends StreamState {
  /// A response with its content in memory.
  static final int RESPONSE = 1;

  /// Content that is made while it is sent, or its end.
  static final int CONTENT = 2;

  /// The application has taken a part of the body.
  static final int CREDIT = 4;

  /// An interim response.
  static final int INTERIM = 8;

  /// The stream is to be reset, as its content broke off.
  static final int RESET = 16;

  /// A tunnel whose receiver waits, whose time was set, or that was closed.
  static final int TUNNEL = 32;

  /// A thread that has lost the loop meanwhile is done with reading the file of this stream.
  static final int READ = 64;

  /// How long a thread waits for the driver at most, in nanoseconds: far longer than a driver takes
  /// to come, unless the machine stands still.
  private static final long MOST_WAIT = 2_000_000_000L;

  private static final VarHandle SIGNALS;

  static {
    try {
      SIGNALS = MethodHandles.lookup().findVarHandle(StreamSignals.class, "signals", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// What the driver is to look at. A stream whose value is not zero is in the queue of the
  /// connection, or is being looked at.
  @SuppressWarnings("unused") // through its handle
  private volatile int signals;

  /// The thread that waits for its response to leave; null if none does.
  private volatile @Nullable Thread sender;

  StreamSignals(int id) {
    super(id);
  }

  /// Lets the driver look at this stream.
  final void signal(int what) {
    if ((int) SIGNALS.getAndBitwiseOr(this, what) == 0) {
      post();
    }
  }

  /// What the driver is to look at now. For the driver.
  final int takeSignals() {
    return (int) SIGNALS.getAndSet(this, 0);
  }

  /// The first signal was left: the stream comes into the queue of the connection.
  abstract void post();

  // ---- the thread that waits

  /// Lets the driver look at this stream, and waits until the response is with the system, as far
  /// as the socket and the windows take it.
  final void signalAndWait(int what) {
    Thread caller = Thread.currentThread();
    sender = caller;
    signal(what);
    long end = Clock.now() + MOST_WAIT;
    for (long left = MOST_WAIT; sender != null && left > 0; left = end - Clock.now()) {
      LockSupport.parkNanos(this, left);
      if (caller.isInterrupted()) {
        break; // the response leaves all the same
      }
    }
    sender = null;
  }

  /// The driver has sent what it could, or will never send it.
  final void wakeSender() {
    Thread waiting = sender;
    if (waiting != null) {
      sender = null;
      LockSupport.unpark(waiting);
    }
  }

  /// Whether a thread waits for the response to leave.
  final boolean hasSender() {
    return sender != null;
  }
}
