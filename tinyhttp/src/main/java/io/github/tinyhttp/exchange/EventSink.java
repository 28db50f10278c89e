package io.github.tinyhttp.exchange;

import io.github.tinyhttp.BrokenRule;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Workers;
import io.github.tinyhttp.jfr.Recorder;
import io.github.tinyhttp.wire.Clock;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What happens in a server, on its way to those who watch. Safe for use by several threads, and no
/// call waits.
public final class EventSink {
  /// How long a slow listener may keep a stopped server's caller.
  private static final long LISTENER_NANOS = TimeUnit.SECONDS.toNanos(2);

  /// How long the access log may do so in addition.
  private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Counters counters;
  private final Recorder recorder = Recorder.ofJvm();
  private final List<Teller> tellers;
  private final Optional<RunningAccessLog> accessLog;

  /// Whether any listener wants to know when requests are received, handled, and responded to, as
  /// most do not.
  private final boolean tellsReceived;

  private final boolean tellsHandlingBegan;
  private final boolean tellsResponded;

  /// How many connections have ended of which a listener does not know yet.
  private final AtomicInteger untoldEnds = new AtomicInteger();

  EventSink(ServerOptions options, Workers workers) {
    this.counters = new Counters(workers.adders());
    var all = new ArrayList<Teller>(2);
    for (ServerEvents listener : options.events().listeners()) {
      if (!ServerEvents.NONE.equals(listener)) {
        all.add(new Teller(listener, () -> {}, workers));
      }
    }
    this.accessLog = options.accessLog().map(log -> new RunningAccessLog(log, workers));
    accessLog.ifPresent(log -> all.add(log.teller()));
    this.tellers = List.copyOf(all);
    this.tellsReceived = isWanted("received");
    this.tellsHandlingBegan = isWanted("handlingBegan");
    this.tellsResponded = isWanted("responded");
  }

  private boolean isWanted(String event) {
    return tellers.stream().anyMatch(teller -> teller.wants(event));
  }

  private void tell(Consumer<ServerEvents> event) {
    for (Teller teller : tellers) {
      teller.tell(event);
    }
  }

  /// Whether it matters to anyone what becomes of a request.
  private boolean isWatched() {
    return !tellers.isEmpty() || recorder.records();
  }

  /// What is counted whether anyone watches or not.
  public Counters counters() {
    return counters;
  }

  // ---- connections

  private static ConnectionRecord record(Connection connection) {
    return new ConnectionRecord(new SocketConnectionInfo(connection));
  }

  /// A client has connected.
  public void connected(Connection connection) {
    if (!tellers.isEmpty()) {
      ConnectionRecord event = record(connection);
      tell(listener -> listener.connected(event));
    }
  }

  /// A connection is closed.
  public void disconnected(Connection connection) {
    ConnectionRecord event = record(connection);
    recorder.connection(event);
    if (tellers.isEmpty()) {
      return;
    }
    untoldEnds.incrementAndGet();
    var untold = new AtomicInteger(tellers.size());
    for (Teller teller : tellers) {
      teller.tellAnyway( // even if others are missed: it is the end of what is counted
          listener -> {
            try {
              listener.disconnected(event);
            } finally {
              if (untold.decrementAndGet() == 0) {
                untoldEnds.decrementAndGet();
              }
            }
          });
    }
  }

  /// A client, or a proxy in front of it, broke a rule before a request was understood.
  public void refused(Connection connection, Status status, BrokenRule rule) {
    refused(connection, status, rule, null);
  }

  /// A client broke a rule in or behind a request.
  ///
  /// @param request the request; null if none was understood
  public void refused(
      Connection connection, Status status, BrokenRule rule, @Nullable ServerRequest request) {
    refused(record(connection), status, rule, request == null ? null : request.record());
  }

  /// A request is refused, although it is well formed.
  void refused(ServerRequest request, BrokenRule rule, Status status) {
    var connection = new ConnectionRecord(request.carrier.connection());
    refused(connection, status, rule, request.record());
  }

  private void refused(
      ConnectionRecord connection, Status status, BrokenRule rule, @Nullable RequestRecord known) {
    counters.refused(rule.name());
    if (known != null) {
      known.broke(rule);
    }
    var event = new Refusal(connection, Optional.ofNullable(known), rule, status);
    recorder.refusal(event);
    tell(listener -> listener.refused(event));
  }

  /// A TLS handshake failed.
  public void handshakeFailed(Connection connection, Throwable cause) {
    counters.handshakeFailed();
    ConnectionRecord event = record(connection);
    recorder.handshake(event, age(connection), cause);
    tell(listener -> listener.handshakeFailed(event, cause));
  }

  /// A TLS handshake was successful.
  public void handshakeDone(Connection connection) {
    recorder.handshake(record(connection), age(connection), null);
  }

  private static Duration age(Connection connection) {
    return Duration.ofNanos(Clock.real() - connection.openedAt());
  }

  // ---- requests

  /// Keeps what becomes of a request, if anyone watches.
  ///
  /// @return null if not, or if the request was not understood
  @Nullable RequestRecord begins(ServerRequest request, Carrier carrier) {
    return isWatched() && carrier.head().isUnderstood()
        ? new RequestRecord(request, carrier, recorder.request())
        : null;
  }

  void received(@Nullable RequestRecord request) {
    if (request != null && tellsReceived) {
      tell(listener -> listener.received(request));
    }
  }

  /// A handler is about to be called on this thread.
  ///
  /// @return what to end when it has returned; null if no one wants to know
  Recorder.@Nullable Span<RequestEvent> handlingBegan(@Nullable RequestRecord request) {
    if (request == null) {
      return null;
    }
    handlingBegan(request, RequestRecord.threadOfCaller());
    return recorder.handler();
  }

  /// A thread of the application has received the request.
  public void handlingBeganByReceiver(@Nullable RequestRecord request) {
    if (request != null) {
      handlingBegan(request, RequestEvent.HandlerThread.RECEIVER);
    }
  }

  /// A handler has returned, or failed, on this thread.
  ///
  /// @param span what [#handlingBegan] gave
  static void handled(Recorder.@Nullable Span<RequestEvent> span, @Nullable RequestRecord request) {
    if (span != null && request != null) {
      span.end(request);
    }
  }

  private void handlingBegan(RequestRecord request, RequestEvent.HandlerThread thread) {
    if (request.beginsHandling(thread) && tellsHandlingBegan) {
      tell(listener -> listener.handlingBegan(request));
    }
  }

  void responded(@Nullable RequestRecord request) {
    if (request != null) {
      request.responded();
      if (tellsResponded) {
        tell(listener -> listener.responded(request));
      }
    }
  }

  void sent(ServerRequest done) {
    RequestRecord request = done.record();
    if (request != null) {
      request.ended(RequestEvent.Outcome.SENT);
      tell(listener -> listener.sent(request));
    }
    counters.sent(done.response().status().code());
  }

  void cut(@Nullable RequestRecord request, Throwable cause, boolean graceIsOver) {
    counters.cut();
    if (request != null) {
      request.cut(cause, graceIsOver);
      tell(listener -> listener.cut(request));
    }
  }

  void upgraded(@Nullable RequestRecord request, String protocol) {
    counters.upgraded();
    if (request != null) {
      boolean over = request.upgraded(protocol);
      tell(listener -> listener.upgraded(request));
      if (over) {
        tell(listener -> listener.upgradeEnded(request));
      }
    }
  }

  /// What the request was upgraded to has ended.
  public void upgradeEnded(@Nullable RequestRecord request) {
    if (request != null && request.upgradeEnded()) {
      tell(listener -> listener.upgradeEnded(request));
    }
  }

  void failed(@Nullable RequestRecord request, Throwable cause) {
    counters.failed();
    if (request != null) {
      request.failed(cause);
      tell(listener -> listener.failed(request, cause));
    }
  }

  // ---- the engine

  /// A listener accepts no connections for a while.
  ///
  /// @param cause null if there are as many as there may be
  public void acceptPaused(SocketAddress listening, @Nullable Throwable cause) {
    var event = new AcceptPause(listening, Optional.ofNullable(cause));
    recorder.acceptPause(listening, cause);
    tell(listener -> listener.acceptPaused(event));
  }

  /// A listener has accepted a connection again.
  public void acceptResumed(SocketAddress listening, @Nullable Throwable cause) {
    var event = new AcceptPause(listening, Optional.ofNullable(cause));
    recorder.acceptResumption(listening);
    tell(listener -> listener.acceptResumed(event));
  }

  /// A driver has lost its loop.
  public void loopHandedOver(Thread driver) {
    recorder.handOver(driver); // first, while the thread is where it was
    counters.handedOver();
    tell(listener -> listener.loopHandedOver(() -> driver));
  }

  /// Tasks hold all carriers of virtual threads.
  public void carriersHeld() {
    tell(ServerEvents::carriersHeld);
  }

  // ---- the end

  /// How many connections have ended of which a listener does not know yet.
  public int untoldEnds() {
    return untoldEnds.get();
  }

  /// How many events listeners have missed, as they were too slow.
  public long dropped() {
    return tellers.stream().mapToLong(Teller::dropped).sum();
  }

  /// Waits until the listeners know what has happened so far, but not for long, and not in a
  /// listener itself.
  public void awaitTold() throws InterruptedException {
    for (Teller teller : tellers) {
      teller.awaitTold(LISTENER_NANOS);
    }
    if (accessLog.isPresent()) {
      accessLog.get().teller().awaitTold(LOG_NANOS);
    }
  }

  /// The server has ended: no thread waits for more events.
  public void end() {
    tellers.forEach(Teller::end);
    accessLog.ifPresent(RunningAccessLog::close);
  }
}
