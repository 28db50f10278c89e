package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.content.BackgroundTasks;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.HandlerTimes;
import io.github.tinyhttp.engine.Workers;
import io.github.tinyhttp.semantics.KnownTrailers;
import io.github.tinyhttp.semantics.RepresentationSelector;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Brings the requests of one server to the application: chooses the thread, calls the handler, and
/// turns what the handler throws into a response. The same for every version of HTTP.
public final class Dispatcher implements BackgroundTasks.Threads {
  private final OwnResponses ownResponses;

  private final Intake intake;
  private final int bodyLimit;
  private final boolean adaptive;
  private final boolean inline;
  private final Workers workers;

  /// Starts the handler of a request that is not handled on its driver.
  private final HandlerExecutor threads;

  private final EventSink events;
  final ErrorMaker errors;
  private final Deadlines deadlines;
  private final HandlerTimes times = new HandlerTimes();
  private final HandlerThreads handlerThreads = new HandlerThreads();
  private final ReceiverThreads receivers;
  final RequestsInFlight inFlight;
  private final EndlessContents endless = new EndlessContents(this);
  private volatile boolean draining;

  /// @param handledMethods methods that go to the application although the library has a response
  ///   of its own
  /// @param hosts which requests the application may see
  /// @param workers the threads beside the loops
  public Dispatcher(
      ServerOptions options,
      Set<HttpMethod> handledMethods,
      HostPolicy hosts,
      Intake intake,
      Workers workers) {
    this.intake = intake;
    this.bodyLimit = options.limits().body();
    this.inFlight = new RequestsInFlight(workers.adders(), options.limits().requests());
    this.adaptive = options.dispatch() == Dispatch.AUTO;
    this.inline = intake instanceof Intake.ToHandler && options.dispatch().executor().isEmpty();
    this.workers = workers;
    this.threads = HandlerExecutor.of(options.dispatch(), workers);
    this.events = new EventSink(options, workers);
    this.ownResponses =
        new OwnResponses(
            hosts, Set.copyOf(handledMethods), options.crossOriginProtection(), events);
    this.receivers = new ReceiverThreads(options.dispatch(), this);
    this.deadlines = new Deadlines(options.timeouts());
    this.errors =
        new ErrorMaker(options.errorResponses(), new RepresentationSelector(options.compression()));
  }

  /// Makes a dispatcher for requests that come without an engine, which would watch the threads.
  public Dispatcher(ServerOptions options, Set<HttpMethod> handledMethods, Intake intake) {
    this(options, handledMethods, HostPolicy.ofReachable(options), intake, Workers.ofCaller());
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

  /// How many requests are with the application.
  public int requestsInFlight() {
    return inFlight.count();
  }

  // ---- threads

  /// The threads that are in the application's code, except drivers.
  public HandlerThreads handlerThreads() {
    return handlerThreads;
  }

  /// Whether the next request is handled right on the driver.
  public boolean handlesInline() {
    return inline && !(adaptive && times.areSlow());
  }

  /// Whether the calling thread leaves it to the loop to write its response. The loop then writes
  /// what many threads have for it, and clients that got their responses together ask again
  /// together: one wake-up serves more of them. Not where handlers run on the loop, which could be
  /// long.
  public boolean leavesWritesToLoop() {
    return Thread.currentThread().isVirtual() && !workers.areCrowded();
  }

  /// Whether the caller is a handler of this server, on a thread that is no driver.
  public boolean isHandling() {
    return BackgroundTasks.CURRENT.isBound() && BackgroundTasks.CURRENT.get() == this;
  }

  /// Sends a request on its way to the application, on a thread that is no driver.
  public void dispatch(ServerRequest request, Driver driver) {
    if (inFlight.areTooMany()) {
      Response refusal = LibraryResponses.overloaded();
      events.refused(request, RequestsInFlight.TOO_MANY, refusal.status());
      request.refuse(refusal, ErrorMaker.OVERLOADED);
      return;
    }
    switch (intake) {
      case Intake.ToQueue(Consumer<ServerRequest> queue, Runnable wake) -> {
        queue.accept(request);
        driver.wakeBeforePoll(wake);
      }
      case Intake.ToHandler(Handler handler) -> {
        driver.yieldBeforePoll();
        threads.execute(
            new SafeTask(
                () -> handling(request, () -> handle(request, handler)), request::breakOff),
            e -> {
              events.failed(request.record(), e);
              request.refuse(LibraryResponses.overloaded(), ErrorMaker.OVERLOADED);
            });
      }
    }
  }

  /// Runs code of the application on a thread for handlers.
  ///
  /// @param refused told why, if the application's executor refuses
  void execute(Runnable task, Consumer<Throwable> refused) {
    threads.execute(() -> handling(null, task), refused);
  }

  /// Whether [#dispatch] runs code of the application's: an executor may do what it likes, down to
  /// running the handler itself. A driver calls it as it calls a handler, in a turn.
  public boolean dispatchesToApplication() {
    return threads.isOfApplication();
  }

  /// Runs code of this library or of the application that may wait, such as one that sends content,
  /// on a thread of its own.
  @Override
  public void start(String name, Runnable task) {
    workers.start(name, () -> handling(null, task));
  }

  /// As [#start], for what no other thread goes on with.
  ///
  /// @param failed ends it if the task fails, or cannot begin
  public void start(String name, Runnable task, Consumer<Throwable> failed) {
    try {
      workers.start(name, new SafeTask(() -> handling(null, task), failed));
    } catch (Throwable e) {
      failed.accept(e);
      throw e;
    }
  }

  /// Runs code of this library or of the application that no client waits for.
  void startInBackground(String name, Runnable task) {
    workers.startInBackground(name, () -> handling(null, task));
  }

  /// Tells the application something, on a thread of its own. So whatever it does with it holds up
  /// neither the caller nor what else is told.
  void tell(String name, Runnable callback) {
    startInBackground(
        name,
        () -> {
          try {
            callback.run();
          } catch (Throwable e) {
            Log.write(Level.ERROR, "a callback failed", e);
          }
        });
  }

  private void handling(@Nullable ServerRequest request, Runnable task) {
    handlerThreads.run(request, () -> ScopedValue.where(BackgroundTasks.CURRENT, this).run(task));
  }

  private void handle(ServerRequest request, Handler handler) {
    if (QueueTime.refuses(request)) {
      return;
    }
    long start = Clock.now();
    boolean sends = handles(request, handler);
    took(Clock.now() - start);
    if (sends && request.carrier.takesThread(request.response())) {
      pump(request); // the thread may be one of a few, and the client slow
    } else if (sends) {
      request.sendSoon();
    }
  }

  /// Sends a response whose content takes time, on a thread that no other request needs.
  public void pump(ServerRequest request) {
    start("tinyhttp-response", request::sendSoon, request::breakOff);
  }

  /// The time that a handler took on a driver, in nanoseconds; [Long#MAX_VALUE] for one whose loop
  /// was taken away.
  public void took(long nanos) {
    times.record(nanos);
    if (nanos != Long.MAX_VALUE) {
      events.counters().handled(nanos);
    }
  }

  /// The threads for connections that have left HTTP.
  public ReceiverThreads receivers() {
    return receivers;
  }

  // ---- responses

  /// Gives a request that the application is not to see the library's own response.
  ///
  /// @param serverWide whether the request is about the server as a whole
  /// @param redirect where requests are sent, if they are not for the application
  /// @return whether it is such a request
  public boolean isOwn(
      ServerRequest request, boolean serverWide, Optional<HttpsRedirect> redirect) {
    Response own = ownResponses.to(request, serverWide, redirect);
    return own != null && request.claims(own);
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
    Response given = null;
    Throwable failure = null;
    var span = events.handlingBegan(request.record());
    Driver.worksOn(request);
    try {
      given = handler.handle(request);
    } catch (Throwable e) {
      failure = e;
    }
    boolean interrupted = Driver.endInterrupts();
    EventSink.handled(span, request.record());
    boolean sends = failure == null ? sendsResult(request, given) : sendsFailure(request, failure);
    if (interrupted) {
      Thread.currentThread().interrupt(); // a thread of the application's, which may want to know
    }
    return sends;
  }

  private boolean sendsFailure(ServerRequest request, Throwable failure) {
    Response response = responseTo(request, failure);
    request.abort(failure);
    return sends(request, response);
  }

  private boolean sendsResult(ServerRequest request, @Nullable Response given) {
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
      return KnownTrailers.in(errors.selected(request, request.given()));
    } catch (Throwable e) {
      return responseTo(request, e);
    }
  }

  /// What is sent when a file has changed since its response was selected.
  Response selectAgain(ServerRequest request) {
    try {
      Response renewed = RepresentationSelector.renew(request.given());
      return KnownTrailers.in(errors.selected(request, renewed));
    } catch (Throwable e) {
      return responseTo(request, e);
    }
  }

  /// The response to a request whose handler, or content, failed.
  Response responseTo(ServerRequest request, Throwable e) {
    HttpException fault = FailureCauses.faultIn(e);
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

  /// The application's code failed: it is logged once. That the client went away, or sent a body
  /// that is none, is no failure; events tell of it when the response cannot be sent.
  void failed(ServerRequest request, Throwable cause) {
    if (FailureCauses.faultIn(cause) != null
        || request.bodyFailure() != null
        || request.hasBrokenOff(cause)) {
      return;
    }
    if (handlerThreads.isGraceOver()) { // the server has cut the connection and interrupted it
      Log.write(Level.INFO, "the server has ended before the handler of " + request, cause);
      return;
    }
    Log.write(Level.ERROR, "the handler failed for " + request, cause);
    events.failed(request.record(), cause);
  }

  // ---- the end of the server

  /// From now on every response is the last of its connection; endless content ends.
  public void drain() {
    draining = true;
    endless.endAll();
  }

  /// Whether the server is shutting down.
  public boolean isDraining() {
    return draining;
  }

  /// The content that goes on until it is ended.
  public EndlessContents endless() {
    return endless;
  }
}
