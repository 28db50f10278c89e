package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.ListeningSocket;
import io.github.tinyhttp.wire.Log;
import io.github.tinyhttp.wire.Socket;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/// The event loops of one server, the threads that drive them, and the sockets they serve. The
/// engine knows no protocol.
public final class Engine {
  /// The parameters of an engine.
  ///
  /// @param name the beginning of the threads' names
  /// @param loops the number of event loops
  /// @param daemon whether the JVM may exit while the engine runs
  /// @param connections the largest number of open connections; beyond it, accepting pauses
  /// @param memory how many bytes connections may hold for their clients
  /// @param sweep the time between two looks at the deadlines of connections
  /// @param events told what happens
  public record Plan(
      String name,
      int loops,
      boolean daemon,
      int connections,
      MemoryBounds memory,
      Duration sweep,
      EngineEvents events) {}

  private static final long SHORTEST_SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Plan plan;
  private final List<EventLoop> loops = new ArrayList<>();
  private final List<Acceptor> acceptors = new ArrayList<>();
  private final DriverPool spares;
  private final Workers workers;
  private final Watchdog watchdog;
  private final AtomicInteger connections = new AtomicInteger();
  private final ReentrantLock closing = new ReentrantLock();
  private final Condition lastClosed = closing.newCondition();
  private final CountDownLatch stopped;
  private final RoomMaker rooms = new RoomMaker();
  private final Traffic traffic;
  private final MemoryBudget memory;
  private int nextLoop;

  /// How many connections were accepted. Written by the driver of the first loop.
  private volatile long accepted;

  /// The time between two looks at the deadlines, in nanoseconds.
  private volatile long sweepInterval;

  /// @param workers the threads beside the loops, which this engine watches, and ends
  public Engine(Plan plan, Workers workers) throws IOException {
    this(plan, workers, NioPoller::new);
  }

  /// @param pollers makes one for each loop
  Engine(Plan plan, Workers workers, Poller.Maker pollers) throws IOException {
    this.plan = plan;
    this.workers = workers;
    this.traffic = new Traffic(workers.adders());
    this.sweepInterval = plan.sweep().toNanos();
    this.spares = new DriverPool(plan.name() + "-loop", workers);
    this.stopped = new CountDownLatch(plan.loops());
    this.memory = new MemoryBudget(plan.memory(), loops);
    this.watchdog = new Watchdog(this, plan.name() + "-watchdog", plan.daemon());
    workers.watchedBy(watchdog, () -> tell(EngineEvents::threadsHeld));
    openLoops(pollers); // last
  }

  private void openLoops(Poller.Maker pollers) throws IOException {
    try {
      for (int i = 0; i < plan.loops(); i++) {
        loops.add(new EventLoop(this, pollers.make()));
      }
    } catch (Throwable e) {
      loops.forEach(EventLoop::close);
      throw e;
    }
  }

  /// Adds a socket to accept from. To be called before [#start()].
  ///
  /// @param begin makes the first protocol of a connection that is accepted from `listener`
  public void listen(ListeningSocket listener, Function<Connection, Protocol> begin)
      throws IOException {
    var acceptor = new Acceptor(this, listener, begin);
    acceptor.register(loops.getFirst());
    acceptors.add(acceptor);
  }

  /// Starts the threads: all, or none that lasts.
  public void start() {
    var drivers = new ArrayList<Driver>(loops.size());
    try {
      for (EventLoop _ : loops) {
        drivers.add(spares.acquire());
      }
      watchdog.start();
    } catch (Throwable e) {
      drivers.forEach(spares::giveBack);
      throw e;
    }
    for (int i = 0; i < drivers.size(); i++) {
      spares.give(drivers.get(i), loops.get(i));
    }
  }

  /// Frees what an engine holds whose start has failed, or never came.
  public void abandon() {
    loops.forEach(EventLoop::close);
    watchdog.end();
    spares.close();
    workers.close();
  }

  /// The threads beside the loops.
  public Workers workers() {
    return workers;
  }

  /// The number of open connections.
  public int connections() {
    return connections.get();
  }

  /// The number of connections that were ever accepted.
  public long connectionsAccepted() {
    return accepted;
  }

  /// How many bytes all connections held for their clients when their loops last looked.
  public long memoryHeld() {
    return memory.held();
  }

  /// The bytes that all connections have moved.
  public Traffic traffic() {
    return traffic;
  }

  /// Waits until no connection is open. After [#stopListening()], so that none is added.
  ///
  /// @return whether none is; false once `nanos` are over
  public boolean awaitNoConnections(long nanos) throws InterruptedException {
    long left = nanos;
    closing.lockInterruptibly();
    try {
      while (connections.get() > 0 && left > 0) {
        left = lastClosed.awaitNanos(left);
      }
      return connections.get() == 0;
    } finally {
      closing.unlock();
    }
  }

  private void countOut() {
    if (connections.decrementAndGet() == 0) {
      closing.lock();
      try {
        lastClosed.signalAll();
      } finally {
        closing.unlock();
      }
    }
  }

  /// Stops listening, after accepting the connections that wait in the backlog.
  public void stopListening() {
    var done = new CountDownLatch(1);
    loops
        .getFirst()
        .submit(
            _ -> {
              acceptors.forEach(Acceptor::cancel);
              loops.getFirst().letGo();
              acceptors.forEach(Acceptor::close);
              done.countDown();
            });
    awaitQuietly(done, 5);
  }

  /// Tells the protocol of every connection to finish what it has begun. A client that has begun
  /// nothing may still do so for `farewell` nanoseconds, since it may have sent something already.
  public void drain(long farewell) {
    long until = Clock.after(Clock.now(), farewell);
    sweepInterval = Math.min(sweepInterval, Math.max(farewell / 4, SHORTEST_SWEEP_NANOS));
    loops.forEach(loop -> loop.submit(_ -> loop.drainAll(until)));
  }

  /// Closes all connections and ends all threads. Handlers that still run are interrupted. One that
  /// goes on all the same does not keep the JVM from exiting.
  public void stop() {
    loops.forEach(EventLoop::stop);
    awaitQuietly(stopped, 5);
    watchdog.end();
    spares.close();
    workers.close();
  }

  /// The drivers whose handlers have called [System#exit(int)].
  public List<Driver> exitingDrivers() {
    return spares.exiting();
  }

  /// Whether the caller is a driver of this engine.
  public boolean isOnDriver() {
    return Thread.currentThread() instanceof Driver driver && driver.isOneOf(spares);
  }

  private void awaitQuietly(CountDownLatch latch, int seconds) {
    if (isOnDriver()) {
      return; // a handler that closes its own server cannot wait for its own loop
    }
    boolean interrupted = false;
    long end = Clock.real() + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      try {
        boolean _ = latch.await(end - Clock.real(), TimeUnit.NANOSECONDS);
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- for the loops and acceptors

  List<EventLoop> loops() {
    return loops;
  }

  MemoryBudget memory() {
    return memory;
  }

  Watchdog watchdog() {
    return watchdog;
  }

  DriverPool spares() {
    return spares;
  }

  long sweepInterval() {
    return sweepInterval;
  }

  boolean isFull() {
    return connections.get() >= plan.connections();
  }

  /// A client waits that cannot be accepted: the connection that has been idle for longest is
  /// closed, if there is one.
  void makeRoom() {
    rooms.begin(loops, loops.size());
  }

  boolean isAcceptPaused() {
    for (Acceptor acceptor : acceptors) {
      if (acceptor.isPaused()) {
        return true;
      }
    }
    return false;
  }

  void resumeAccepting(long now, EventLoop loop) {
    if (loop == loops.getFirst()) {
      acceptors.forEach(acceptor -> acceptor.resumeIfDue(now));
    }
  }

  /// Counts one more connection. Either [#discard] or [#closed] counts it off.
  void opened() {
    connections.incrementAndGet();
  }

  /// Gives a new connection to the next loop in turn.
  void adopt(Socket socket, Function<Connection, Protocol> begin) {
    EventLoop loop = loops.get(nextLoop);
    nextLoop = nextLoop + 1 == loops.size() ? 0 : nextLoop + 1;
    long number = accepted + 1;
    accepted = number;
    loop.run(_ -> loop.adopt(socket, number, begin));
  }

  /// Closes a connection that never got a protocol.
  void discard(Socket socket, Throwable cause) {
    countOut();
    try {
      socket.close();
    } catch (IOException _) {
      // the descriptor is free all the same
    }
    Log.write(Level.DEBUG, "a client disconnected before it was served", cause);
  }

  void closed(EventLoop loop) {
    countOut();
    if (isAcceptPaused()) {
      EventLoop accepting = loops.getFirst();
      accepting.run(_ -> resumeAccepting(Clock.NEVER - 1, accepting));
    }
  }

  /// Tells the owner of the engine. What it throws is logged, as it must end neither a loop nor the
  /// watchdog, nor reach a handler.
  void tell(Consumer<EngineEvents> event) {
    try {
      event.accept(plan.events());
    } catch (Throwable e) {
      Log.write(Level.WARNING, "the owner of the engine failed at an event", e);
    }
  }

  void failedToHandOver(Throwable cause) {
    Log.write(Level.WARNING, "no spare thread in place of one that is blocked", cause);
  }

  void loopStopped() {
    stopped.countDown();
  }
}
