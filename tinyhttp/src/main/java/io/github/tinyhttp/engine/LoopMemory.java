package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// What the connections of one loop hold for their clients. For the driver, except where it says
/// otherwise.
final class LoopMemory {
  private final MemoryBudget budget;
  private final EventLoop loop;

  /// By how many bytes memory has grown at most since the last look. Threads that are no drivers
  /// add to it without a lock, too, and some of what they add at the same time is lost.
  private long grown;

  /// When to look again: at so many bytes.
  private long step = 1;

  /// Whether a thread has asked the driver to look.
  private volatile boolean asked;

  /// Whether connections may have bytes that were left in their sockets.
  private boolean someUnread;

  private volatile long held;
  private volatile long greediest;

  LoopMemory(MemoryBudget budget, EventLoop loop) {
    this.budget = budget;
    this.loop = loop;
  }

  /// How many bytes were held at the last look. For any thread.
  long held() {
    return held;
  }

  /// How many bytes the greediest connection held at the last look. For any thread.
  long greediest() {
    return greediest;
  }

  /// Whether connections that hold much are not to be read from. For any thread.
  boolean isShort() {
    return budget.isShort();
  }

  MemoryBounds bounds() {
    return budget.bounds();
  }

  /// Bytes have come, or wait to be sent. For any thread.
  void grew(long count) {
    long sum = grown + count;
    grown = sum;
    if (sum >= step && !asked && !isLookedAtSoon()) {
      asked = true;
      loop.submit(_ -> look());
    }
  }

  /// Whether the caller is the driver of this loop, which looks when it is done with a connection.
  private boolean isLookedAtSoon() {
    return Thread.currentThread() instanceof Driver driver && driver.isDriverOf(loop);
  }

  /// A connection was left unread, and is to be asked after the next look.
  void leftUnread() {
    someUnread = true;
  }

  /// Looks, if memory may have grown much since the last time.
  void lookIfDue() {
    if (grown >= step) {
      look();
    }
  }

  /// Looks what each connection holds, and closes the greediest if it is too much. No failure of it
  /// may cost the loop its driver.
  void look() {
    asked = false;
    grown = 0;
    try {
      var tally = new MemoryTally();
      loop.forEachConnection(tally::visit);
      held = tally.all();
      greediest = tally.greediest();
      closeTooGreedy();
      budget.looked();
      budget.relieve(loop);
      step = budget.step();
      if (someUnread) {
        someUnread = false; // a connection that is still left says so again
        loop.forEachConnection(Connection::readAgainIfAllowed);
      }
    } catch (RuntimeException e) {
      someUnread = true;
      Log.write(Level.ERROR, "what connections hold in memory is not known", e);
    }
  }

  /// Closes each connection that holds more than one may.
  private void closeTooGreedy() {
    long most = budget.bounds().each();
    if (greediest > most) {
      long freed = 0;
      for (Connection connection : those(one -> one.heldBytes() > most)) {
        freed += close(connection);
      }
      forget(freed);
      greediest = most;
    }
  }

  /// Closes connections, the greediest first.
  ///
  /// @param excess how many bytes are to be free afterwards
  /// @param least how many bytes a connection holds at least that is closed
  void close(long excess, long least) {
    long freed = 0;
    for (Connection connection : those(one -> one.heldBytes() >= Math.max(1, least))) {
      if (freed >= excess) {
        break;
      }
      freed += close(connection);
    }
    forget(freed);
    greediest = freed < excess ? Math.min(greediest, least) : greediest;
  }

  private void forget(long freed) {
    long before = held; // only the driver writes it
    held = before - freed;
  }

  /// The connections that are open and fulfil a condition, the greediest first.
  private List<Connection> those(Predicate<Connection> condition) {
    List<Connection> found = new ArrayList<>();
    loop.forEachConnection(
        connection -> {
          if (!connection.isClosed() && condition.test(connection)) {
            found.add(connection);
          }
        });
    found.sort(Comparator.comparingLong(Connection::heldBytes).reversed());
    return found;
  }

  private long close(Connection connection) {
    loop.tellMemoryExceeded(connection);
    connection.abort();
    return connection.heldBytes();
  }

  @Override
  public String toString() {
    return "LoopMemory[" + held + " bytes, at most " + greediest + " by one]";
  }
}
