package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.InputBuffer;
import io.github.tinyhttp.wire.Log;
import io.github.tinyhttp.wire.PromptThread;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A platform thread that can drive an event loop, with the buffers it works with.
///
/// A driver drives one loop or none. It has none while it is a spare, and while it finishes the
/// request during whose handler its loop was taken away, see [Turn]. The buffers stay with the
/// thread, so such a request goes on undisturbed.
public final class Driver extends ServerThread implements PromptThread {
  private static final int BUFFER = 64 << 10;

  /// After how many delayed wake-ups the threads are woken at once: a few hundred microseconds of
  /// the driver's time.
  private static final int MAX_UNWOKEN = 32;

  private final DriverPool spares;
  private final ByteBuffer io = ByteBuffer.allocateDirect(BUFFER);
  private final InputBuffer input = new InputBuffer(BUFFER);
  private WriteBatch outbox = new WriteBatch(BUFFER, io);

  /// What this thread adds to the sums of its server. Only this thread writes it.
  private final long[] cells;

  /// The loop that this thread drives; null if it drives none. Written by this thread, or by the
  /// thread that gives a reserved driver its loop.
  private @Nullable EventLoop loop;

  /// The number of the turn that this driver has begun last; meaningful only inside a handler.
  private long turn;

  /// Whether a handler runs on this thread. If so, the loop may be gone without the driver knowing.
  private boolean inHandler;

  /// What the handler on this thread has to respond to; null outside of handlers. Written by this
  /// thread, without a fence: a thread that has seen this one's stack knows it.
  private @Nullable Object work;

  /// Whether to yield before the next poll, see [#yieldBeforePoll()].
  private boolean yields;

  /// Wakes the threads that have got work and are not woken yet; null if there are none.
  private @Nullable Runnable wake;

  private int unwoken;

  Driver(DriverPool spares, String name, ClassLoader loader) {
    super(null, name, loader);
    this.spares = spares;
    this.cells = spares.workers().adders().cells();
    setDaemon(true);
  }

  // ---- for protocols

  /// The direct buffer for reading from sockets and writing to them. Its content is valid until the
  /// next call on this thread that reads or writes.
  public ByteBuffer io() {
    return io;
  }

  /// A buffer for received bytes. Its content is valid until the next connection is read.
  public InputBuffer input() {
    return input;
  }

  /// Received bytes behind those of their connection that wait already; in [#input()] if none do.
  public InputBuffer behind(@Nullable InputBuffer held, ByteBuffer received) {
    if (held == null) {
      input.refill(received);
      return input;
    }
    held.append(received);
    return held;
  }

  /// The bytes that are collected for one connection, to leave in one write.
  public WriteBatch batch() {
    return outbox;
  }

  /// Whether this thread still drives a loop.
  public boolean isDriving() {
    return loop != null;
  }

  /// A handler begins on this thread. From now on the loop may be taken away.
  ///
  /// @throws IllegalStateException if this thread drives no loop
  public void enterHandler() {
    enterHandler(null);
  }

  /// A handler begins on this thread, as in [#enterHandler()], of a protocol that has more to do
  /// after it.
  ///
  /// @param continuation runs on the next driver, soon, if the loop is taken away before the
  ///   handler has ended; null for nothing
  public void enterHandler(EventLoop.@Nullable Task continuation) {
    EventLoop mine = entered();
    beforeRequest();
    turn = mine.beginTurn(continuation);
  }

  /// Code of this library's that may wait begins on this thread, as if it were a handler. An
  /// interrupt does not reach it: what interrupts this thread means a handler that is over.
  ///
  /// @param continuation as in [#enterHandler(EventLoop.Task)]
  public void enterWait(EventLoop.@Nullable Task continuation) {
    turn = entered().beginTurn(continuation);
  }

  private EventLoop entered() {
    EventLoop mine = loop;
    if (mine == null) {
      throw new IllegalStateException("only a driver can enter a handler");
    }
    wakeOthers(); // the other threads need not wait for the handler
    inHandler = true;
    return mine;
  }

  /// The handler is done.
  ///
  /// @return whether this thread still drives; if not, it finishes its request as any other thread
  ///   would, and touches nothing of the loop
  public boolean leaveHandler() {
    inHandler = false;
    work = null;
    afterRequest();
    EventLoop mine = loop;
    if (mine != null && mine.turn().end(turn)) {
      mine.endTurn();
      return true;
    }
    loop = null;
    return false;
  }

  /// Hands the caller's loop over, if the caller is a driver inside a handler. Every method of this
  /// library in which an application's thread may wait calls this first.
  public static void beforeBlocking() {
    if (Thread.currentThread() instanceof Driver driver
        && driver.inHandler
        && driver.loop != null) {
      driver.loop.handOver(driver.turn);
      driver.loop = null;
    }
  }

  /// A handler begins to work on a request on the calling thread, if that is a driver.
  public static void worksOn(Object request) {
    if (Thread.currentThread() instanceof Driver driver) {
      driver.work = request;
    }
  }

  /// What the handler on this thread has to respond to; null if there is none. Exact for a thread
  /// that cannot go on.
  public @Nullable Object work() {
    return work;
  }

  /// Whether the caller is a driver outside of a handler: code of the application must not run, nor
  /// anything else that may wait.
  public static boolean isOnLoop() {
    return Thread.currentThread() instanceof Driver driver && !driver.inHandler;
  }

  @Override
  public boolean mustNotWait() {
    return !inHandler && loop != null;
  }

  @Override
  public void leave(Runnable task) {
    spares.workers().startInBackground("tinyhttp-log", task);
  }

  /// The application's code that handles a request has returned, and the library goes on with that
  /// request on the same thread, reading files for example. An interrupt so far was for that code,
  /// and one from now on finds no application code on a thread of the library's.
  ///
  /// @return whether the caller was interrupted, and is a thread that the library does not own
  public static boolean endInterrupts() {
    if (Thread.currentThread() instanceof ServerThread mine) {
      mine.stopHearing();
      return false;
    }
    return Thread.interrupted();
  }

  /// Lets other threads run before the next poll. For a protocol that has given work to another
  /// thread, whose results the driver then finds together.
  public void yieldBeforePoll() {
    yields = true;
  }

  /// Wakes threads before the next poll, the next handler, or after 32 calls, whichever comes
  /// first, and yields to them. Operating systems tend to run a woken thread at once in the
  /// driver's place; so one wake-up for the work of many requests is cheaper than one for each.
  ///
  /// @param task wakes all threads that have got work; the same at each call
  public void wakeBeforePoll(Runnable task) {
    yieldBeforePoll();
    wake = task;
    if (++unwoken == MAX_UNWOKEN) {
      wakeOthers();
    }
  }

  private void wakeOthers() {
    Runnable task = wake;
    if (task != null) {
      wake = null;
      unwoken = 0;
      task.run();
    }
  }

  // ---- for the engine

  boolean addsTo(Adders sums) {
    return spares.workers().adders() == sums;
  }

  long[] cells() {
    return cells;
  }

  boolean isOneOf(DriverPool threads) {
    return spares == threads;
  }

  /// Makes this thread drive `mine` next. For the thread that has reserved this driver.
  void take(EventLoop mine) {
    loop = mine;
  }

  /// Whether this thread drives `candidate`, inside a handler or not.
  boolean isDriverOf(EventLoop candidate) {
    return loop == candidate;
  }

  /// Whether the caller, which is this thread, may touch what belongs to the driver of `candidate`.
  boolean drives(EventLoop candidate) {
    return loop == candidate && !inHandler;
  }

  // ---- driving

  @Override
  public void run() {
    boolean goesOn = spares.await(this);
    while (goesOn) {
      for (EventLoop mine = loop; mine != null; mine = loop) {
        try {
          drive(mine);
        } catch (Throwable _) {
          // Such as a lack of memory while a lack of memory is logged. No failure may leave a loop
          // without a driver.
          recover();
        }
      }
      goesOn = rests();
    }
    spares.forget(this);
  }

  /// Rests until there is another loop.
  ///
  /// @return whether there is; if not, or if there is no memory to rest with, the thread ends
  private boolean rests() {
    spares.regained();
    try {
      outbox =
          new WriteBatch(BUFFER, io); // the next driver of the loop may still empty the old one
      return spares.rest(this);
    } catch (Throwable _) {
      return false;
    }
  }

  /// Drives until the loop is gone or closed: polls, runs the tasks, serves what is ready, and only
  /// then looks at the deadlines.
  private void drive(EventLoop mine) {
    mine.takeOver(this, outbox);
    ReadyList ready = mine.ready();
    while (loop != null) {
      Pollable next = ready.next();
      if (next != null) {
        try {
          next.ready(ready.operations(), this);
        } catch (Throwable e) {
          closeFailed(next, e);
        }
        lookAtMemory(mine);
      } else if (mine.isDone()) {
        end(mine);
      } else {
        mine.sweepIfDue();
        if (isDriving()) {
          wakeOthers();
          yieldIfAsked();
          mine.poll();
          runTasks(mine);
        }
      }
    }
  }

  /// Looks after each connection and each task, as there may be thousands that all read much.
  private void lookAtMemory(EventLoop mine) {
    if (isDriving()) {
      mine.memory().lookIfDue();
    }
  }

  /// Makes the thread fit to drive on after an exception: no other connection may get the bytes
  /// that were collected, and a handler that has thrown past the protocol has ended its turn.
  private void recover() {
    outbox.discard();
    if (inHandler) {
      boolean _ = leaveHandler();
    }
  }

  /// Lets other threads use what they have just got: what they leave for the loop, and the requests
  /// that clients then send, are found together by the next poll. On one CPU this saves a third of
  /// the context switches.
  @SuppressWarnings("ThreadPriorityCheck") // only a hint, on which nothing relies
  private void yieldIfAsked() {
    if (yields) {
      yields = false;
      if (!spares.isCrowded()) { // else those that hold all processors would get this one, too
        Thread.yield();
      }
    }
  }

  private void runTasks(EventLoop mine) {
    for (var task = mine.nextTask(); task != null; task = isDriving() ? mine.nextTask() : null) {
      yieldBeforePoll(); // the thread that has left the task may leave more
      try {
        task.run(this);
      } catch (Throwable e) {
        recover();
        Log.write(Level.ERROR, "a task of an event loop failed", e);
      }
      lookAtMemory(mine);
    }
  }

  /// Closes a connection during whose turn an exception was thrown.
  void closeFailed(Pollable failed, Throwable cause) {
    recover();
    try {
      if (failed instanceof Connection connection) {
        connection.close();
      }
    } catch (Throwable e) {
      Log.write(Level.ERROR, "closing a failed connection failed", e);
    }
    Log.write(Level.ERROR, "a connection failed and is closed", cause);
  }

  private void end(EventLoop mine) {
    runTasks(mine);
    if (isDriving()) { // else the next driver ends the loop
      mine.close();
      loop = null;
    }
  }

  /// Readable without a lock, and not exact: for logs and debuggers.
  @Override
  public String toString() {
    EventLoop mine = loop;
    String doing = mine == null ? "spare" : (inHandler ? "in a handler of " : "drives ") + mine;
    return "Driver[" + getName() + ", " + doing + "]";
  }
}
