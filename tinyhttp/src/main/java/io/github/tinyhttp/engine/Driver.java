package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.InputBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A platform thread that can drive an event loop, with the buffers it works with. It drives one
/// loop, or none: then it is a spare, or still busy with the request during which its loop was
/// taken from it. The buffers stay with the thread, so a request goes on undisturbed when that
/// happens.
public final class Driver extends Thread {
  private static final int BUFFER = 64 << 10;

  /// How many requests may wait for one wake-up: a few hundred microseconds of the driver's time.
  private static final int MOST_UNWOKEN = 32;

  private final DriverPool spares;
  private final ByteBuffer io = ByteBuffer.allocateDirect(BUFFER);
  private final InputBuffer input = new InputBuffer(BUFFER);
  private WriteBatch outbox = new WriteBatch(BUFFER, io);

  /// Null while it drives none. Written by this thread, or before it is handed a loop.
  private @Nullable EventLoop loop;

  /// The turn this driver took last; only meaningful inside a handler.
  private long turn;

  private boolean othersWork;

  /// Wakes the threads that got something to do and are not woken yet; null if there are none.
  private @Nullable Runnable wake;

  private int unwoken;

  /// Whether a handler runs on this thread. Its loop may be gone then, which shows only after.
  private boolean inHandler;

  Driver(DriverPool spares, String name, boolean daemon) {
    super(null, null, name, 0, false);
    this.spares = spares;
    setDaemon(daemon);
  }

  /// The direct buffer that sockets are read into and written from. Valid until the next use by
  /// anybody on this thread.
  public ByteBuffer io() {
    return io;
  }

  /// The driver's own input window. Valid until the next connection is read.
  public InputBuffer input() {
    return input;
  }

  /// Answers that are ready and leave together.
  public WriteBatch outbox() {
    return outbox;
  }

  /// Whether this thread still drives a loop.
  public boolean isDriving() {
    return loop != null;
  }

  /// A handler begins on this thread; from now on the loop may be taken away.
  public void enterHandler() {
    EventLoop mine = loop;
    if (mine == null) {
      throw new IllegalStateException("only a driver can enter");
    }
    wakeOthers(); // they need not wait for a handler
    inHandler = true;
    turn = mine.enter();
  }

  /// The handler is done.
  ///
  /// @return whether this thread still drives; if not, it finishes its request as any other thread
  ///   would, and touches nothing of the loop
  public boolean leaveHandler() {
    inHandler = false;
    Thread.interrupted(); // an application's interrupt must not end up in our selector
    EventLoop mine = loop;
    if (mine != null && mine.leave(turn)) {
      return true;
    }
    loop = null;
    return false;
  }

  /// Another thread was given a request, and is to be woken for it: once for all that come in one
  /// go, since the system likes to let a thread that it wakes go first.
  ///
  /// @param wake wakes the threads that such requests wait for; the same at each call
  public void othersWork(Runnable wake) {
    othersWork();
    this.wake = wake;
    if (++unwoken == MOST_UNWOKEN) {
      wakeOthers();
    }
  }

  /// Wakes the threads that got something to do.
  void wakeOthers() {
    Runnable waiting = wake;
    if (waiting != null) {
      wake = null;
      unwoken = 0;
      waiting.run();
    }
  }

  /// Another thread was given a request, or has left something for this one to do.
  public void othersWork() {
    othersWork = true;
  }

  /// Whether any did, since the last time this was asked.
  boolean takeOthersWork() {
    boolean did = othersWork;
    othersWork = false;
    return did;
  }

  /// To be called before a thread waits: if it is a driver inside a handler, another one takes the
  /// loop over.
  public static void beforeBlocking() {
    if (Thread.currentThread() instanceof Driver driver
        && driver.inHandler
        && driver.loop != null) {
      driver.loop.handOver(driver.turn);
      driver.loop = null;
    }
  }

  boolean isOneOf(DriverPool threads) {
    return spares == threads;
  }

  /// Makes this thread drive `loop` next. For whoever holds this driver as a spare.
  void take(EventLoop loop) {
    this.loop = loop;
  }

  /// Whether this thread, which is the caller, is free to touch what belongs to that loop's driver.
  boolean drives(EventLoop candidate) {
    return loop == candidate && !inHandler;
  }

  /// Drives until the loop is gone or stopped. Nothing else may end that, not even a lack of memory
  /// in the place where a lack of memory is met: there would be nobody to drive on.
  private void drive(EventLoop mine) {
    while (true) {
      try {
        mine.drive(this);
        return;
      } catch (Throwable _) {
        // what could be said or done about it was tried where it happened
        outbox.discard();
        if (inHandler ? !leaveHandler() : !isDriving()) {
          return;
        }
      }
    }
  }

  @Override
  public void run() {
    boolean goesOn = spares.await(this);
    while (goesOn) {
      EventLoop mine = loop;
      if (mine != null) {
        drive(mine);
      }
      loop = null;
      outbox =
          new WriteBatch(BUFFER, io); // whoever drives the loop now may still look at the old one
      goesOn = spares.rest(this);
    }
  }
}
