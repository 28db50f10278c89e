package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One selector and its connections, driven by one thread at a time.
///
/// All state but the task queue and the turn belongs to the driver. The turn is how a loop changes
/// hands: it is even while the driver does the loop's own work, and odd while it runs a handler. A
/// driver takes its turn back by comparing and setting; whoever does that before it, the watchdog
/// or the driver itself ahead of a wait, has taken the loop away, and a spare drives on from where
/// it stood. The number never comes again, so nobody can be mistaken.
public final class EventLoop {
  /// Work for the driver.
  @FunctionalInterface
  public interface Task {
    void run(Driver driver);
  }

  private final Engine engine;
  private final Selector selector;
  private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
  private final Consumer<SelectionKey> collect = this::collect;
  private final AtomicLong turn = new AtomicLong();
  private volatile boolean asleep;
  private volatile boolean stopped;

  /// The outbox of the driver. It stays what it was when the loop changes hands, whatever its
  /// thread does then.
  private @Nullable WriteBatch outbox;

  private Selectable[] ready = new Selectable[256];
  private int[] readyFor = new int[256];
  private int readyCount;
  private int readyNext;
  private @Nullable Connection first;
  private int count;
  private long nextSweep;

  EventLoop(Engine engine) throws IOException {
    this.engine = engine;
    this.selector = Selector.open();
  }

  // ---- any thread

  /// Has the driver run `task`, soon and in the order of submission.
  void submit(Task task) {
    tasks.add(task);
    if (asleep) {
      selector.wakeup();
    }
  }

  /// As [#submit(Task)], or at once if the caller is the driver, outside of a handler.
  void run(Task task) {
    if (Thread.currentThread() instanceof Driver caller && caller.drives(this)) {
      task.run(caller);
    } else {
      submit(task);
    }
  }

  // ---- changing hands

  long enter() {
    long mine = turn.get() + 1;
    turn.set(mine);
    engine.watchdog().noticeTraffic();
    return mine;
  }

  boolean leave(long mine) {
    return turn.compareAndSet(mine, mine + 1);
  }

  /// An odd number while a handler runs.
  long turn() {
    return turn.get();
  }

  /// Takes the loop from the driver that runs a handler since turn `since`, and sets a spare on it.
  /// Nothing happens if that turn is over.
  void handOver(long since) {
    Driver spare = engine.spares().acquire();
    if (turn.compareAndSet(since, since + 1)) {
      engine.handedOver();
      engine.spares().give(spare, this);
    } else {
      engine.spares().giveBack(spare);
    }
  }

  // ---- the driver

  SelectionKey register(java.nio.channels.SelectableChannel channel, int operations, Selectable by)
      throws IOException {
    return channel.register(selector, operations, by);
  }

  void drive(Driver me) {
    WriteBatch before = outbox;
    outbox = me.outbox();
    if (before != null) {
      before.flushForPredecessor();
    }
    while (me.isDriving()) {
      if (readyNext < readyCount) {
        serve(me);
      } else if (stopped) {
        shut(me);
        return;
      } else {
        await(me);
      }
    }
  }

  private void serve(Driver me) {
    Selectable one = ready[readyNext];
    int operations = readyFor[readyNext++];
    try {
      one.ready(operations, me);
    } catch (Throwable e) {
      failed(me, one, e);
    }
  }

  private static void failed(Driver me, Selectable one, Throwable cause) {
    Log.write(Level.ERROR, "a connection failed and is closed", cause);
    me.outbox().discard(); // nobody else may get what was meant for this one
    try {
      if (one instanceof Connection connection) {
        connection.close();
      }
    } catch (Throwable e) {
      Log.write(Level.ERROR, "and closing it failed, too", e);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // the hint makes it faster, nothing relies on it
  private void await(Driver me) {
    Arrays.fill(ready, 0, readyCount, null);
    readyCount = 0;
    readyNext = 0;
    me.wakeOthers();
    try {
      if (me.takeOthersWork()) {
        // Lets the threads work that got something to do, or have just done it and do more: what
        // they leave for the loop, and the requests that clients follow with, are then found
        // together. On one CPU it spares a third of the switches.
        Thread.yield();
      }
      if (tasks.isEmpty()) {
        asleep = true;
        if (tasks.isEmpty() && !stopped) {
          selector.select(collect, patience());
        }
        asleep = false;
      } else {
        selector.selectNow(collect);
      }
    } catch (IOException | ClosedSelectorException | CancelledKeyException e) {
      Log.write(Level.ERROR, "the selector failed", e);
    }
    runTasks(me);
    if (me.isDriving()) {
      sweep(me);
    }
  }

  /// How long to sleep, in milliseconds; 0 for as long as nothing happens.
  private long patience() {
    if (count == 0 && !engine.isAcceptPaused()) {
      return 0;
    }
    return Math.max(1, (nextSweep - Clock.now()) / 1_000_000);
  }

  private void collect(SelectionKey key) {
    if (readyCount == ready.length) {
      ready = Arrays.copyOf(ready, 2 * readyCount);
      readyFor = Arrays.copyOf(readyFor, 2 * readyCount);
    }
    ready[readyCount] = (Selectable) key.attachment();
    readyFor[readyCount++] = key.readyOps();
  }

  private void runTasks(Driver me) {
    for (Task task = tasks.poll(); task != null; task = me.isDriving() ? tasks.poll() : null) {
      me.othersWork();
      try {
        task.run(me);
      } catch (Throwable e) {
        Log.write(Level.ERROR, "a task of the event loop failed", e);
        me.outbox().discard();
      }
    }
  }

  /// Looks at all deadlines now and then. A list ordered by deadline would make this O(1), but
  /// every thread that finishes a request would have to write to it; see docs/adr/0003.
  private void sweep(Driver me) {
    long now = Clock.now();
    if (now < nextSweep) {
      return;
    }
    nextSweep = now + engine.sweepInterval();
    engine.resumeAccepting(now, this);
    each(connection -> expire(connection, now, me));
  }

  private static void expire(Connection connection, long now, Driver me) {
    try {
      connection.expireAt(now, me);
    } catch (Throwable e) {
      failed(me, connection, e);
    }
  }

  private void each(Consumer<Connection> action) {
    for (Connection one = first; one != null; ) {
      Connection after = one.next; // the action may take `one` out of the list
      action.accept(one);
      one = after;
    }
  }

  void adopt(SocketChannel channel, Function<Connection, Protocol> begin) {
    var connection = new Connection(channel, this);
    try {
      connection.begin(register(channel, SelectionKey.OP_READ, connection));
      connection.speak(begin.apply(connection));
    } catch (IOException | RuntimeException e) {
      engine.discard(channel, e);
      return;
    }
    connection.next = first;
    if (first != null) {
      first.previous = connection;
    }
    first = connection;
    if (count++ == 0) {
      nextSweep = Clock.now() + engine.sweepInterval();
    }
  }

  void forget(Connection connection) {
    if (connection.previous != null) {
      connection.previous.next = connection.next;
    } else if (first == connection) {
      first = connection.next;
    } else {
      return; // forgotten already
    }
    if (connection.next != null) {
      connection.next.previous = connection.previous;
    }
    connection.next = null;
    connection.previous = null;
    count--;
    connection.closeChannel();
    engine.closed(this);
  }

  /// Drains each connection in a task of its own: one of them may cost the driver its loop.
  void drainAll() {
    each(connection -> submit(connection::drain));
  }

  // ---- the end

  /// Stops the loop and closes what is left of it.
  void stop() {
    stopped = true;
    selector.wakeup();
  }

  private void shut(Driver me) {
    runTasks(me);
    each(Connection::close);
    try {
      selector.close();
    } catch (IOException e) {
      Log.write(Level.DEBUG, "closing the selector", e);
    }
    engine.loopStopped();
  }
}
