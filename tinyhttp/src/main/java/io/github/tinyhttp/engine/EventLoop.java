package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Log;
import io.github.tinyhttp.wire.Socket;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One poller, its connections, and the tasks that wait for them. A loop is state without a thread:
/// a [Driver] drives it, one at a time, and the [Turn] decides which one that is.
///
/// Everything but the task queue, the turn and the two flags belongs to the driver.
public final class EventLoop {
  /// A driver that serves what one poll has found takes less than this, or the process stands
  /// still.
  private static final long LONGEST_ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /// The time between two polls that fail.
  private static final long FAILED_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /// Work for the driver.
  @FunctionalInterface
  public interface Task {
    void run(Driver driver);
  }

  private final Engine engine;
  private final Poller poller;
  private final Turn turn = new Turn();
  private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();

  /// Whether the driver waits in the poller, or is about to.
  private volatile boolean asleep;

  private volatile boolean stopped;

  private final ReadyList ready = new ReadyList();
  private final ConnectionList connections = new ConnectionList();
  private final LoopMemory memory;

  /// The batch of the driver. It stays that of the last driver until the next one has taken over.
  private @Nullable WriteBatch batch;

  /// The thread that drives. Written before its turns, and read by the thread that takes one.
  private Thread driver = Thread.currentThread();

  /// What the next driver does if the loop changes hands during the handler that runs; null for
  /// nothing but to drive on. Written by the driver before the turn begins.
  private @Nullable Task continuation;

  /// When to look at the deadlines of the connections again.
  private long nextSweep;

  /// When the last poll began. What had come by then is served once its ready list is empty.
  private long polledAt;

  /// Whether a poll has begun since the loop was stopped.
  private boolean polledLast;

  /// Whether the last poll has failed.
  private boolean pollFailed;

  /// When the driver is expected to poll again.
  private long pollsBy = Clock.NEVER;

  EventLoop(Engine engine, Poller poller) {
    this.engine = engine;
    this.poller = poller;
    this.memory = new LoopMemory(engine.memory(), this);
  }

  // ---- any thread

  /// Lets the driver run `task`, soon and in the order of submission.
  public void submit(Task task) {
    tasks.add(task);
    if (asleep) {
      poller.wakeup();
    }
  }

  /// Runs `task` at once if the caller is the driver outside of a handler, and otherwise submits
  /// it.
  public void run(Task task) {
    if (Thread.currentThread() instanceof Driver caller && caller.drives(this)) {
      task.run(caller);
    } else {
      submit(task);
    }
  }

  /// Stops the loop. Its driver closes the connections that are left.
  void stop() {
    stopped = true;
    poller.wakeup();
  }

  /// Whether to close the loop: it is stopped, and has served what had come by then. For a driver
  /// that has served all of what the last poll has found.
  boolean isDone() {
    return stopped && polledLast;
  }

  // ---- changing hands

  Turn turn() {
    return turn;
  }

  /// The handler has ended, and its driver still drives.
  void endTurn() {
    continuation = null;
  }

  /// A handler begins on the driver.
  ///
  /// @param next what the next driver does if the loop changes hands meanwhile; null for nothing
  /// @return the number of the turn
  long beginTurn(@Nullable Task next) {
    continuation = next;
    long number = turn.begin();
    engine.watchdog().noticeTraffic();
    return number;
  }

  /// Takes the loop from the driver that runs a handler in turn `number`, and gives it to a spare.
  /// Nothing happens if that turn is over.
  ///
  /// The spare comes first: if the process has no thread or no memory for one, the loop stays with
  /// its driver.
  void handOver(long number) {
    Driver spare = engine.spares().acquire();
    Thread loser = driver;
    if (turn.steal(number)) {
      engine.spares().lost();
      engine.spares().give(spare, this);
      engine.tell(owner -> owner.loopHandedOver(loser));
    } else {
      engine.spares().giveBack(spare);
    }
  }

  // ---- the driver

  Traffic traffic() {
    return engine.traffic();
  }

  LoopMemory memory() {
    return memory;
  }

  void tellMemoryExceeded(Connection connection) {
    engine.tell(owner -> owner.memoryExceeded(connection));
  }

  Poller poller() {
    return poller;
  }

  /// A driver takes the loop over. What the last driver has collected and not written leaves now.
  void takeOver(Thread driver, WriteBatch mine) {
    this.driver = driver;
    WriteBatch before = batch;
    batch = mine;
    if (before != null) {
      before.flushForPredecessor();
    }
    Task left = continuation;
    if (left != null) {
      continuation = null;
      tasks.add(left);
    }
  }

  ReadyList ready() {
    return ready;
  }

  /// Takes the next task; null if there is none.
  @Nullable Task nextTask() {
    return tasks.poll();
  }

  /// Finds what is ready. Waits for it if no task waits either, until the next sweep is due.
  void poll() {
    ready.clear();
    polledLast = stopped;
    polledAt = Clock.nowAfter(pollsBy);
    long waited = 0;
    try {
      if (tasks.isEmpty()) {
        asleep = true; // written before the queue is read again: see `submit`
        if (tasks.isEmpty() && !stopped) {
          waited = patience();
        }
        poller.poll(waited, ready);
        asleep = false;
      } else {
        poller.poll(0, ready);
      }
      pollFailed = false;
    } catch (IOException e) {
      failed(e);
    } finally {
      Thread.interrupted(); // one that came at the very end of a request would end all waits
    }
    pollsBy = Clock.after(Clock.nowAfter(Clock.after(polledAt, waited)), LONGEST_ROUND_NANOS);
  }

  /// When the last poll began, which has found what is served now. For the driver.
  public long polledAt() {
    return polledAt;
  }

  /// A poll has failed, and so may the next one at once: it takes neither the processor nor the
  /// log.
  private void failed(IOException cause) {
    if (!pollFailed) {
      pollFailed = true;
      Log.write(Level.ERROR, "the poller of an event loop failed", cause);
    }
    LockSupport.parkNanos(FAILED_POLL_NANOS);
  }

  /// Makes the poller let go of the sockets whose registration is cancelled. What is ready will be
  /// found again.
  void letGo() {
    try {
      poller.poll(0, (_, _) -> {});
    } catch (IOException e) {
      Log.write(Level.DEBUG, "polling before listeners are closed", e);
    }
  }

  private long patience() {
    if (connections.size() == 0 && !engine.isAcceptPaused()) {
      return Clock.NEVER;
    }
    return Math.max(0, nextSweep - polledAt);
  }

  /// Looks at all deadlines, if it is time to: those that were over before the last poll, which has
  /// found whatever came in time. So after a standstill the clients are served first. For a driver
  /// that has served all of what was found.
  ///
  /// A list ordered by deadline would make this O(1), but every thread that finishes a request
  /// would have to write to it; see docs/adr/0003.
  void sweepIfDue() {
    long now = polledAt;
    if (now < nextSweep) {
      return;
    }
    memory.look();
    nextSweep = now + engine.sweepInterval();
    engine.resumeAccepting(now, this);
    connections.forEach(
        connection -> {
          if (connection.isLate(now) || connection.isClosed()) {
            submit(driver -> expire(connection, now, driver));
          }
        });
  }

  private void expire(Connection connection, long now, Driver driver) {
    try {
      if (connection.isClosed()) {
        forget(connection); // there was no memory to do so before
      } else {
        connection.expireAt(now, driver);
      }
    } catch (Throwable e) {
      driver.closeFailed(connection, e);
    }
  }

  void adopt(Socket socket, long number, Function<Connection, Protocol> begin) {
    Connection connection = null;
    try {
      connection = new Connection(socket, this, number);
      connection.register(this, socket, Poller.READ);
      connection.speak(begin.apply(connection));
    } catch (Throwable e) {
      if (connection != null) {
        connection.cancel();
        connection.end();
      }
      engine.discard(socket, e);
      return;
    }
    if (connections.size() == 0) {
      nextSweep = Clock.now() + engine.sweepInterval();
    }
    connections.add(connection);
  }

  void forEachConnection(Consumer<Connection> action) {
    connections.forEach(action);
  }

  /// Closes the socket of a connection that is closed. If that fails, for lack of memory for
  /// example, the next sweep tries again.
  void forget(Connection connection) {
    if (connections.contains(connection)) {
      connection.closeSocket();
      boolean _ = connections.remove(connection);
      engine.closed(this);
    }
  }

  /// Drains each connection in a task of its own, as one of them may cost the driver its loop.
  void drainAll(long until) {
    nextSweep = Math.min(nextSweep, until);
    connections.forEach(connection -> submit(driver -> connection.drain(driver, until)));
  }

  /// Closes a loop that is stopped.
  void close() {
    connections.forEach(Connection::close);
    try {
      poller.close();
    } catch (IOException e) {
      Log.write(Level.DEBUG, "closing the poller of an event loop", e);
    }
    engine.loopStopped();
  }

  /// Readable without a lock, and not exact: for logs and debuggers.
  @Override
  public String toString() {
    String doing = stopped ? "stopped" : asleep ? "polling" : "running";
    return "EventLoop["
        + String.join(", ", turn.toString(), doing, connections.size() + " connections")
        + ", "
        + ready.size()
        + " ready]";
  }
}
