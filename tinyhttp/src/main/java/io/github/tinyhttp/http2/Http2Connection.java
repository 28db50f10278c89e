package io.github.tinyhttp.http2;

import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.EventLoop;
import io.github.tinyhttp.engine.MemoryTally;
import io.github.tinyhttp.engine.Protocol;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.exchange.ConnectionInfo;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.OtherRule;
import io.github.tinyhttp.exchange.SocketConnectionInfo;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One client that speaks HTTP/2, as an actor on its loop: frames, streams and windows belong to
/// the driver alone, and other threads leave signals at their streams. Its story is: take all
/// frames that were read, hand on the requests, send what is ready, wait.
///
/// ```
/// driver ── reads ──► FrameReader ─► Receiver ─► arrivals ─► handler, or another thread
///    ▲                                                          │
///    └── flush ◄── Sender ◄── Scheduler ◄── signals ◄───────────┘
/// ```
///
/// Requests that have come wait in `arrivals`, which belongs to the loop. A handler that blocks
/// loses the loop, and the next driver goes on with the others.
final class Http2Connection implements Protocol, WriteBatch.Target {
  /// How much is collected before it is sent, although more requests wait to be handled.
  private static final int ENOUGH = 48 << 10;

  private final Connection io;
  private final Http2 http;
  private final Dispatcher dispatcher;
  private final Streams streams;
  private final Sender sender;
  private final Receiver receiver;
  private final FrameInput input;
  private final Ending ending;
  private final ConnectionTimer timer;
  private final Budget budget;
  private final StreamEnds ends;
  private final Turns turns;
  private final Arrivals arrivals;
  private final Signals signals;

  /// Null while no stream has left HTTP.
  private @Nullable Tunnels tunnels;

  private boolean closed;

  /// The time at the driver's last look at the clock.
  private long now = Clock.now();

  /// @param early what has come before
  Http2Connection(Connection io, Http2 http, InputBuffer early) {
    this.io = io;
    this.http = http;
    this.dispatcher = http.dispatcher();
    this.streams = new Streams(http.limits().streams());
    this.sender = new Sender(this);
    this.budget = new Budget(http.options(), now);
    this.timer = new ConnectionTimer(this, now);
    this.ending = new Ending(this);
    this.ends = new StreamEnds(this);
    EventLoop.Task goOn = this::goOn;
    this.turns = new Turns(this, goOn);
    this.arrivals = new Arrivals(this);
    this.signals = new Signals(this, goOn);
    this.receiver = new Receiver(this);
    this.input = new FrameInput(this, receiver, early);
  }

  Connection io() {
    return io;
  }

  Http2 http() {
    return http;
  }

  ConnectionInfo info() {
    return new SocketConnectionInfo(io);
  }

  Streams streams() {
    return streams;
  }

  Sender sender() {
    return sender;
  }

  Receiver receiver() {
    return receiver;
  }

  Ending ending() {
    return ending;
  }

  ConnectionTimer timer() {
    return timer;
  }

  Budget budget() {
    return budget;
  }

  StreamEnds ends() {
    return ends;
  }

  Arrivals arrivals() {
    return arrivals;
  }

  Signals signals() {
    return signals;
  }

  Turns turns() {
    return turns;
  }

  Tunnels tunnels() {
    Tunnels known = tunnels;
    if (known == null) {
      known = new Tunnels(this);
      tunnels = known;
    }
    return known;
  }

  long now() {
    return now;
  }

  void now(long time) {
    now = time;
  }

  /// How long a client may take between two bytes, in nanoseconds.
  long progress() {
    return dispatcher.deadlines().progress();
  }

  FrameInput input() {
    return input;
  }

  /// Whether a frame, or a header block, is incomplete.
  boolean isMidFrame() {
    return input.isMidFrame() || receiver.isInBlock();
  }

  void spend(Budget.Cost cost) throws ConnectionFault {
    budget.spend(cost, now);
  }

  void tellRefused(ErrorCode code, String text) {
    dispatcher.events().refused(io, new Status(400), new OtherRule(code.name(), "RFC 9113", text));
  }

  // ---- the story

  @Override
  public void readable(Driver driver) {
    if (ending.isDiscarding()) {
      ending.discard(driver);
      return;
    }
    try {
      enter(driver);
      if (input.endsNow(driver)) {
        ended();
      }
      converse(driver);
    } catch (Throwable e) {
      failed(driver, e);
    }
  }

  /// Goes on with bytes that were read before.
  @Override
  public void resumed(Driver driver) {
    if (ending.isDiscarding()) {
      return;
    }
    try {
      enter(driver);
      input.takeHeld(driver);
      converse(driver);
    } catch (Throwable e) {
      failed(driver, e);
    }
  }

  /// Goes on where another driver has lost its loop, or with the signals that threads have left.
  private void goOn(Driver driver) {
    if (closed) {
      return;
    }
    try {
      enter(driver);
      signals.look();
      converse(driver);
    } catch (Throwable e) {
      failed(driver, e);
    }
  }

  /// A driver begins. What another one has collected before it lost the loop goes first.
  private void enter(Driver driver) throws IOException {
    now = Clock.now();
    sender.enter(driver);
    byte[] left = turns.takeLeft();
    if (left != null && sender.backlog().isEmpty()) {
      sender.backlog().inherit(left);
    }
    if (tunnels != null) {
      tunnels.handedOver();
    }
  }

  /// The client has shut down its side: no body gets complete any more, and no window opens.
  private void ended() throws ConnectionFault {
    io.hold(); // nothing more is to be read
    for (Http2Stream stream : streams.all()) {
      stream.clientLeft();
      if (!stream.remoteEnded) {
        ends.cutBody(stream);
      }
    }
  }

  /// Hands on the requests that have come, calls the receivers of tunnels, and sends what is ready.
  private void converse(Driver driver) throws IOException {
    do {
      if (!handsOn(driver) || tunnels != null && !tunnels.calls(driver)) {
        return; // another driver goes on
      }
      if (!sender.flushes(driver)) {
        return;
      }
    } while (tunnels != null && tunnels.goOn() || input.hasEnded() && ends.cutsHeldUp());
    signals.tell();
    settle(driver);
  }

  /// @return whether this driver still drives
  private boolean handsOn(Driver driver) throws IOException {
    for (Http2Stream next = arrivals.poll(); next != null; next = arrivals.poll()) {
      if (!next.closed && !arrivals.handsOn(driver, next)) {
        return false;
      }
      if (sender.out().size() > ENOUGH && !sender.flushes(driver)) {
        return false;
      }
    }
    return true;
  }

  /// The driver is done with the connection for now.
  private void settle(Driver driver) throws IOException {
    if (sender.backlog().isFull() && io.isHeldByLoop()) {
      io.hold(); // until the socket takes bytes again
    }
    ending.look(driver);
  }

  private void failed(Driver driver, Throwable cause) {
    switch (cause) {
      case ConnectionFault fault -> {
        arrivals.clear(); // not handed on: GOAWAY says so
        ending.fail(driver, fault);
      }
      case IOException e -> {
        ends.forgetAll(e);
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

  // ---- the other calls of the engine

  @Override
  public void writable(Driver driver) {
    if (ending.isLingering()) {
      return;
    }
    try {
      enter(driver);
      goOnSending(driver);
      converse(driver);
    } catch (Throwable e) {
      failed(driver, e);
    }
  }

  private void goOnSending(Driver driver) throws IOException, ConnectionFault {
    sender.writable();
    if (!ending.isDiscarding()) {
      input.takeHeld(driver);
    }
    if (!sender.backlog().isFull() && !io.isHeldByLoop() && !input.hasEnded()) {
      io.resumeOnLoop();
    }
  }

  @Override
  public void handedOver(WriteBatch batch) {
    batch.flushSome(io);
  }

  @Override
  public void expired(Driver driver, long time) {
    if (ending.isOver(time)) {
      io.close();
      return;
    }
    try {
      enter(driver);
      if (sender.backlog().isFull()) {
        timer.unread(time);
      }
      goOnSending(driver); // the poller waits for much room
      timer.expired(time);
      converse(driver);
    } catch (Throwable e) {
      failed(driver, e);
    }
  }

  @Override
  public void drain(Driver driver, long until) {
    try {
      enter(driver);
      ending.announce(until);
      Tunnels.drain(streams);
      converse(driver);
    } catch (Throwable e) {
      failed(driver, e);
    }
  }

  @Override
  public long idleSince() {
    return ending.idleSince();
  }

  @Override
  public void giveWay(Driver driver) {
    try {
      enter(driver);
      ending.giveWay(driver);
    } catch (IOException _) {
      // the client has left already
    }
  }

  @Override
  public String name() {
    return "HTTP/2";
  }

  @Override
  public void closed() {
    closed = true;
    ends.forgetAll(new ConnectionClosedException());
    arrivals.clear();
    signals.close();
    dispatcher.events().disconnected(io);
  }

  @Override
  public void tally(MemoryTally tally) {
    HeldMemory.tally(this, tally);
  }

  @Override
  public String toString() {
    return "Http2Connection[%d streams, %s, %s; %s]".formatted(streams.size(), ending, sender, io);
  }
}
