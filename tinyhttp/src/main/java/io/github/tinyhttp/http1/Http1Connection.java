package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.MemoryTally;
import io.github.tinyhttp.engine.Protocol;
import io.github.tinyhttp.exchange.ContentPump;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.ServerRequest;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One client that speaks HTTP/1.1 or 1.0. Its story is [#converse]: read, hand on, write, wait.
///
/// ```
/// reading            who has the input       writing (Pipeline, ResponseWriter)
/// RequestPhase       the loop                idle: the next bytes are read
/// RequestPhase       a handler on the driver the driver, into its batch
/// RequestPhase       a thread with a request the thread that responds, or the loop what is left
/// RequestPhase       the loop                any thread: safe requests side by side
/// BodyPhase          the loop                as before
/// SkipPhase          the loop                idle: the response has left
/// LingerPhase        the loop                over: our side is shut down
/// ```
///
/// While other threads work on requests, the driver goes on to read as long as the next request may
/// be handled beside them. Otherwise the input is held until every response is written, and bytes
/// that have come wait in `held`.
final class Http1Connection implements Protocol {
  private final Connection io;
  private final Http1 http;
  private final ResponseWriter writer;
  private final RequestPhase requests;
  private final HeldInput held;

  /// What incoming bytes mean now. Of the thread that has the input.
  private Phase phase;

  /// The time at the driver's last look at the clock.
  private long now;

  Http1Connection(Connection io, Http1 http) {
    this.io = io;
    this.http = http;
    this.writer = new ResponseWriter(this);
    this.held = new HeldInput(this);
    this.requests = new RequestPhase(this);
    this.phase = requests;
    http.timer().armIdle(this);
  }

  Connection io() {
    return io;
  }

  Http1 http() {
    return http;
  }

  private Dispatcher dispatcher() {
    return http.dispatcher();
  }

  ResponseWriter writer() {
    return writer;
  }

  Pipeline pipeline() {
    return writer.pipeline();
  }

  HeldInput input() {
    return held;
  }

  ClientWatch watch() {
    return held.watch();
  }

  ConnectionEnd end() {
    return new ConnectionEnd(this);
  }

  // ---- the story

  @Override
  public void readable(Driver driver) {
    try {
      InputBuffer input = held.read(driver);
      if (input != null) {
        converse(driver, null, input);
      } else if (held.hasEnded()) {
        phase.ended();
        watch().clientEnded();
      }
    } catch (Throwable e) {
      failed(driver, e);
    }
  }

  /// Hands on every request that is whole, writes the responses that are ready, and waits for more.
  ///
  /// @param waiting a request that was kept back until now, if there is one
  private void converse(Driver driver, @Nullable PipelinedCarrier waiting, InputBuffer input)
      throws PeerFault, IOException {
    PipelinedCarrier request = waiting;
    while (request != null || (request = nextIn(input)) != null) {
      if (driver.batch().isEmpty()) {
        now = Clock.now(); // else it was read when the handler before this one was done
      }
      if (Route.isPostponed(this, driver, request, input)) {
        return; // the loop goes on with it later
      }
      try {
        request.request().begin(now);
        boolean goesOn =
            switch (Route.of(this, request)) {
              case HERE -> handlesHere(driver, request, input);
              case ELSEWHERE -> {
                letGo();
                yield RequestDispatch.goesOnAfter(this, driver, request, input);
              }
            };
        if (!goesOn) {
          return; // another thread goes on with the input, or the loop later
        }
      } catch (Throwable e) {
        request.request().brokenOff(e); // whatever breaks this off ends the request, too
        throw e;
      }
      request = null;
    }
    held.keep(driver, input);
    if (held.flushes(driver)) {
      letGo();
      phase.awaitMore(input);
    }
  }

  /// Gives the input back to the loop, if the driver has held it for a handler. It does so once for
  /// all requests that it handles in a row.
  private void letGo() {
    if (!io.isHeldByLoop()) {
      io.giveBack();
    }
  }

  /// The next request that is whole; null if more bytes are needed.
  private @Nullable PipelinedCarrier nextIn(InputBuffer input) throws PeerFault, IOException {
    while (true) {
      Phase taking = phase;
      PipelinedCarrier request = taking.take(input);
      if (request != null || phase == taking) {
        return request;
      }
    }
  }

  @Override
  public void resumed(Driver driver) {
    try {
      held.appendEarly();
      converse(driver, held.takePostponed(), held.orEmpty());
    } catch (Throwable e) {
      failed(driver, e);
    }
  }

  @Override
  public boolean readAhead(Driver driver) {
    try {
      return !held.isOfPostponed() && watch().readsOn(driver);
    } catch (IOException e) {
      failed(driver, e);
      return false;
    }
  }

  private void failed(Driver driver, Throwable cause) {
    switch (cause) {
      case PeerFault fault -> {
        letGo();
        phase.refused(driver, fault.rule());
      }
      case IOException e -> {
        Lost.all(pipeline(), () -> e);
        io.close();
      }
      case RuntimeException e -> {
        io.close(); // how far it came is unknown
        throw e;
      }
      case Error e -> {
        io.close();
        throw e;
      }
      default -> throw new IllegalStateException(cause);
    }
  }

  // ---- handing on

  /// Runs the handler on the driver, unless the response is known, and puts its response into the
  /// batch.
  ///
  /// @return whether the driver goes on with the input
  private boolean handlesHere(Driver driver, PipelinedCarrier carrier, InputBuffer input)
      throws IOException {
    ServerRequest request = carrier.request();
    io.hold();
    driver.batch().setTarget(writer);
    pipeline().append(carrier, driver.batch());
    boolean sends = true;
    if (!request.isResponded()) {
      driver.enterHandler();
      sends = dispatcher().handles(request, dispatcher().handler());
      now = Clock.now();
      dispatcher().took(now - request.since());
      if (sends && http.isSentAsFile(carrier)) {
        sends = false;
      }
      if (!driver.leaveHandler()) {
        RequestDispatch.finish(this, driver, carrier, sends, input);
        return false;
      }
    }
    if (!sends) {
      if (held.waits(driver, input)) {
        return false; // the response is given elsewhere, or comes later
      }
      held.goOn(driver, input);
      return true;
    }
    if (ContentPump.isFor(carrier.response().body())) {
      boolean _ = held.waits(driver, input);
      dispatcher().pump(request);
      return false;
    }
    return respondsHere(driver, carrier, input);
  }

  private boolean respondsHere(Driver driver, PipelinedCarrier carrier, InputBuffer input)
      throws IOException {
    ResponseFraming framing = writer.framing(carrier);
    ByteBuffer large = writer.encode(driver.batch(), carrier, framing, now);
    pipeline().encoded(carrier);
    if (large == null && !framing.closes()) {
      if (driver.batch().size() >= ResponseWriter.ENOUGH && !held.flushes(driver)) {
        held.keep(driver, input);
        return false;
      }
      return true;
    }
    held.keep(driver, input);
    if (!writer.sendsHere(driver.batch(), large, framing.closes() ? carrier : null)) {
      boolean _ = pipeline().waitsForQuiet();
      return false;
    }
    held.goOn(driver, input);
    return true;
  }

  // ---- the other calls of the engine

  @Override
  public void writable(Driver driver) {
    writer.writable();
  }

  @Override
  public void expired(Driver driver, long time) {
    if (!pipeline().isQuiet()) {
      http.timer().expiredInFlight(this, time);
    } else if (io.isHeldByLoop()) {
      phase.expired(driver, time);
    } else {
      http.timer().armIdle(this);
    }
  }

  @Override
  public void drain(Driver driver, long until) {
    if (isIdle()) {
      readable(driver); // a request that has just come still gets its response
      if (driver.isDriving() && isIdle()) {
        io.deadline(until); // and so does one that is on its way
      }
    }
  }

  private boolean isIdle() {
    return io.isHeldByLoop() && phase == requests && held.isEmpty() && pipeline().isQuiet();
  }

  @Override
  public long idleSince() {
    return isIdle() ? pipeline().quietSince() : phase.lingersSince();
  }

  @Override
  public boolean isMidway() {
    return pipeline().isWriting();
  }

  @Override
  public void tally(MemoryTally tally) {
    tally.input(held.heldBytes() + phase.heldBytes() + watch().heldBytes());
    if (!pipeline().isQuiet()) {
      writer.tally(tally);
    }
  }

  @Override
  public String name() {
    return "HTTP/1.1";
  }

  @Override
  public void closed() {
    Lost.all(pipeline(), () -> new IOException("the connection was closed"));
    dispatcher().events().disconnected(io);
  }

  // ---- for the input

  /// The bytes that have come are too few to tell what they are.
  void awaitMore(InputBuffer input) throws PeerFault {
    phase.awaitMore(input);
  }

  // ---- for the phases

  void enter(Phase next) {
    phase = next;
  }

  /// The next bytes are a request.
  void enterRequests() {
    phase = requests;
    http.timer().armIdle(this);
  }

  // ---- for the writer

  /// A request has its response; what is left of its body is passed over.
  void skipUnread(PipelinedCarrier carrier) {
    BodyStream body = carrier.stream();
    if (body != null && !held.isTakenBackFrom(body)) {
      io.close();
    } else if (body != null && !body.isFinished()) {
      phase = new SkipPhase(this, body.decoder());
    }
  }

  /// Every response is written, and the input was waiting for that: gives it back to the loop. From
  /// any thread.
  void becameQuiet() {
    if (phase instanceof SkipPhase skip) {
      skip.begin();
    } else {
      http.timer().armIdle(this);
    }
    if (phase instanceof SkipPhase
        || held.hasMore()
        || watch().isOn()
        || dispatcher().isDraining()) {
      io.resumeOnLoop();
    } else {
      io.giveBackFromAnyThread();
    }
  }

  /// A response is written, and the input does not wait for it. If the server is to end, the
  /// response may have been begun before, and promise that the connection stays. From any thread.
  void stoppedWriting() {
    if (dispatcher().isDraining()) {
      io.loop().submit(driver -> drain(driver, dispatcher().deadlines().nextLook()));
    }
  }

  @Override
  public String toString() {
    return "Http1Connection[" + phase + "; " + writer + "; " + io + "]";
  }
}
