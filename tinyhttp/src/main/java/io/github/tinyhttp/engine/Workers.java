package io.github.tinyhttp.engine;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The threads of one server beside those of its loops, for whatever may compute or wait: handlers,
/// content that is made while it is sent, tasks of connections that have left HTTP, callbacks, and
/// handshakes.
///
/// A task gets a virtual thread of its own. It may do there what it likes: while tasks hold all
/// carriers, the tasks that have not begun go to platform threads, see [WorkQueue]. A task that has
/// begun on a virtual thread and then waits stays on it, and goes on when a carrier is free.
///
/// Safe for use by several threads. Without an engine that watches them, and after its end, they
/// work as well, except that held carriers hold up all.
public final class Workers implements AutoCloseable {
  /// In looks of the watchdog, which are a millisecond apart.
  private static final int PATIENCE = 3;

  private static final int BACKGROUND_PATIENCE = 100;

  private final String name;
  private final ClassLoader loader;
  private final Adders adders = new Adders();
  private final OverflowThreads overflow;
  private final WorkQueue virtual;
  private final WorkQueue background;

  /// The arithmetic of handshakes and its threads; null if no listener speaks TLS.
  private volatile @Nullable WorkQueue handshakes;

  private volatile @Nullable HandshakeThreads handshakeThreads;

  /// Looks whether tasks begin; null if no engine watches.
  private volatile @Nullable Watchdog watchdog;

  /// Runs when tasks have come to hold all carriers. Of the thread that starts the engine, then of
  /// the watchdog.
  private Runnable whenHeld = () -> {};

  /// @param name the beginning of the threads' names
  /// @param loader the context class loader for the application's code
  public Workers(String name, ClassLoader loader) {
    this.name = name;
    this.loader = loader;
    this.overflow = new OverflowThreads(name + "-overflow", loader);
    this.virtual = queue(this::startVirtual, PATIENCE);
    this.background = queue(this::startVirtual, BACKGROUND_PATIENCE);
  }

  private WorkQueue queue(WorkQueue.Threads threads, int patience) {
    return new WorkQueue(threads, overflow, patience, () -> watchdog != null);
  }

  /// Workers that run the application's code with the context class loader of the caller.
  public static Workers ofCaller() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return new Workers("tinyhttp", loader == null ? ClassLoader.getSystemClassLoader() : loader);
  }

  /// Makes the sums to which the server's threads add.
  public Adders adders() {
    return adders;
  }

  /// The context class loader for the application's code.
  ClassLoader loader() {
    return loader;
  }

  /// Runs a task on a thread that may compute and wait. Returns at once.
  ///
  /// @param name of the thread, if it is one of the task's own
  /// @throws OutOfMemoryError if the system has no thread for it
  public void start(String name, Runnable task) {
    virtual.start(name, task);
    notice();
  }

  /// As [#start], for a task that no client waits for, and which may wait longer for a carrier.
  public void startInBackground(String name, Runnable task) {
    background.start(name, task);
    notice();
  }

  /// Runs a task on a virtual thread of its own, come what may. Returns at once.
  public void startVirtual(String name, Runnable task) {
    Thread thread =
        Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).unstarted(task);
    thread.setContextClassLoader(loader);
    thread.start();
  }

  /// Runs a task on a platform thread of its own, for work that comes again and again. Returns at
  /// once.
  ///
  /// @throws OutOfMemoryError if the system has no thread for it
  public void startPlatform(String name, Runnable task) {
    var thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    thread.start();
  }

  /// Runs the arithmetic of handshakes, with what key and trust managers of the application do. For
  /// the thread that starts the server.
  public Executor handshakes() {
    WorkQueue known = handshakes;
    if (known == null) {
      var threads = new HandshakeThreads(name + "-handshake", loader);
      known = queue((_, task) -> threads.execute(task), PATIENCE);
      handshakeThreads = threads;
      handshakes = known;
    }
    WorkQueue queue = known;
    return task -> {
      queue.start("", task);
      notice();
    };
  }

  private void notice() {
    Watchdog watching = watchdog;
    if (watching != null) {
      watching.noticeTraffic();
    }
  }

  // ---- for the engine

  /// @param held runs when tasks have come to hold all carriers
  void watchedBy(Watchdog watching, Runnable held) {
    whenHeld = held;
    watchdog = watching;
  }

  /// Whether tasks hold all carriers, or have held them and run on platform threads now.
  public boolean areCrowded() {
    return virtual.isHeld() || overflow.areBusy();
  }

  /// Looks whether tasks begin. For the watchdog, once a millisecond.
  ///
  /// @return whether any task waits
  boolean look() {
    boolean before = virtual.isHeld();
    boolean waits = virtual.look();
    if (!before && virtual.isHeld()) {
      whenHeld.run();
    }
    waits |= background.look();
    WorkQueue known = handshakes;
    if (known != null) {
      waits |= known.look();
    }
    return waits;
  }

  /// Ends the threads that have nothing to do, and the others when their task is done. From now on
  /// no thread watches.
  @Override
  public void close() {
    watchdog = null;
    virtual.letGo();
    background.letGo();
    WorkQueue queue = handshakes;
    if (queue != null) {
      queue.letGo();
    }
    overflow.close();
    HandshakeThreads known = handshakeThreads;
    if (known != null) {
      known.close();
    }
  }

  /// Not exact: for logs and debuggers.
  @Override
  public String toString() {
    return "Workers[" + virtual + ", background " + background + "]";
  }
}
