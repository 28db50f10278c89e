package io.github.tinyhttp.exchange;

import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.engine.Workers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/// Those who listen to the events of one server: its listeners, and its access log. Each is told
/// the kinds of events for which it has a method of its own, and no others: an event of another
/// kind takes no place in its queue. Safe for use by several threads.
final class EventListeners {
  /// How long a slow listener may keep a stopped server's caller.
  private static final long LISTENER_NANOS = TimeUnit.SECONDS.toNanos(2);

  /// How long the access log may do so in addition.
  private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final List<Teller> tellers;
  private final Optional<RunningAccessLog> accessLog;
  private final Map<EventKind, List<Teller>> wanting = new EnumMap<>(EventKind.class);
  private final boolean wantRequests;

  EventListeners(ServerOptions options, Workers workers) {
    var all = new ArrayList<Teller>(2);
    for (ServerEvents listener : options.events().listeners()) {
      all.add(new Teller(listener, () -> {}, workers));
    }
    this.accessLog = options.accessLog().map(log -> new RunningAccessLog(log, workers));
    accessLog.ifPresent(log -> all.add(log.teller()));
    this.tellers = List.copyOf(all);
    for (EventKind kind : EventKind.values()) {
      wanting.put(kind, tellers.stream().filter(teller -> teller.wants(kind)).toList());
    }
    this.wantRequests = EventKind.OF_REQUESTS.stream().anyMatch(this::want);
  }

  private List<Teller> of(EventKind kind) {
    return wanting.getOrDefault(kind, List.of());
  }

  /// Whether any of them wants events of a kind.
  boolean want(EventKind kind) {
    return !of(kind).isEmpty();
  }

  /// Whether any of them wants to know what becomes of requests.
  boolean wantRequests() {
    return wantRequests;
  }

  /// Tells those who want to know. Nothing is allocated if none does.
  ///
  /// @param method the method of a listener
  <T> void tell(EventKind kind, BiConsumer<ServerEvents, T> method, T event) {
    for (Teller teller : of(kind)) {
      teller.tell(listener -> method.accept(listener, event));
    }
  }

  /// Tells those who want to know, even if they miss other events.
  ///
  /// @param told runs when all of them know
  <T> void tellAnyway(EventKind kind, BiConsumer<ServerEvents, T> method, T event, Runnable told) {
    var untold = new AtomicInteger(of(kind).size());
    for (Teller teller : of(kind)) {
      teller.tellAnyway(
          listener -> {
            try {
              method.accept(listener, event);
            } finally {
              if (untold.decrementAndGet() == 0) {
                told.run();
              }
            }
          });
    }
  }

  /// How many events the listeners have missed, as they were too slow.
  long dropped() {
    long all = tellers.stream().mapToLong(Teller::dropped).sum();
    return all - accessLog.map(log -> log.teller().dropped()).orElse(0L);
  }

  /// How many lines of the access log are lost.
  long linesLost() {
    return accessLog.map(RunningAccessLog::lost).orElse(0L);
  }

  /// Waits until they know what has happened so far, but not for long, and not in one of them.
  void awaitTold() throws InterruptedException {
    for (Teller teller : tellers) {
      boolean _ = teller.awaitTold(LISTENER_NANOS);
    }
    if (accessLog.isPresent()) {
      accessLog.get().awaitWritten(LOG_NANOS);
    }
  }

  /// The server has ended: no thread waits for more events.
  void end() {
    tellers.forEach(Teller::end);
    accessLog.ifPresent(RunningAccessLog::close);
  }
}
