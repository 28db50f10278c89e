package io.github.tinyhttp.simulation;

import io.github.tinyhttp.wire.AdvancedClock;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.SocketHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A network with its clients, in memory. Chance decides what happens next: a client connects,
/// sends some bytes, takes some, does what clients should not do, or time passes. The same seed
/// decides the same. Time passes only when nothing else can happen, and takes none; where the
/// server has more than one thread, it passes as it does.
///
/// Guarded by its own lock.
public final class Network {
  private static final int MOST_AT_ONCE = 100;

  private final Random random;
  private final boolean threads;
  private final int clients;
  private final IntFunction<? extends NetworkClient> maker;
  private final Failures failures;
  private final List<SimulatedSocket> sockets = new ArrayList<>();
  private final SimulatedListener listener = new SimulatedListener(this);
  private final List<NetworkClient> active = new ArrayList<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private final List<String> faults = new ArrayList<>();
  private int made;
  private boolean woken;

  /// @param threads whether the server has threads beside the one that polls
  /// @param clients how many there are in all
  /// @param maker makes a client of its number
  public Network(
      Random random, boolean threads, int clients, IntFunction<? extends NetworkClient> maker) {
    this(random, threads, clients, maker, Failures.NONE);
  }

  /// @param failures which calls of the server fail
  public Network(
      Random random,
      boolean threads,
      int clients,
      IntFunction<? extends NetworkClient> maker,
      Failures failures) {
    this.random = random;
    this.threads = threads;
    this.clients = clients;
    this.maker = maker;
    this.failures = failures;
  }

  /// Which calls of the server fail.
  public Failures failures() {
    return failures;
  }

  /// How many sockets the server has not closed.
  public synchronized long openSockets() {
    return sockets.stream().filter(socket -> !socket.closed).count();
  }

  /// Whether the server has threads beside the one that polls.
  public boolean hasThreads() {
    return threads;
  }

  /// Where the server listens.
  public SimulatedListener listener() {
    return listener;
  }

  /// What clients have found wrong, after all have ended.
  public List<String> faults() throws InterruptedException {
    if (!done.await(60, TimeUnit.SECONDS)) {
      synchronized (this) {
        faults.add("stuck: " + active);
      }
    }
    synchronized (this) {
      return List.copyOf(faults);
    }
  }

  // ---- chance

  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /// As many bytes as a call of the system might move: none, one, some or all.
  int fewOf(int most) {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> Math.min(1, most);
      case 2, 3 -> most == 0 ? 0 : 1 + random.nextInt(most);
      default -> most;
    };
  }

  // ---- what happens

  /// Lets some things happen. For the poller, which holds the lock.
  public void goOn() {
    for (int i = random.nextInt(4); i >= 0; i--) {
      boolean _ = acts();
    }
  }

  /// Lets one thing happen.
  ///
  /// @return whether any could
  private boolean acts() {
    active.removeIf(NetworkClient::isDone);
    int room = Math.min(MOST_AT_ONCE - active.size(), clients - made);
    NetworkClient able = room > 0 && oneIn(10) ? null : able();
    if (able != null) {
      able.act();
    } else if (room > 0) {
      connect();
    } else {
      if (active.isEmpty() && made == clients) {
        done.countDown();
      }
      return false;
    }
    return true;
  }

  /// Some client that can do something; null if none can.
  private @Nullable NetworkClient able() {
    int first = active.isEmpty() ? 0 : random.nextInt(active.size());
    for (int i = 0; i < active.size(); i++) {
      NetworkClient client = active.get((first + i) % active.size());
      if (client.canAct()) {
        return client;
      }
    }
    return null;
  }

  private void connect() {
    NetworkClient client = maker.apply(made);
    var socket = new SimulatedSocket(this, made, 1 + random.nextInt(oneIn(3) ? 64 : 32_000));
    made++;
    sockets.add(socket);
    client.connected(this, socket, random);
    active.add(client);
    listener.add(socket);
  }

  void fault(String what) {
    faults.add(what);
  }

  /// Waits until a socket is ready or a thread wakes the loop, at most `nanos`. For the poller,
  /// which holds the lock.
  ///
  /// @param ready whether a socket is ready
  public void await(long nanos, BooleanSupplier ready) {
    while (!woken && !ready.getAsBoolean()) {
      if (acts()) {
        continue;
      }
      if (!threads && nanos != Clock.NEVER) {
        AdvancedClock.by(nanos);
        return;
      }
      if (threads && nanos != Clock.NEVER) {
        waitForThreads(TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
        return;
      }
      waitForThreads(0);
    }
  }

  private void waitForThreads(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      woken = true;
    }
  }

  /// Ends the wait of the poller, or the next one.
  public synchronized void wakeUp() {
    woken = true;
    notifyAll();
  }

  /// A poll ends.
  public void polled() {
    woken = false;
  }

  // ---- readiness

  /// Whether a read, or an accept, would not block.
  public boolean isReadable(SocketHandle socket) {
    return socket == listener ? listener.isReadable() : ((SimulatedSocket) socket).isReadable();
  }

  /// Whether a write would not block.
  public boolean isWritable(SocketHandle socket) {
    return socket != listener && ((SimulatedSocket) socket).isWritable();
  }
}
