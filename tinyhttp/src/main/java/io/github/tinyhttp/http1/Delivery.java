package io.github.tinyhttp.http1;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Hands the requests of one connection on: to the handler right here, on the driver, or to another
/// thread. Works for the driver; what it says of the input is what [Http1Connection] does next.
final class Delivery {
  /// The largest part of a file that a driver sends itself.
  private static final int MOST_SENT_HERE = 256 << 10;

  private final Http1Connection connection;
  private final Connection io;
  private final Http1 http;
  private final Answers answers;

  /// The time, as of the last look at the clock.
  private long now;

  Delivery(Http1Connection connection, Answers answers) {
    this.connection = connection;
    this.io = connection.io();
    this.http = connection.http();
    this.answers = answers;
  }

  /// Hands a request on.
  ///
  /// @return whether the driver goes on with the input
  boolean deliver(Driver driver, Exchange exchange, InputBuffer input) throws IOException {
    if (driver.outbox().isEmpty()) {
      now = Clock.now(); // else it was read when the handler before this one was done
    }
    exchange.since(now);
    boolean quiet = answers.order().isQuiet();
    int most = mostBefore(exchange);
    if (!quiet && answers.order().inFlight() > most) {
      if (connection.postpone(driver, exchange, input, most + 1)) {
        return false;
      }
      quiet = answers.order().isQuiet();
    }
    Head head = exchange.head();
    Response own = ownAnswer(exchange, head);
    boolean here = exchange.stream() == null && !head.upgrade() && quiet;
    if (here && (own != null || http.handlesInline())) {
      return handleHere(driver, exchange, own, input);
    }
    boolean alone = isExclusive(exchange) || !head.persistent();
    if (alone || !driver.outbox().isEmpty()) {
      connection.keep(driver, input);
    }
    boolean flushed = connection.flush(driver);
    answers.order().append(exchange);
    if (alone && flushed) {
      io.hold();
      boolean _ = answers.order().callWhenQuiet();
    }
    if (http.deadlines().boundAnswers()) {
      connection.armInFlight();
    }
    if (own != null) {
      exchange.giveUnlessAnswered(own);
    } else {
      http.dispatch(exchange, driver);
    }
    if (alone || !flushed) {
      return false;
    }
    connection.unkeep(driver, input);
    return true;
  }

  /// How many requests may be in flight before this one when it is begun.
  private int mostBefore(Exchange exchange) {
    // nothing is begun any more when the server is to end: the answer before is the last one then
    boolean alone = http.isDraining() || isExclusive(exchange);
    return alone ? 0 : http.options().limits().pipelined() - 1;
  }

  /// RFC 9112 §9.3.2: only safe methods may be handled side by side. A request that needs the
  /// connection's input is alone, too.
  private static boolean isExclusive(Exchange exchange) {
    return !exchange.method().isSafe() || exchange.stream() != null || exchange.head().upgrade();
  }

  private @Nullable Response ownAnswer(Exchange exchange, Head head) {
    Response own = http.delivers(head.method()) ? null : ownAnswer(head);
    ToHttps elsewhere = connection.elsewhere();
    return own == null && elsewhere != null ? elsewhere.answer(exchange).orElse(null) : own;
  }

  private static @Nullable Response ownAnswer(Head head) {
    return switch (head.method().name()) {
      case "CONNECT", "TRACE" -> FaultReply.to(Rule.METHOD_NOT_SERVED);
      case "OPTIONS" ->
          head.target().isServerWide(head.bytes(), head.method()) ? FaultReply.options() : null;
      default -> null;
    };
  }

  /// Runs the handler on the driver, unless the answer is known, and puts its answer into the
  /// outbox.
  private boolean handleHere(
      Driver driver, Exchange exchange, @Nullable Response own, InputBuffer input)
      throws IOException {
    io.hold();
    driver.outbox().belongsTo(io);
    answers.order().append(exchange, driver.outbox());
    Response response = own;
    if (own == null) {
      driver.enterHandler();
      response = http.call(exchange);
      now = Clock.now();
      http.took(now - exchange.since());
      if (response != null && sendHere(exchange, response)) {
        response = null;
      }
      boolean driving = driver.leaveHandler();
      if (!driving) {
        finishElsewhere(driver, exchange, response, input);
        return false;
      }
    }
    if (response == null || !exchange.claim()) {
      return answeredByItself(driver, input);
    }
    exchange.response(response);
    if (Answers.streams(response)) {
      leave(driver, input);
      Thread.ofVirtual().name("tinyhttp-answer").start(() -> answers.answered(exchange));
      return false;
    }
    return answerHere(driver, exchange, response, input);
  }

  /// Sends a file as if the handler had done so itself, if it is one that the socket may take in
  /// one go: to wake another thread for it costs as much as to open and send it. When the socket
  /// does not take it, this thread loses its loop and waits.
  ///
  /// @return whether the exchange has its answer
  private boolean sendHere(Exchange exchange, Response response) {
    if (!(response.body() instanceof Body.Part part)
        || part.count() > MOST_SENT_HERE
        || !http.sendingDrivers().tryAcquire()) {
      return false;
    }
    try {
      boolean _ = exchange.giveUnlessAnswered(response);
      return true;
    } finally {
      http.sendingDrivers().release();
    }
  }

  /// The loop was taken from this thread while the handler ran.
  private void finishElsewhere(
      Driver driver, Exchange exchange, @Nullable Response response, InputBuffer input) {
    connection.keep(driver, input);
    answers.order().inherit(driver.outbox());
    if (response != null && exchange.claim()) {
      exchange.response(response);
      answers.answered(exchange);
    }
    if (!answers.order().callWhenQuiet()) {
      connection.quiet();
    }
  }

  private void leave(Driver driver, InputBuffer input) {
    connection.keep(driver, input);
    answers.order().inherit(driver.outbox());
    boolean _ = answers.order().callWhenQuiet();
  }

  /// The handler, or another thread for it, answers through `respond`; perhaps it is not done yet.
  private boolean answeredByItself(Driver driver, InputBuffer input) {
    answers.order().inherit(driver.outbox());
    connection.keep(driver, input);
    if (answers.order().callWhenQuiet()) {
      return false;
    }
    io.unhold();
    connection.unkeep(driver, input);
    return true;
  }

  private boolean answerHere(Driver driver, Exchange exchange, Response response, InputBuffer input)
      throws IOException {
    byte[] content =
        response.body() instanceof Body.Bytes(byte[] bytes) ? bytes : SmallBody.NOTHING;
    ResponseFraming plan = answers.plan(exchange, OptionalLong.of(content.length));
    http.headWriter().write(driver.outbox(), exchange.head(), response, plan, now);
    ByteBuffer large = Answers.putContent(driver.outbox(), content, plan, response);
    answers.encoded(exchange);
    if (large == null && !plan.closes()) {
      if (driver.outbox().size() >= Answers.ENOUGH && !connection.flush(driver)) {
        connection.keep(driver, input);
        return false;
      }
      io.unhold();
      return true;
    }
    connection.keep(driver, input);
    if (!answers.sendHere(driver.outbox(), large, plan.closes() ? exchange : null)) {
      boolean _ = answers.order().callWhenQuiet();
      return false;
    }
    io.unhold();
    connection.unkeep(driver, input);
    return true;
  }
}
