package io.github.tinyhttp.exchange;

import io.github.tinyhttp.BrokenRule;
import io.github.tinyhttp.MessageEvent;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.SessionEndEvent.ClosedBy;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Workers;
import io.github.tinyhttp.jfr.Recorder;
import io.github.tinyhttp.wire.Clock;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What happens in a server, on its way to those who watch. Safe for use by several threads, and no
/// call waits.
public final class EventSink {
  private final Counters counters;
  private final Recorder recorder = Recorder.ofJvm();
  private final EventListeners listeners;

  /// How many connections have ended of which a listener does not know yet.
  private final AtomicInteger untoldEnds = new AtomicInteger();

  EventSink(ServerOptions options, Workers workers) {
    this.counters = new Counters(workers.adders());
    this.listeners = new EventListeners(options, workers);
  }

  /// Whether it matters to anyone what becomes of a request.
  private boolean isWatched() {
    return listeners.wantRequests() || recorder.records();
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
    if (listeners.want(EventKind.CONNECTED)) {
      ConnectionRecord event = record(connection);
      listeners.tell(EventKind.CONNECTED, ServerEvents::connected, event);
    }
  }

  /// A connection is closed.
  public void disconnected(Connection connection) {
    ConnectionRecord event = record(connection);
    recorder.connection(event);
    if (listeners.want(EventKind.DISCONNECTED)) {
      untoldEnds.incrementAndGet();
      listeners.tellAnyway( // even if others are missed: it is the end of what is counted
          EventKind.DISCONNECTED, ServerEvents::disconnected, event, untoldEnds::decrementAndGet);
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
    listeners.tell(EventKind.REFUSED, ServerEvents::refused, event);
  }

  /// A TLS handshake failed.
  public void handshakeFailed(Connection connection, Throwable cause) {
    counters.handshakeFailed();
    ConnectionRecord event = record(connection);
    recorder.handshake(event, age(connection), cause);
    listeners.tell(
        EventKind.HANDSHAKE_FAILED,
        (listener, what) -> listener.handshakeFailed(what, cause),
        event);
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
    if (!isWatched() || !carrier.head().isUnderstood()) {
      return null;
    }
    Instant now = listeners.wantRequests() ? Instant.now() : null;
    return new RequestRecord(request, carrier, recorder.request(), now);
  }

  void received(@Nullable RequestRecord request) {
    if (request != null) {
      listeners.tell(EventKind.RECEIVED, ServerEvents::received, request);
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
    if (request.beginsHandling(thread)) {
      listeners.tell(EventKind.HANDLING_BEGAN, ServerEvents::handlingBegan, request);
    }
  }

  void responded(@Nullable RequestRecord request) {
    if (request != null) {
      request.responded();
      listeners.tell(EventKind.RESPONDED, ServerEvents::responded, request);
    }
  }

  void sent(ServerRequest done) {
    RequestRecord request = done.record();
    if (request != null) {
      request.ended(RequestEvent.Outcome.SENT);
      listeners.tell(EventKind.SENT, ServerEvents::sent, request);
    }
    counters.sent(done.response().status().code());
  }

  void cut(@Nullable RequestRecord request, Throwable cause, boolean graceIsOver) {
    counters.cut();
    if (request != null) {
      request.cut(cause, graceIsOver);
      listeners.tell(EventKind.CUT, ServerEvents::cut, request);
    }
  }

  void upgraded(@Nullable RequestRecord request, String protocol) {
    counters.upgraded();
    if (request != null) {
      boolean over = request.upgraded(protocol);
      listeners.tell(EventKind.UPGRADED, ServerEvents::upgraded, request);
      if (over) {
        listeners.tell(EventKind.UPGRADE_ENDED, ServerEvents::upgradeEnded, request);
      }
    }
  }

  /// A message has come over a connection that has left HTTP.
  void messageReceived(UpgradedRequest from, MessageEvent.Kind kind, long bytes) {
    counters.messageReceived();
    recorder.messageReceived(from, kind, bytes);
    tell(EventKind.MESSAGE_RECEIVED, ServerEvents::messageReceived, from.record(), kind, bytes);
  }

  /// A message was written to a connection that has left HTTP.
  void messageSent(UpgradedRequest to, MessageEvent.Kind kind, long bytes) {
    counters.messageSent();
    recorder.messageSent(to, kind, bytes);
    tell(EventKind.MESSAGE_SENT, ServerEvents::messageSent, to.record(), kind, bytes);
  }

  private void tell(
      EventKind event,
      BiConsumer<ServerEvents, MessageEvent> method,
      @Nullable RequestRecord request,
      MessageEvent.Kind kind,
      long bytes) {
    if (request != null && listeners.want(event)) {
      listeners.tell(event, method, new Message(request, kind, bytes));
    }
  }

  /// A protocol that is not HTTP says how it has ended.
  void sessionEnded(UpgradedRequest from, int code, String reason, ClosedBy closedBy) {
    counters.sessionEnded(closedBy);
    recorder.sessionEnd(from, code, reason, closedBy);
    RequestRecord request = from.record();
    if (request != null && listeners.want(EventKind.SESSION_ENDED)) {
      var event = new SessionEnd(request, code, reason, closedBy);
      listeners.tell(EventKind.SESSION_ENDED, ServerEvents::sessionEnded, event);
    }
  }

  /// What the request was upgraded to has ended.
  public void upgradeEnded(@Nullable RequestRecord request) {
    if (request != null && request.upgradeEnded()) {
      listeners.tell(EventKind.UPGRADE_ENDED, ServerEvents::upgradeEnded, request);
    }
  }

  void failed(@Nullable RequestRecord request, Throwable cause) {
    counters.failed();
    if (request != null) {
      request.failed(cause);
      listeners.tell(EventKind.FAILED, (listener, what) -> listener.failed(what, cause), request);
    }
  }

  // ---- the engine

  /// A listener accepts no connections for a while.
  ///
  /// @param cause null if there are as many as there may be
  public void acceptPaused(SocketAddress listening, @Nullable Throwable cause) {
    var event = new AcceptPause(listening, Optional.ofNullable(cause));
    recorder.acceptPause(listening, cause);
    listeners.tell(EventKind.ACCEPT_PAUSED, ServerEvents::acceptPaused, event);
  }

  /// A listener has accepted a connection again.
  public void acceptResumed(SocketAddress listening, @Nullable Throwable cause) {
    var event = new AcceptPause(listening, Optional.ofNullable(cause));
    recorder.acceptResumption(listening);
    listeners.tell(EventKind.ACCEPT_RESUMED, ServerEvents::acceptResumed, event);
  }

  /// A driver has lost its loop.
  public void loopHandedOver(Thread driver) {
    recorder.handOver(driver); // first, while the thread is where it was
    counters.handedOver();
    listeners.tell(EventKind.LOOP_HANDED_OVER, ServerEvents::loopHandedOver, () -> driver);
  }

  /// Tasks hold all carriers of virtual threads.
  public void carriersHeld() {
    listeners.tell(EventKind.CARRIERS_HELD, (listener, _) -> listener.carriersHeld(), this);
  }

  // ---- the end

  /// How many connections have ended of which a listener does not know yet.
  public int untoldEnds() {
    return untoldEnds.get();
  }

  /// How many events listeners have missed, as they were too slow.
  public long dropped() {
    return listeners.dropped();
  }

  /// How many lines of the access log are lost.
  public long linesLost() {
    return listeners.linesLost();
  }

  /// Waits until the listeners know what has happened so far, but not for long, and not in a
  /// listener itself.
  public void awaitTold() throws InterruptedException {
    listeners.awaitTold();
  }

  /// The server has ended: no thread waits for more events.
  public void end() {
    listeners.end();
  }
}
