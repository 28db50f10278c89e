package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.Protocol;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Window;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One client that speaks HTTP/1.1 or 1.0: takes requests out of the bytes that come, and sends
/// them on their way.
///
/// A request is handled right here, on the driver, or handed to another thread. While others work
/// on requests the driver goes on to read as long as the next request may be handled beside them;
/// else the input is held until all is quiet again, and what has come stays in `held`.
final class Http1Connection implements Protocol {
  /// What the next bytes are:
  ///
  /// ```
  /// HEAD -> BODY -> HEAD      a small body is read before the request is handed on
  /// HEAD -> SKIP -> HEAD      the rest of a body nobody wanted
  /// any -> LINGER             the last answer is out, the client may still be sending
  /// ```
  private enum Phase {
    HEAD,
    BODY,
    SKIP,
    LINGER
  }

  /// What is skipped of a body nobody has read, rather than closing the connection.
  private static final int MOST_SKIPPED = 256 << 10;

  /// What is read of a client that goes on sending after the last answer.
  private static final int MOST_LINGERED = 16 << 20;

  private static final int SCRATCH = 8 << 10;

  private final Connection io;
  private final Http1 http;
  private final Answers answers;
  private final Delivery delivery;
  private final HeadReader heads;

  // all below: of the input's holder
  private Phase phase = Phase.HEAD;
  private @Nullable Window held;

  /// The client has shut down its side.
  private boolean ended;

  /// The request that is being taken; null while its head is not understood.
  private @Nullable Head taking;

  private @Nullable SmallBody arriving;
  private @Nullable Exchange streaming;

  /// A request that has to wait until those before it are answered.
  private @Nullable Exchange postponed;

  private @Nullable BodyDecoder skipping;
  private long discarded;

  /// When the first byte of the head came that is being read.
  private long headSince = Clock.NEVER;

  Http1Connection(Connection io, Http1 http) {
    this.io = io;
    this.http = http;
    this.answers = new Answers(this);
    this.delivery = new Delivery(this, answers);
    this.heads = new HeadReader(http.options().limits());
    armIdle();
  }

  Connection io() {
    return io;
  }

  Http1 http() {
    return http;
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
          switch (phase) {
            case HEAD -> readHead(driver);
            case BODY -> readBody(driver);
            case SKIP -> readSkipped(driver);
            case LINGER -> readLingering(driver);
          }
        });
  }

  @Override
  public void resumed(Driver driver) {
    attempt(
        driver,
        () -> {
          Window input = held();
          Exchange waiting = postponed;
          postponed = null;
          if (phase == Phase.SKIP) {
            skip(driver, input);
          } else if (phase == Phase.HEAD && (waiting == null || deliver(driver, waiting, input))) {
            understand(driver, input);
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
      if (phase == Phase.SKIP) {
        http.events().refused(io, e.rule());
        linger(); // the request has its one answer; where the next begins, nobody knows
      } else {
        refuse(driver, e.rule());
      }
    } catch (IOException e) {
      answers.abandon(e);
      io.close();
    }
  }

  @Override
  public void expired(Driver driver, boolean watched) {
    long now = Clock.now();
    if (!answers.isQuiet()) {
      answers.giveUpLate(now);
      armIdle();
    } else if (!watched) {
      armIdle();
    } else {
      switch (phase) {
        case HEAD -> expireHead(driver, now);
        case BODY -> refuse(driver, Rule.BODY_LATE);
        case SKIP, LINGER -> io.close();
      }
    }
  }

  private void expireHead(Driver driver, long now) {
    long head = Clock.after(headSince, http.options().timeouts().head().toNanos());
    long idle = Clock.after(answers.quietSince(), http.options().timeouts().idle().toNanos());
    if (headSince != Clock.NEVER && now >= head) {
      refuse(driver, Rule.HEAD_LATE);
    } else if (headSince == Clock.NEVER && now >= idle) {
      io.close();
    } else {
      io.deadline(headSince == Clock.NEVER ? idle : head);
    }
  }

  void armIdle() {
    var timeouts = http.options().timeouts();
    long answer = timeouts.answer().toNanos();
    long time = timeouts.idle().toNanos();
    io.deadline(Clock.after(Clock.now(), answer == 0 ? time : Math.min(answer, time)));
  }

  @Override
  public void drain(Driver driver) {
    if (isIdle()) {
      readable(driver); // a request that has just come is still answered
      if (isIdle()) {
        io.close();
      }
    }
  }

  private boolean isIdle() {
    return io.isWatched() && phase == Phase.HEAD && held == null && answers.isQuiet();
  }

  @Override
  public void closed() {
    answers.abandon(new IOException("the connection was closed"));
    http.events().disconnected(io);
  }

  // ---- heads

  private void readHead(Driver driver) throws PeerFault, IOException {
    ByteBuffer buffer = driver.io().clear();
    int count = io.read(buffer);
    if (count < 0) {
      ended = true;
      endOfInput();
    } else if (count > 0) {
      buffer.flip();
      Window input = held;
      if (input == null) {
        input = driver.input();
        input.refill(buffer);
      } else {
        input.append(buffer);
      }
      understand(driver, input);
    }
  }

  private Window held() {
    Window input = held;
    return input == null ? new Window(0) : input;
  }

  /// The client sends no more. What it has asked for is still answered.
  private void endOfInput() throws PeerFault {
    if (held != null) {
      throw new PeerFault(Rule.HEAD_CUT);
    }
    io.hold();
    if (!answers.callWhenQuiet()) {
      io.close();
    }
  }

  /// Takes all whole requests out of the input.
  private void understand(Driver driver, Window input) throws PeerFault, IOException {
    while (true) {
      taking = null;
      int length = input.isEmpty() ? 0 : heads.read(input);
      if (length == 0) {
        awaitHead(driver, input);
        return;
      }
      Head head =
          HeadParser.parse(
              input.bytes, input.start, length, http.options().limits().fields(), false);
      input.start += length;
      taking = head;
      headSince = Clock.NEVER;
      if (!take(driver, head, input)) {
        return;
      }
    }
  }

  /// There is no whole head: sends what is ready and waits for more.
  private void awaitHead(Driver driver, Window input) throws PeerFault, IOException {
    keep(driver, input);
    if (!flush(driver)) {
      return;
    }
    if (held != null) {
      if (ended) {
        throw new PeerFault(Rule.HEAD_CUT);
      }
      if (headSince == Clock.NEVER) {
        headSince = Clock.now();
      }
      io.deadline(Clock.after(headSince, http.options().timeouts().head().toNanos()));
    } else if (ended || http.isDraining()) {
      io.hold();
      if (!answers.callWhenQuiet()) {
        io.close();
      }
    }
  }

  /// Keeps what is in `input` for later, in memory of the connection's own.
  void keep(Driver driver, Window input) {
    if (input.isEmpty()) {
      held = null;
    } else {
      held = input == driver.input() ? input.copy() : input;
    }
  }

  /// Sends the answers that were collected; if the socket is full the loop sends the rest, and the
  /// input waits for it.
  boolean flush(Driver driver) throws IOException {
    ByteBuffer rest = driver.outbox().flush(io);
    if (rest == null) {
      answers.confirm();
      return true;
    }
    io.hold();
    answers.leaveToLoop(List.of(rest), false);
    boolean _ = answers.callWhenQuiet();
    return false;
  }

  // ---- bodies

  /// Takes the body of a request, as far as it is here, and hands the request on.
  ///
  /// @return whether the driver goes on with the input
  private boolean take(Driver driver, Head head, Window input) throws PeerFault, IOException {
    if (head.expectation() == Head.Expectation.UNKNOWN) {
      throw new PeerFault(Rule.EXPECTATION);
    }
    var exchange = new Exchange(this, head);
    switch (head.framing()) {
      case BodyFraming.None _ -> {}
      case BodyFraming.Sized(long length) -> {
        boolean small = length <= http.options().limits().smallBody();
        if (length <= input.size() && small) {
          var body = new SmallBody(exchange, (int) length);
          body.take(input);
          exchange.content(body.bytes(), Headers.empty());
        } else if (small && head.expectation() == Head.Expectation.NONE) {
          return awaitBody(driver, new SmallBody(exchange, (int) length), input);
        } else {
          return stream(driver, exchange, new SizedBody(length), input);
        }
      }
      case BodyFraming.Chunked _ -> {
        if (!decodeWhole(exchange, input)) {
          return stream(driver, exchange, new ChunkedBody(http.options().limits()), input);
        }
      }
    }
    return deliver(driver, exchange, input);
  }

  /// Decodes a chunked body that is all here; if it is not, nothing has happened.
  private boolean decodeWhole(Exchange exchange, Window input) throws PeerFault {
    var decoder = new ChunkedBody(http.options().limits());
    byte[] content = new byte[Math.min(input.size(), http.options().limits().smallBody())];
    int start = input.start;
    int count = decoder.decode(input, content, 0, content.length);
    if (!decoder.isFinished()) {
      input.start = start;
      return false;
    }
    exchange.content(java.util.Arrays.copyOf(content, count), decoder.trailers());
    return true;
  }

  private boolean awaitBody(Driver driver, SmallBody body, Window input) throws IOException {
    body.take(input);
    arriving = body;
    phase = Phase.BODY;
    held = null;
    if (flush(driver)) {
      awaitMore(body);
    }
    return false;
  }

  private void awaitMore(SmallBody body) {
    io.deadline(body.deadline(http.options().timeouts().progress().toNanos()));
  }

  private void readBody(Driver driver) throws PeerFault, IOException {
    SmallBody body = arriving;
    ByteBuffer buffer = driver.io().clear();
    int count = io.read(buffer);
    if (count < 0 || body == null) {
      ended = true;
      throw new PeerFault(Rule.BODY_CUT);
    }
    Window input = driver.input();
    input.refill(buffer.flip());
    body.take(input);
    if (!body.isComplete()) {
      awaitMore(body);
      return;
    }
    arriving = null;
    phase = Phase.HEAD;
    Exchange exchange = body.exchange();
    exchange.content(body.bytes(), Headers.empty());
    if (deliver(driver, exchange, input)) {
      understand(driver, input);
    }
  }

  private boolean stream(Driver driver, Exchange exchange, BodyDecoder decoder, Window input)
      throws IOException {
    Window own = input == driver.input() ? input.copy() : input;
    input = new Window(0);
    boolean continueWanted = exchange.head().expectation() == Head.Expectation.CONTINUE;
    exchange.stream(new BodyStream(this, exchange, decoder, own, continueWanted && own.isEmpty()));
    streaming = exchange;
    return deliver(driver, exchange, input);
  }

  private boolean deliver(Driver driver, Exchange exchange, Window input) throws IOException {
    taking = null;
    return delivery.deliver(driver, exchange, input);
  }

  /// Keeps a request back until those before it are answered.
  ///
  /// @return whether it has to be delivered now after all
  boolean postpone(Driver driver, Exchange exchange, Window input) {
    keep(driver, input);
    postponed = exchange;
    io.hold();
    if (answers.callWhenQuiet()) {
      return false; // goes on in `resumed`
    }
    postponed = null;
    io.unhold();
    return goOn(driver, input);
  }

  /// The driver goes on, with what was kept.
  boolean goOn(Driver driver, Window input) {
    if (held != null && input == driver.input()) {
      held = null; // the driver's own window still has it
    }
    return true;
  }

  // ---- when requests are answered

  /// Whether the connection is of no further use once `exchange` is answered.
  boolean mustCloseAfter(Exchange exchange) {
    BodyStream body = exchange.stream();
    if (body == null || body.isFinished()) {
      return false;
    }
    // Nobody knows whether the client will send a body it was not asked for, so what comes next
    // could
    // be that body or a request; and a body too long to be skipped is not waited for.
    boolean read = body.isTouched() && Answers.streams(exchange.response());
    return body.hasFailed()
        || body.isUnasked()
        || !read && body.decoder() instanceof SizedBody sized && sized.unframed() > MOST_SKIPPED;
  }

  /// An exchange is answered; what is left of its body is passed over. For the writer.
  void skipUnread(Exchange exchange) {
    BodyStream body = exchange.stream();
    if (body == null) {
      return;
    }
    streaming = null;
    held = body.input().isEmpty() ? null : body.input();
    if (!body.isFinished()) {
      phase = Phase.SKIP;
      skipping = body.decoder();
      discarded = 0;
    }
  }

  /// All requests are answered, and the input was waiting for that: gives it back to the loop. From
  /// any thread.
  void quiet() {
    if (phase == Phase.SKIP) {
      io.deadline(Clock.after(Clock.now(), http.options().timeouts().linger().toNanos()));
    } else {
      armIdle();
    }
    io.release(
        held != null || postponed != null || phase == Phase.SKIP || ended || http.isDraining());
  }

  private void readSkipped(Driver driver) throws PeerFault, IOException {
    ByteBuffer buffer = driver.io().clear();
    if (io.read(buffer) < 0) {
      io.close(); // in the middle of a body: there is nobody to talk to
      return;
    }
    Window input = held;
    if (input == null) {
      input = driver.input();
      input.refill(buffer.flip());
    } else {
      input.append(buffer.flip());
    }
    skip(driver, input);
  }

  private void skip(Driver driver, Window input) throws PeerFault, IOException {
    BodyDecoder decoder = skipping;
    if (decoder == null) {
      throw new IllegalStateException("nothing to skip");
    }
    byte[] scratch = new byte[SCRATCH];
    int before = input.size();
    while (decoder.decode(input, scratch, 0, scratch.length) > 0) {
      // thrown away
    }
    discarded += before - input.size();
    if (decoder.isFinished()) {
      skipping = null;
      phase = Phase.HEAD;
      armIdle();
      understand(driver, input);
    } else if (discarded > MOST_SKIPPED) {
      linger();
    } else {
      keep(driver, input);
    }
  }

  // ---- the end

  /// Answers a request that breaks a rule, after those before it, and closes.
  private void refuse(Driver driver, Rule rule) {
    http.events().refused(io, rule);
    Head head = taking;
    if (head == null) {
      head = Head.unreadable(held == null ? driver.input() : held);
    }
    var exchange = new Exchange(this, head);
    boolean _ = exchange.claim();
    exchange.response(FaultReply.to(rule));
    io.hold();
    held = null;
    answers.inherit(driver.outbox());
    answers.append(exchange);
    answers.answered(exchange);
  }

  /// The last answer is out. A client that has sent all it wanted to is closed at once; for any
  /// other one our side is shut down first, so that it can read the answer before it meets a reset.
  ///
  /// @param exchange the one that was answered last, if the caller knows
  void closeGently(@Nullable Exchange exchange) {
    boolean done = exchange != null && !exchange.head().persistent() && exchange.stream() == null;
    io.onLoop(
        _ -> {
          if (done && held == null || ended) {
            io.close();
          } else {
            linger();
          }
        });
  }

  private void linger() {
    try {
      io.shutdownOutput();
    } catch (IOException e) {
      io.close();
      return;
    }
    phase = Phase.LINGER;
    held = null;
    discarded = 0;
    io.deadline(Clock.after(Clock.now(), http.options().timeouts().linger().toNanos()));
    io.release(false);
  }

  private void readLingering(Driver driver) throws IOException {
    int count = io.read(driver.io().clear());
    discarded += Math.max(count, 0);
    if (count < 0 || discarded > MOST_LINGERED) {
      io.close();
    }
  }

  // ---- other ways to use the connection

  /// Tells the client to send the body it has announced.
  void sayContinue(Exchange exchange) throws IOException {
    if (!exchange.isAnswered()) {
      answers.interim(exchange, new Status(100), Headers.empty());
    }
  }

  /// The connection speaks `protocol` from now on.
  Upgrade upgraded(String protocol) {
    Exchange exchange = streaming;
    BodyStream body = exchange == null ? null : exchange.stream();
    return new UpgradedConnection(protocol, io, body == null ? held() : body.input());
  }
}
