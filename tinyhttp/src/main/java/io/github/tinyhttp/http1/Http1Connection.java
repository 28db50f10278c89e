package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.Protocol;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One client that speaks HTTP/1.1 or 1.0: brings the bytes that come to the phase the connection
/// is in, and ends it.
///
/// While others work on requests the driver goes on to read as long as the next request may be
/// handled beside them; else the input is held until all is quiet again, and what has come stays in
/// `held`.
final class Http1Connection implements Protocol {
  private final Connection io;
  private final Http1 http;
  private final @Nullable ToHttps elsewhere;
  private final Answers answers;
  private final HeadPhase heads;

  // all below: of the input's holder
  private Phase phase;
  private @Nullable InputBuffer held;

  /// The client has shut down its side.
  private boolean ended;

  /// Only if a request has asked for it.
  private volatile @Nullable DisconnectProbe lookout;

  /// A request that has to wait until those before it are answered.
  private @Nullable Exchange postponed;

  /// @param elsewhere where requests are sent, if they are not answered here
  Http1Connection(Connection io, Http1 http, @Nullable ToHttps elsewhere) {
    this.io = io;
    this.http = http;
    this.elsewhere = elsewhere;
    this.answers = new Answers(this);
    this.heads = new HeadPhase(this);
    this.phase = heads;
    armIdle();
  }

  Connection io() {
    return io;
  }

  Http1 http() {
    return http;
  }

  @Nullable ToHttps elsewhere() {
    return elsewhere;
  }

  Answers answers() {
    return answers;
  }

  // ---- the engine calls

  @Override
  public void readable(Driver driver) {
    attempt(
        driver,
        () -> {
          InputBuffer input = read(driver);
          if (ended) {
            phase.ended();
            if (lookout != null) {
              lookout.end();
            }
          } else if (input != null) {
            phase.take(driver, input);
          }
        });
  }

  /// What there is to take after reading once; null if nothing new came.
  private @Nullable InputBuffer read(Driver driver) throws IOException {
    ByteBuffer buffer = driver.io().clear();
    int count = io.readMessages(buffer);
    ended = count < 0;
    if (count <= 0) {
      return null;
    }
    buffer.flip();
    InputBuffer input = held;
    if (input == null) {
      input = driver.input();
      input.refill(buffer);
    } else {
      input.append(buffer);
    }
    return input;
  }

  @Override
  public boolean readAhead(Driver driver) {
    DisconnectProbe looking = lookout;
    if (looking == null || postponed != null && postponed.stream() != null) {
      return false; // what comes is the body of the request that waits
    }
    boolean[] goesOn = {false};
    attempt(driver, () -> goesOn[0] = looking.read(driver));
    return goesOn[0];
  }

  @Override
  public void resumed(Driver driver) {
    attempt(
        driver,
        () -> {
          if (lookout != null) {
            held = lookout.takeBehind(held);
          }
          InputBuffer input = held == null ? new InputBuffer(0) : held;
          Exchange waiting = postponed;
          postponed = null;
          if (waiting != null) {
            heads.deliver(driver, waiting, input);
          } else {
            phase.take(driver, input);
          }
        });
  }

  @Override
  public void writable(Driver driver) {
    answers.writable();
  }

  /// A step that can fail by the client's fault or the socket's.
  private interface Step {
    void run() throws PeerFault, IOException;
  }

  private void attempt(Driver driver, Step step) {
    try {
      step.run();
    } catch (PeerFault e) {
      http.events().refused(io, e.rule());
      phase.refused(driver, e.rule());
    } catch (IOException e) {
      answers.abandon(e);
      io.close();
    } catch (RuntimeException | Error e) {
      io.close(); // nobody knows how far it came
      throw e;
    }
  }

  @Override
  public void expired(Driver driver, boolean watched) {
    long now = Clock.now();
    if (!answers.order().isQuiet()) {
      if (lookout != null) {
        lookout.probeIfDue(now);
      }
      armInFlight();
      answers.giveUpLate(now); // after which there may be another deadline
    } else if (watched) {
      phase.expired(driver, now);
    } else {
      armIdle();
    }
  }

  @Override
  public void drain(Driver driver) {
    if (isIdle()) {
      readable(driver); // a request that has just come is still answered
      if (driver.isDriving() && isIdle()) {
        io.close();
      }
    }
  }

  private boolean isIdle() {
    return io.isWatched() && phase == heads && held == null && answers.order().isQuiet();
  }

  @Override
  public boolean isMidway() {
    return answers.order().isWriting();
  }

  @Override
  public void closed() {
    answers.abandon(new IOException("the connection was closed"));
    http.events().disconnected(io);
  }

  // ---- for the phases

  void enter(Phase next) {
    phase = next;
  }

  /// The next bytes are a request.
  HeadPhase enterHeads() {
    phase = heads;
    armIdle();
    return heads;
  }

  boolean hasEnded() {
    return ended;
  }

  void armInFlight() {
    long look = http.deadlines().nextLook(answers.order().first());
    io.deadline(lookout == null ? look : Math.min(look, lookout.nextProbe()));
  }

  void armIdle() {
    io.deadline(http.deadlines().nextLook());
  }

  /// Keeps what is in `input` for later, in memory of the connection's own.
  void keep(Driver driver, InputBuffer input) {
    if (input.isEmpty()) {
      held = null;
    } else {
      held = input == driver.input() ? input.copy() : input;
    }
  }

  /// What was read behind the head of `exchange`, which holds the input, and is not taken yet.
  @Nullable InputBuffer unread(Exchange exchange) {
    BodyStream body = exchange.stream();
    return body != null ? body.input() : held;
  }

  /// The driver goes on after all, with what was kept.
  void unkeep(Driver driver, InputBuffer input) {
    if (input == driver.input()) {
      held = null; // the driver's own window still has it
    }
  }

  /// Sends the answers that were collected; if the socket is full the loop sends the rest, and the
  /// input waits for it.
  boolean flush(Driver driver) throws IOException {
    if (answers.sendHere(driver.outbox(), null, null)) {
      return true;
    }
    io.hold();
    boolean _ = answers.order().callWhenQuiet();
    return false;
  }

  /// Keeps a request back until fewer of those before it are in flight.
  ///
  /// @return whether it has to wait; if not, it is the driver's as before
  boolean postpone(Driver driver, Exchange exchange, InputBuffer input, int fewerThan) {
    keep(driver, input);
    postponed = exchange;
    io.hold();
    if (answers.order().callWhenFewer(fewerThan)) {
      return true; // goes on in `resumed`
    }
    postponed = null;
    io.unhold();
    unkeep(driver, input);
    return false;
  }

  // ---- when requests are answered

  /// An exchange is answered; what is left of its body is passed over. For the writer.
  void skipUnread(Exchange exchange) {
    BodyStream body = exchange.stream();
    if (body == null) {
      return;
    }
    if (!body.isFinished() && !body.retire()) {
      io.close(); // somebody still reads, and may read more than this body
      return;
    }
    held = body.input().isEmpty() ? null : body.input();
    if (!body.isFinished()) {
      phase = new SkipPhase(this, body.decoder());
    }
  }

  /// All requests are answered, and the input was waiting for that: gives it back to the loop. From
  /// any thread.
  void quiet() {
    boolean skipping = phase instanceof SkipPhase;
    if (skipping) {
      io.deadline(http.deadlines().linger());
    } else {
      armIdle();
    }
    boolean more = held != null || postponed != null || skipping || ended || http.isDraining();
    io.release(more || lookout != null);
  }

  /// Fewer requests are in flight than may be, and the input was waiting for that: gives it back to
  /// the loop. From any thread.
  void roomy() {
    io.release(true);
  }

  /// An answer is written, and nobody waits for it. If the server is to end, that answer may have
  /// been begun before, and promise that the connection stays. From any thread.
  void stopped() {
    if (http.isDraining()) {
      io.soonOnLoop(this::drain);
    }
  }

  // ---- clients that leave

  /// A request wants to know when its client leaves. From any thread.
  void lookOut() {
    DisconnectProbe known = lookoutOrNew();
    io.onLoop(
        _ -> {
          if (ended) {
            known.end();
          }
        });
    io.lookAhead();
  }

  private synchronized DisconnectProbe lookoutOrNew() {
    DisconnectProbe known = lookout;
    if (known == null) {
      known = new DisconnectProbe(io, answers);
      lookout = known;
    }
    return known;
  }

  /// Whoever held the input has read the body of its request.
  void bodyRead() {
    if (lookout != null) {
      io.lookAhead();
    }
  }

  // ---- the end

  /// Answers a request that breaks a rule, after those before it, and closes.
  ///
  /// @param head what is known of the request
  void refuse(Driver driver, Rule rule, @Nullable Head head) {
    Head known = head != null ? head : Head.unreadable(held == null ? driver.input() : held);
    var exchange = new Exchange(this, known);
    boolean _ = exchange.claim();
    exchange.response(FaultReply.to(rule));
    io.hold();
    held = null;
    answers.order().inherit(driver.outbox());
    answers.order().append(exchange);
    answers.answered(exchange);
  }

  /// Nothing more is to be read: closes as soon as what was asked for is answered.
  void closeWhenQuiet() {
    io.hold();
    if (!answers.order().callWhenQuiet()) {
      io.close();
    }
  }

  /// The last answer is out. A client that has sent all it wanted to is closed at once; for any
  /// other one our side is shut down first, so that it can read the answer before it meets a reset.
  ///
  /// @param exchange the one that was answered last, if the caller knows
  void closeGently(@Nullable Exchange exchange) {
    boolean done = exchange != null && exchange.isLastOfClient();
    io.onLoop(
        _ -> {
          boolean sentMore = held != null || io.isPaused() || lookout != null && lookout.hasEarly();
          if (done && !sentMore || ended) {
            io.close();
          } else {
            linger();
          }
        });
  }

  void linger() {
    try {
      io.shutdownOutput();
    } catch (IOException e) {
      io.close();
      return;
    }
    phase = new LingerPhase(this);
    held = null;
    postponed = null;
    io.deadline(http.deadlines().linger());
    io.release(false);
  }
}
