package io.github.tinyhttp.http1;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.HandlerTimes;
import io.github.tinyhttp.engine.Protocol;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.semantics.LiveContent;
import io.github.tinyhttp.semantics.RepresentationSelector;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1 and HTTP/1.0 for one server: what its connections have in common. The door of this
/// room.
public final class Http1 {
  /// Bound while a handler runs on a thread that is no driver.
  private static final ScopedValue<Http1> HANDLING = ScopedValue.newInstance();

  /// Where requests go.
  sealed interface Intake {
    /// To a function of the application's.
    record ToHandler(Handler handler) implements Intake {}

    /// To threads of the application's that ask for them.
    ///
    /// @param wake wakes them, once there is something in the queue
    record ToQueue(Consumer<Request> queue, Runnable wake) implements Intake {}
  }

  private final ServerOptions options;
  private final Deadlines deadlines;
  private final Set<HttpMethod> delivered;
  private final Intake intake;
  private final boolean auto;
  private final boolean inline;
  private final Events events;
  private final HeadWriter headWriter;
  private final RepresentationSelector selection;
  private final HandlerTimes times = new HandlerTimes();
  private final Semaphore sendingDrivers;
  private final LongAdder inFlight = new LongAdder();
  private final Set<LiveContent> live = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  private Http1(ServerOptions options, Set<HttpMethod> delivered, Intake intake) {
    this.options = options;
    this.deadlines = new Deadlines(options.timeouts());
    this.delivered = Set.copyOf(delivered);
    this.intake = intake;
    this.auto = options.dispatch() instanceof Dispatch.Auto;
    this.inline =
        intake instanceof Intake.ToHandler && !(options.dispatch() instanceof Dispatch.On);
    this.events = new Events(options.events());
    this.headWriter = new HeadWriter(options.name());
    this.selection = new RepresentationSelector(options.compression());
    this.sendingDrivers = new Semaphore(options.loops());
  }

  /// For a server with a handler.
  ///
  /// @param delivered methods handed to the application that the library would answer by itself
  public static Http1 handling(ServerOptions options, Set<HttpMethod> delivered, Handler handler) {
    return new Http1(options, delivered, new Intake.ToHandler(handler));
  }

  /// For a server whose requests are received by the application's threads.
  ///
  /// @param queue where they are put
  /// @param wake wakes the threads that can go on with what was put there
  public static Http1 queueing(
      ServerOptions options, Set<HttpMethod> delivered, Consumer<Request> queue, Runnable wake) {
    return new Http1(options, delivered, new Intake.ToQueue(queue, wake));
  }

  /// The protocol of a new connection.
  public Protocol speak(Connection connection) {
    events.connected(connection);
    return new Http1Connection(connection, this, null);
  }

  /// The protocol of a new connection whose requests are sent elsewhere.
  ///
  /// @param port where https is spoken
  public Protocol redirect(Connection connection, int port) {
    events.connected(connection);
    return new Http1Connection(connection, this, new ToHttps(port));
  }

  /// A connection was closed before it spoke HTTP: tells the application's listener.
  ///
  /// @param rule what the client, or its proxy, did wrong
  public void refusedEarly(Connection connection, String rule) {
    events.refused(connection, new Status(400), rule);
  }

  /// What a client is told that speaks HTTP where TLS is spoken.
  ///
  /// @param first the first bytes it has sent
  public ByteBuffer toPlainHttp(ByteBuffer first) {
    var input = new InputBuffer(0);
    input.append(first);
    Head head = Head.unreadable(input);
    Response response = FaultReply.notSecured();
    byte[] text = response.body().bytesIfPresent().orElseThrow();
    ResponseFraming plan = ResponseFraming.of(head, response, OptionalLong.of(text.length), true);
    var out = new WriteBatch(512);
    headWriter.write(out, head, response, plan, Clock.now());
    if (plan.content()) {
      out.put(text);
    }
    return ByteBuffer.wrap(out.take());
  }

  /// A TLS handshake came to nothing: tells the application's listener.
  public void handshakeFailed(Connection connection, Throwable cause) {
    events.handshakeFailed(connection, cause);
  }

  /// From now on every answer is the last of its connection; those that would go on for ever, end.
  public void drain() {
    draining = true;
    live.forEach(LiveContent::end);
  }

  /// An answer goes on until somebody ends it.
  void carries(LiveContent content) {
    live.add(content);
    if (draining) {
      content.end();
    }
  }

  void carriesNoMore(LiveContent content) {
    live.remove(content);
  }

  /// How many requests are with the application.
  public int requestsInFlight() {
    return inFlight.intValue();
  }

  /// Whether the caller is a handler of this server, on a thread that is no driver.
  public boolean isHandling() {
    return HANDLING.isBound() && HANDLING.get() == this;
  }

  /// A loop was taken from a handler that blocks.
  public void handlerBlocked() {
    times.record(Long.MAX_VALUE);
  }

  /// A connection could not be accepted: tells the application's listener.
  public void acceptFailed(Throwable cause) {
    events.acceptFailed(cause);
  }

  ServerOptions options() {
    return options;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  boolean delivers(HttpMethod method) {
    return delivered.contains(method);
  }

  Events events() {
    return events;
  }

  HeadWriter headWriter() {
    return headWriter;
  }

  LongAdder inFlight() {
    return inFlight;
  }

  boolean isDraining() {
    return draining;
  }

  /// Whether the next request is handled right on the driver.
  boolean handlesInline() {
    return inline && !(auto && times.areSlow());
  }

  /// Whether the calling thread leaves it to the loop to write its answer. The loop then writes
  /// what many threads have for it, and clients that were answered together ask again together: one
  /// wake-up serves more of them. Not where handlers run on the loop, which could be long.
  boolean hasLoopsWrite() {
    return intake instanceof Intake.ToQueue || Thread.currentThread().isVirtual();
  }

  /// Sends a request on its way to the application, on a thread that is no driver.
  void dispatch(Exchange exchange, Driver driver) {
    switch (intake) {
      case Intake.ToQueue(Consumer<Request> queue, Runnable wake) -> {
        queue.accept(exchange);
        driver.wakeBeforePoll(wake);
      }
      case Intake.ToHandler _ -> {
        driver.yieldBeforePoll();
        try {
          executor().execute(() -> ScopedValue.where(HANDLING, this).run(() -> handle(exchange)));
        } catch (RuntimeException | Error e) {
          events.failed(exchange, e);
          exchange.giveUnlessAnswered(FaultReply.overloaded());
        }
      }
    }
  }

  private Executor executor() {
    return options.dispatch() instanceof Dispatch.On(Executor executor)
        ? executor
        : ((Dispatch.On) Dispatch.VIRTUAL_THREADS).executor();
  }

  private void handle(Exchange exchange) {
    long start = Clock.now();
    Response response = call(exchange);
    took(Clock.now() - start);
    if (response != null) {
      exchange.giveUnlessAnswered(response);
    }
  }

  /// How many more drivers may send files themselves: as clients may be slow to take them, and hold
  /// up a platform thread each, never more than there are loops.
  Semaphore sendingDrivers() {
    return sendingDrivers;
  }

  /// Takes note of the time a handler took.
  void took(long nanos) {
    times.record(nanos);
  }

  /// Calls the handler.
  ///
  /// @return the answer; null if the request is answered already
  @Nullable Response call(Exchange exchange) {
    return intake instanceof Intake.ToHandler(Handler handler) ? call(exchange, handler) : null;
  }

  /// Calls some handler; otherwise as [#call(Exchange)].
  @Nullable Response call(Exchange exchange, Handler handler) {
    try {
      Response response = handler.handle(exchange);
      if (response != null) {
        return exchange.isAnswered() ? null : selected(exchange, response);
      }
      if (exchange.isAnswered()) {
        return null;
      }
      Log.write(Level.ERROR, "the handler gave no answer to " + exchange);
      return FaultReply.internalError();
    } catch (Throwable e) {
      HttpException fault = faultIn(e);
      if (fault != null) {
        exchange.cutUpgraded();
        return fault.response();
      }
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      failed(exchange, e);
      exchange.cutUpgraded();
      return FaultReply.internalError();
    }
  }

  /// What to answer to, if that is why something failed: iterators and streams wrap it.
  static @Nullable HttpException faultIn(Throwable e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    return cause instanceof HttpException fault ? fault : null;
  }

  /// What is sent for an answer that was not returned by the handler.
  Response select(Exchange exchange, Response answer) {
    try {
      return selected(exchange, answer);
    } catch (Exception e) {
      failed(exchange, e);
      return FaultReply.internalError();
    }
  }

  /// What is sent when a file has changed since its answer was selected.
  Response selectAgain(Exchange exchange) {
    try {
      return selected(exchange, RepresentationSelector.renew(exchange.given()));
    } catch (HttpException e) {
      return e.response(); // it is gone
    } catch (Exception e) {
      failed(exchange, e);
      return FaultReply.internalError();
    }
  }

  private Response selected(Exchange exchange, Response answer) throws IOException {
    Response selected = selection.select(exchange, answer);
    if (selected != answer) {
      exchange.given(answer);
    }
    return selected;
  }

  /// The application's code failed: it is logged once. That the client went away before it had sent
  /// its body is no failure; events tell of it when the answer cannot be sent.
  void failed(Exchange exchange, Throwable cause) {
    if (exchange.brokeOff(cause)) {
      return;
    }
    Log.write(Level.ERROR, "the handler failed for " + exchange, cause);
    events.failed(exchange, cause);
  }

  /// The application's listener, kept from doing harm.
  record Events(ServerEvents listener) {
    boolean areWanted() {
      return !ServerEvents.NONE.equals(listener);
    }

    void connected(Connection connection) {
      tell(() -> listener.connected(connection.ends().remote()));
    }

    void disconnected(Connection connection) {
      tell(() -> listener.disconnected(connection.ends().remote()));
    }

    void answered(Exchange exchange, Response response) {
      tell(() -> listener.answered(exchange, response));
    }

    void upgraded(Exchange exchange, String protocol) {
      tell(() -> listener.upgraded(exchange, protocol));
    }

    void cut(Exchange exchange, Response response, Throwable cause) {
      tell(() -> listener.cut(exchange, response, cause));
    }

    void refused(Connection connection, Rule rule) {
      refused(connection, rule.status(), rule.toString());
    }

    void refused(Connection connection, Status status, String rule) {
      tell(() -> listener.refused(connection.ends().remote(), status, rule));
    }

    void failed(Exchange exchange, Throwable cause) {
      tell(() -> listener.failed(exchange, cause));
    }

    void handshakeFailed(Connection connection, Throwable cause) {
      tell(() -> listener.handshakeFailed(connection.ends().remote(), cause));
    }

    void acceptFailed(Throwable cause) {
      tell(() -> listener.acceptFailed(cause));
    }

    private void tell(Runnable event) {
      if (!areWanted()) {
        return;
      }
      try {
        event.run();
      } catch (Throwable e) {
        Log.write(Level.WARNING, "a listener of server events failed", e);
      }
    }
  }
}
