package io.github.tinyhttp.exchange;

import io.github.tinyhttp.FormLimits;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Multipart;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.Upgrade;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A request on its way through the application, for any version of HTTP, and the only owner of its
/// end.
public final class ServerRequest extends WatchedRequest {
  /// How far the request is. Each arrow is one compare-and-set, and the thread that moves the state
  /// does, alone, what belongs to the move:
  ///
  /// ```
  /// OPEN -> RESPONDED           a response was given: the request counts as in flight no longer
  ///         RESPONDED -> SENT   the operating system has the whole response
  ///         RESPONDED -> CUT    the client never gets the whole response
  /// OPEN -> CUT                 the connection broke off while it handed the request on
  /// ```
  ///
  /// The thread that reaches SENT or CUT tells the events, closes the streams of the response, and
  /// deletes temporary files. A response that comes too late to move OPEN is closed by its giver.
  private enum State {
    OPEN,
    RESPONDED,
    SENT,
    CUT
  }

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(ServerRequest.class, "state", State.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Dispatcher dispatcher;

  /// What becomes of the request, for those who watch; null if there are none.
  private final @Nullable RequestRecord record;

  private long since;

  @SuppressWarnings("NullAway.Init") // the constructor sets it, without a fence
  private volatile State state;

  /// The response as the application gave it. Written by the thread that moved OPEN.
  private @Nullable Response given;

  /// The response as it is sent, made of `given`. Written by the thread that moved OPEN, and later
  /// by the one that sends it.
  private @Nullable Response response;

  /// A request that `carrier` brings.
  public ServerRequest(Dispatcher dispatcher, Carrier carrier) {
    super(carrier);
    this.dispatcher = dispatcher;
    STATE.set(this, State.OPEN); // no other thread sees this request yet
    this.record = dispatcher.events().begins(this, carrier);
  }

  // ---- for the protocol

  /// The request is handed on now: from here it counts as in flight until it has a response.
  public void begin(long now) {
    since = now;
    dispatcher.inFlight.enter();
    dispatcher.events().received(record);
  }

  /// A thread of the application has received the request.
  public void taken() {
    dispatcher.events().handlingBeganByReceiver(record);
  }

  @Override
  public @Nullable RequestRecord record() {
    return record;
  }

  /// When the request was handed on.
  public long since() {
    return since;
  }

  /// Makes `given` the response of this request, if it has none yet. If it has one, the streams of
  /// `given` are closed.
  ///
  /// @return whether the caller has to have it sent: [#send()]
  public boolean claims(Response given) {
    if (!STATE.compareAndSet(this, State.OPEN, State.RESPONDED)) {
      ResponseStreams.close(given, dispatcher);
      return false;
    }
    this.given = given;
    response = given;
    dispatcher.inFlight.leave();
    dispatcher.events().responded(record);
    return true;
  }

  /// Gives a response of the library's, which the application may replace, unless the request has
  /// one. From any thread: the application's code runs on one that may wait.
  ///
  /// @param rule why, for the application
  public void refuse(Response own, String rule) {
    if (claims(own)) {
      OwnErrors.send(this, own, rule);
    }
  }

  /// The response that is sent. For the thread that has made [#claims(Response)] true, and after it
  /// for the one that sends.
  public Response response() {
    return Objects.requireNonNull(response, "no response yet");
  }

  /// Replaces what is sent, while nothing of it has left.
  public void response(Response selected) {
    response = selected;
  }

  Response given() {
    return Objects.requireNonNull(given, "no response yet");
  }

  /// The operating system has the whole response.
  public void sent() {
    if (STATE.compareAndSet(this, State.RESPONDED, State.SENT)) {
      dispatcher.events().sent(this);
      release();
    }
  }

  /// The client never gets the whole response. Nothing happens if the request has no response yet,
  /// or is at its end.
  public void cut(Throwable cause) {
    if (STATE.compareAndSet(this, State.RESPONDED, State.CUT)) {
      endsCut(cause);
    }
  }

  /// The connection breaks off while its driver hands the request on, perhaps to no thread.
  public void brokenOff(Throwable cause) {
    if (STATE.compareAndSet(this, State.OPEN, State.CUT)) {
      dispatcher.inFlight.leave();
      endsCut(cause);
    } else {
      cut(cause);
    }
  }

  /// The library has failed on the only thread that works on the request: its connection ends, as
  /// no thread knows how far it is.
  public void breakOff(Throwable cause) {
    try {
      carrier.breakOff();
    } finally {
      brokenOff(cause);
    }
  }

  /// Sending the response has failed: a failure of the library's own ends the connection, too.
  void fails(Throwable cause) {
    if (cause instanceof Error) {
      breakOff(cause);
    } else {
      cut(cause);
    }
  }

  private void endsCut(Throwable cause) {
    try {
      dispatcher.events().cut(record, cause, dispatcher.handlerThreads().isGraceOver());
    } finally {
      release();
    }
  }

  private void release() {
    Response known = given;
    try {
      if (known != null) {
        ResponseStreams.close(known, response(), dispatcher);
      }
    } finally {
      releaseBody();
    }
  }

  /// The application's code failed while the response was sent.
  public void failed(Throwable cause) {
    dispatcher.failed(this, cause);
  }

  /// Whether the application has had its time to respond.
  public boolean isLate(long now) {
    return dispatcher.deadlines().isLate(this, now);
  }

  /// Responds with 503 for an application that takes longer than it may.
  public void giveUp() {
    refuse(LibraryResponses.late(), ErrorMaker.RESPONSE_LATE);
  }

  /// Whether the library has responded because the application had had its time.
  boolean isGivenUp() {
    return given == LibraryResponses.late();
  }

  /// Selects the response again, because its file has changed since.
  public void selectAgain() {
    response = dispatcher.selectAgain(this);
  }

  /// What to send instead of a response whose content failed before anything of it has left.
  public Response refusal(Throwable cause) {
    return dispatcher.responseTo(this, cause);
  }

  @Override
  int bodyLimit() {
    return dispatcher.bodyLimit();
  }

  // ---- for the application

  @Override
  public Multipart multipart(FormLimits limits) throws IOException {
    RequestBody asked = content();
    State now = state;
    if (now == State.SENT || now == State.CUT) {
      asked.release();
    }
    return asked.multipart(limits);
  }

  @Override
  public boolean isResponded() {
    return state != State.OPEN;
  }

  @Override
  public void respond(Response response) {
    if (response.isHandled()) {
      throw new IllegalArgumentException("Response.handled() is for a handler to return");
    }
    if (!claims(response)) {
      throw FailureCauses.respondedAlready();
    }
    boolean interrupted = Thread.interrupted(); // before, and so not to end the wait for the client
    try {
      this.response = dispatcher.select(this);
      carrier.send();
    } catch (Throwable e) {
      breakOff(e);
      throw e;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void respond(Handler handler) {
    Objects.requireNonNull(handler, "handler");
    if (isResponded()) {
      throw FailureCauses.respondedAlready();
    }
    if (dispatcher.handles(this, handler)) {
      boolean interrupted = Thread.interrupted(); // as above
      carrier.send();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public OutputStream begin(Response head) throws IOException {
    return ImperativeContent.begin(this, head, OptionalLong.empty());
  }

  @Override
  public OutputStream begin(Response head, long length) throws IOException {
    return ImperativeContent.begin(this, head, OptionalLong.of(length));
  }

  @Override
  Dispatcher dispatcher() {
    return dispatcher;
  }

  void send() {
    carrier.send();
  }

  /// Sends the response without a wait for the client. What the handler has done to the flag of its
  /// thread does not end that.
  void sendSoon() {
    boolean interrupted = Thread.interrupted();
    carrier.sendSoon();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void inform(int code, Headers fields) throws IOException {
    LibraryResponses.checkInterim(code, fields);
    if (isResponded()) {
      throw FailureCauses.respondedAlready();
    }
    try {
      carrier.sendInterim(new Status(code), fields);
    } catch (IOException e) {
      callbacks().interimFailed(e);
      throw e;
    }
  }

  @Override
  public Upgrade upgrade(String protocol, Response fields) throws IOException {
    if (isResponded()) {
      throw FailureCauses.respondedAlready();
    }
    Carrier.ProtocolSwitch offered =
        carrier.offered(protocol).orElseThrow(() -> LibraryResponses.upgradeRequired(protocol));
    if (!claims(fields)) {
      throw FailureCauses.respondedAlready();
    }
    try {
      SwitchedConnection upgrade = offered.perform(fields.headers());
      callbacks().switched(upgrade, carrier::cutSwitched);
      if (STATE.compareAndSet(this, State.RESPONDED, State.SENT)) {
        dispatcher.events().upgraded(record, upgrade.protocol());
        release();
      }
      return upgrade;
    } catch (Throwable e) {
      fails(e);
      throw e;
    }
  }

  @Override
  public void close() {
    Response fault = dispatcher.responseToBrokenBody(this);
    refuse(
        fault == null ? LibraryResponses.internalError() : fault,
        fault == null ? ErrorMaker.HANDLER_FAILED : ErrorMaker.EXCEPTION);
    abortBegun(new IOException("the request was closed before its content"));
  }
}
