package io.github.tinyhttp.exchange;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.BrokenRule;
import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.jfr.Recorder;
import io.github.tinyhttp.wire.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What becomes of one request, for those who watch. It is made only where there are such. Safe for
/// use by several threads.
public final class RequestRecord implements RequestEvent {
  private static final int MOMENTS = Moment.values().length;
  private static final VarHandle HEAD = bytes("headSent");
  private static final VarHandle CONTENT = bytes("contentSent");

  private final ServerRequest request;
  private final Carrier carrier;
  private final ConnectionInfo connection;
  private final long number;
  private final Recorder.Span<RequestEvent> span;

  /// When the head was read, by the wall clock; null if only a recording watches, which does not
  /// ask.
  private final @Nullable Instant receivedAt;

  /// When each moment came that has come, by [System#nanoTime()].
  @GuardedBy("this")
  private final long[] nanoTimes = new long[MOMENTS];

  /// Which moments have come: the bits at their indices.
  @GuardedBy("this")
  private int come;

  @GuardedBy("this")
  private @Nullable HandlerThread handlerThread;

  @GuardedBy("this")
  private @Nullable Outcome outcome;

  @GuardedBy("this")
  private @Nullable Throwable failure;

  /// Why the response was cut.
  @GuardedBy("this")
  private @Nullable Throwable cutBy;

  /// Whether the server has ended before the request.
  @GuardedBy("this")
  private boolean graceOver;

  @GuardedBy("this")
  private @Nullable BrokenRule rule;

  @GuardedBy("this")
  private @Nullable String upgradedTo;

  @GuardedBy("this")
  private boolean upgradeOver;

  /// How large the head of the response is. Only the thread that writes the response sets this, and
  /// the next one of them begins after it.
  private volatile long headSent;

  /// How much of the content has left, as `headSent`.
  private volatile long contentSent;

  /// @param span ends with the request
  /// @param receivedAt null if no listener wants to know
  RequestRecord(
      ServerRequest request,
      Carrier carrier,
      Recorder.Span<RequestEvent> span,
      @Nullable Instant receivedAt) {
    this.receivedAt = receivedAt;
    this.span = span;
    this.request = request;
    this.carrier = carrier;
    this.connection = carrier.connection();
    this.number = connection.nextRequest();
    reached(Moment.RECEIVED);
  }

  private static VarHandle bytes(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(RequestRecord.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private synchronized void reached(Moment moment) {
    if (!hasCome(moment)) {
      nanoTimes[index(moment)] = Clock.nanoTime();
      come |= 1 << index(moment);
    }
  }

  @SuppressWarnings("EnumOrdinal") // no index outlives the record
  private static int index(Moment moment) {
    return moment.ordinal();
  }

  @GuardedBy("this")
  private boolean hasCome(Moment moment) {
    return (come & 1 << index(moment)) != 0;
  }

  // ---- what happens

  /// The application's code begins.
  ///
  /// @return whether it had not begun before: a thread that has received a request may give it to a
  ///   handler
  synchronized boolean beginsHandling(HandlerThread thread) {
    if (handlerThread != null) {
      return false;
    }
    handlerThread = thread;
    reached(Moment.HANDLING_BEGAN);
    return true;
  }

  /// The kind of the calling thread, which is about to call a handler.
  static HandlerThread threadOfCaller() {
    Thread caller = Thread.currentThread();
    if (caller instanceof Driver) {
      return HandlerThread.LOOP;
    }
    return caller.isVirtual() ? HandlerThread.VIRTUAL : HandlerThread.PLATFORM;
  }

  void responded() {
    reached(Moment.RESPONDED);
  }

  synchronized void ended(Outcome how) {
    outcome = how;
    reached(Moment.ENDED);
    span.end(this);
  }

  synchronized void cut(Throwable cause, boolean graceIsOver) {
    cutBy = cause;
    graceOver = graceIsOver;
    ended(Outcome.CUT);
  }

  /// @return whether what it was upgraded to has ended already
  synchronized boolean upgraded(String protocol) {
    upgradedTo = protocol;
    ended(Outcome.UPGRADED);
    return upgradeOver;
  }

  /// What the request was upgraded to has ended.
  ///
  /// @return whether those who watch know of the upgrade
  synchronized boolean upgradeEnded() {
    upgradeOver = true;
    return outcome != null;
  }

  synchronized void failed(Throwable cause) {
    failure = cause;
  }

  synchronized void broke(BrokenRule broken) {
    rule = broken;
  }

  /// The head of the response is on its way.
  ///
  /// @param bytes its size
  public void sentHead(long bytes) {
    HEAD.setRelease(this, bytes);
  }

  /// Content of the response is on its way. For one thread at a time.
  public void sentContent(long bytes) {
    CONTENT.setRelease(this, contentSent + bytes);
  }

  // ---- what is asked

  @Override
  public ConnectionEvent connection() {
    return new ConnectionRecord(connection);
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public SocketAddress client() {
    return request.clientAddress();
  }

  @Override
  public Optional<Response> response() {
    return request.isResponded() ? Optional.of(request.response()) : Optional.empty();
  }

  @Override
  public synchronized Optional<Outcome> outcome() {
    return Optional.ofNullable(outcome);
  }

  @Override
  public Optional<Instant> time(Moment moment) {
    OptionalLong received = nanoTime(Moment.RECEIVED);
    OptionalLong asked = nanoTime(moment);
    if (asked.isEmpty() || received.isEmpty()) {
      return Optional.empty();
    }
    Instant known = receivedAt;
    return known == null
        ? Optional.of(Instant.now().minusNanos(Clock.nanoTime() - asked.getAsLong()))
        : Optional.of(known.plusNanos(asked.getAsLong() - received.getAsLong()));
  }

  @Override
  public synchronized OptionalLong nanoTime(Moment moment) {
    return hasCome(moment) ? OptionalLong.of(nanoTimes[index(moment)]) : OptionalLong.empty();
  }

  @Override
  public long headBytesReceived() {
    return carrier.head().size();
  }

  @Override
  public long contentBytesReceived() {
    return carrier.body().received();
  }

  @Override
  public long headBytesSent() {
    return headSent;
  }

  @Override
  public long contentBytesSent() {
    return contentSent;
  }

  @Override
  public synchronized Optional<HandlerThread> handlerThread() {
    return Optional.ofNullable(handlerThread);
  }

  @Override
  public synchronized Fault fault() {
    if (failure != null) {
      return Fault.APPLICATION;
    }
    if (outcome == Outcome.CUT) {
      return graceOver ? Fault.SERVER : Fault.CLIENT;
    }
    int status = response().map(known -> known.status().code()).orElse(0);
    if (rule != null || status >= 400 && status < 500) {
      return Fault.CLIENT;
    }
    return status >= 500 ? Fault.APPLICATION : Fault.NONE;
  }

  @Override
  public synchronized Optional<BrokenRule> rule() {
    return Optional.ofNullable(rule);
  }

  @Override
  public synchronized Optional<Throwable> cause() {
    return Optional.ofNullable(failure == null ? cutBy : failure);
  }

  @Override
  public synchronized Optional<String> upgradedTo() {
    return Optional.ofNullable(upgradedTo);
  }

  @Override
  public String toString() {
    return "request " + number + " of " + connection() + ": " + request;
  }
}
