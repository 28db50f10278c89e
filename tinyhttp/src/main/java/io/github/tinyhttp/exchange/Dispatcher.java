package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.content.MissingFileException;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.HandlerTimes;
import io.github.tinyhttp.semantics.RepresentationSelector;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Brings the requests of one server to the application: chooses the thread, calls the handler, and
/// turns what the handler throws into a response. The same for every version of HTTP.
public final class Dispatcher {
  /// Bound while a handler runs on a thread that is no driver.
  private static final ScopedValue<Dispatcher> HANDLING = ScopedValue.newInstance();

  /// How many causes of an exception are looked at; more would be a cycle.
  static final int DEEPEST = 100;

  private final Set<HttpMethod> handledMethods;
  private final Intake intake;
  private final int bodyLimit;
  private final boolean adaptive;
  private final boolean inline;
  private final Executor executor;
  private final EventSink events;
  private final ErrorMaker errors;
  private final Deadlines deadlines;
  private final RepresentationSelector selector;
  private final HandlerTimes times = new HandlerTimes();
  private final LongAdder inFlight = new LongAdder();
  private final Set<Body.EndlessWriter> endless = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  /// @param handledMethods methods that go to the application although the library has a response
  ///   of its own
  public Dispatcher(ServerOptions options, Set<HttpMethod> handledMethods, Intake intake) {
    this.handledMethods = Set.copyOf(handledMethods);
    this.intake = intake;
    this.bodyLimit = options.limits().body();
    this.adaptive = options.dispatch() == Dispatch.AUTO;
    this.inline = intake instanceof Intake.ToHandler && options.dispatch().executor().isEmpty();
    this.executor =
        options.dispatch().executor().or(Dispatch.VIRTUAL_THREADS::executor).orElseThrow();
    this.events = new EventSink(options.events());
    this.errors = new ErrorMaker(options.errorResponses());
    this.deadlines = new Deadlines(options.timeouts());
    this.selector = new RepresentationSelector(options.compression());
  }

  /// Tells the application's listener.
  public EventSink events() {
    return events;
  }

  /// The time-outs as points in time.
  public Deadlines deadlines() {
    return deadlines;
  }

  int bodyLimit() {
    return bodyLimit;
  }

  // ---- counting

  void countIn() {
    inFlight.increment();
  }

  void countOut() {
    inFlight.decrement();
  }

  /// How many requests are with the application.
  public int requestsInFlight() {
    return inFlight.intValue();
  }

  // ---- threads

  /// Whether the next request is handled right on the driver.
  public boolean handlesInline() {
    return inline && !(adaptive && times.areSlow());
  }

  /// Whether the caller is a handler of this server, on a thread that is no driver.
  public boolean isHandling() {
    return HANDLING.isBound() && HANDLING.get() == this;
  }

  /// Sends a request on its way to the application, on a thread that is no driver.
  public void dispatch(ServerRequest request, Driver driver) {
    switch (intake) {
      case Intake.ToQueue(Consumer<Request> queue, Runnable wake) -> {
        queue.accept(request);
        driver.wakeBeforePoll(wake);
      }
      case Intake.ToHandler(Handler handler) -> {
        driver.yieldBeforePoll();
        try {
          executor.execute(
              () -> ScopedValue.where(HANDLING, this).run(() -> handle(request, handler)));
        } catch (RuntimeException | Error e) {
          events.failed(request, e);
          request.refuse(LibraryResponses.overloaded(), ErrorMaker.OVERLOADED);
        }
      }
    }
  }

  private void handle(ServerRequest request, Handler handler) {
    long start = Clock.now();
    boolean sends = handles(request, handler);
    times.record(Clock.now() - start);
    if (sends) {
      request.sendSoon();
    }
  }

  /// The time that a handler took on a driver, in nanoseconds; [Long#MAX_VALUE] for one whose loop
  /// was taken away.
  public void took(long nanos) {
    times.record(nanos);
  }

  // ---- responses

  /// Gives a request that the application is not to see the library's own response.
  ///
  /// @param serverWide whether the request is about the server as a whole
  /// @param redirect where requests are sent, if they are not for the application
  /// @return whether it is such a request
  public boolean isOwn(
      ServerRequest request, boolean serverWide, Optional<HttpsRedirect> redirect) {
    Response own =
        handledMethods.contains(request.method()) ? null : ownResponse(request, serverWide);
    if (own == null && redirect.isPresent()) {
      own = redirect.get().responseTo(request).orElse(null);
    }
    return own != null && request.claims(own);
  }

  private static @Nullable Response ownResponse(ServerRequest request, boolean serverWide) {
    return switch (request.method().name()) {
      case "CONNECT", "TRACE" -> LibraryResponses.methodNotServed();
      case "OPTIONS" -> serverWide ? LibraryResponses.options() : null;
      default -> null;
    };
  }

  /// The server's handler.
  ///
  /// @throws IllegalStateException if requests are received instead
  public Handler handler() {
    if (intake instanceof Intake.ToHandler(Handler handler)) {
      return handler;
    }
    throw new IllegalStateException("this server has no handler");
  }

  /// Has a handler make the response of a request.
  ///
  /// @return whether the caller has to send it; if not, the request had a response already
  public boolean handles(ServerRequest request, Handler handler) {
    Response given;
    try {
      given = handler.handle(request);
    } catch (Throwable e) {
      Response failure = responseTo(request, e);
      request.abort(e);
      return sends(request, failure);
    }
    if (given != null && !given.isHandled()) {
      if (request.isResponded() && !request.isGivenUp()) {
        Log.write(Level.WARNING, "a second response is dropped, to " + request);
      }
      return sends(request, given);
    }
    if (request.isResponded()) {
      return false;
    }
    Log.write(Level.ERROR, "the handler gave no response to " + request);
    return sends(request, errors.handlerFailed());
  }

  private boolean sends(ServerRequest request, Response given) {
    if (!request.claims(given)) {
      return false;
    }
    request.response(select(request));
    return true;
  }

  /// What is sent for the response that the application gave.
  Response select(ServerRequest request) {
    try {
      return selector.select(request, request.given());
    } catch (Throwable e) {
      return responseTo(request, e);
    }
  }

  /// Whether the application makes error responses.
  boolean replacesErrors() {
    return errors.areOfApplication();
  }

  /// What is sent for a response of the library's, where the application may replace it.
  Response selectError(ServerRequest request, Response own, String rule) {
    try {
      return selector.select(request, errors.of(own, rule));
    } catch (Throwable e) {
      Log.write(Level.ERROR, "an error response cannot be sent", e);
      return own;
    }
  }

  /// What is sent when a file has changed since its response was selected.
  Response selectAgain(ServerRequest request) {
    try {
      return selector.select(request, RepresentationSelector.renew(request.given()));
    } catch (Throwable e) {
      return responseTo(request, e);
    }
  }

  /// The response to a request whose handler, or content, failed.
  Response responseTo(ServerRequest request, Throwable e) {
    HttpException fault = faultIn(e);
    Response refusal = fault == null ? responseToBrokenBody(request) : fault.response();
    if (refusal != null) {
      return errors.of(refusal, ErrorMaker.EXCEPTION);
    }
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    failed(request, e);
    return errors.handlerFailed();
  }

  /// The response to a request whose body broke off, or is malformed: then code that works on it
  /// fails, whatever it throws. Parsers and executors wrap exceptions, and some keep no cause, so
  /// the state of the body tells whose fault it is.
  ///
  /// @return null if nothing is wrong with the body, as far as it was read
  @Nullable Response responseToBrokenBody(ServerRequest request) {
    IOException failure = request.bodyFailure();
    if (failure == null) {
      return null;
    }
    return failure instanceof HttpException fault ? fault.response() : LibraryResponses.bodyCut();
  }

  /// The fault to respond with, if that is why something failed, however often it was wrapped.
  public static @Nullable HttpException faultIn(Throwable e) {
    Throwable cause = e;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof HttpException fault) {
        return fault;
      }
      if (cause instanceof MissingFileException) {
        return new HttpException(404, "not found"); // as for a file that vanishes later
      }
      cause = cause.getCause();
    }
    return null;
  }

  /// The application's code failed: it is logged once. That the client went away, or sent a body
  /// that is none, is no failure; events tell of it when the response cannot be sent.
  void failed(ServerRequest request, Throwable cause) {
    if (faultIn(cause) != null || request.bodyFailure() != null || request.hasBrokenOff(cause)) {
      return;
    }
    Log.write(Level.ERROR, "the handler failed for " + request, cause);
    events.failed(request, cause);
  }

  // ---- the end of the server

  /// From now on every response is the last of its connection; endless content ends.
  public void drain() {
    draining = true;
    endless.forEach(Body.EndlessWriter::end);
  }

  /// Whether the server is shutting down.
  public boolean isDraining() {
    return draining;
  }

  /// A response goes on until it is ended.
  public void begins(Body.EndlessWriter content) {
    endless.add(content);
    if (draining) {
      content.end();
    }
  }

  /// Such a response is over.
  public void ends(Body.EndlessWriter content) {
    endless.remove(content);
  }
}
