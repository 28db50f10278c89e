package io.github.tinyhttp.http2;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.Deadlines;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;

/// How one connection ends, RFC 9113 §6.8: so that the client knows which requests were handled,
/// and can read every response. For the driver.
///
/// ```
/// OPEN      -> SILENT      the server shuts down, and the client has sent nothing yet
/// OPEN | SILENT -> ANNOUNCED
///                          the server shuts down: GOAWAY for no stream in particular, and PING
/// ANNOUNCED -> LEAVING     the client has got that: GOAWAY with the last stream that is handled
/// OPEN      -> LEAVING     the client has broken a rule, or is late: GOAWAY with the last stream
/// OPEN | ANNOUNCED | LEAVING -> LINGERING
///                          all streams are closed: our side is shut down, and what still comes is
///                          thrown away for a while
/// ```
final class Ending {
  private enum Stage {
    OPEN,
    SILENT,
    ANNOUNCED,
    LEAVING,
    LINGERING
  }

  /// The PING that follows the first GOAWAY.
  private static final long FAREWELL = 0x6676_6172_6577_6C6CL;

  private static final long MOST_DISCARDED = 16 << 20;

  private final Http2Connection connection;
  private final Connection io;
  private final Deadlines deadlines;
  private Stage stage = Stage.OPEN;

  /// The client has broken a rule of the connection: nothing that it sends means anything.
  private boolean failed;

  /// The client has said that it opens no more streams.
  private boolean clientLeaves;

  /// The last stream that GOAWAY has named: no later one names a higher stream, as the client may
  /// have sent its requests elsewhere (§6.8).
  private int announced = Integer.MAX_VALUE;

  private long discarded;

  /// When our side was shut down.
  private long lingeringSince;

  /// When the last bytes came that were thrown away, or our side was shut down.
  private long discardedAt;

  /// When a client is closed that has still sent nothing, or the second GOAWAY is sent even if the
  /// client does not respond to the PING; [Clock#NEVER] if the server does not shut down.
  private long patience = Clock.NEVER;

  Ending(Http2Connection connection) {
    this.connection = connection;
    this.io = connection.io();
    this.deadlines = connection.http().dispatcher().deadlines();
  }

  boolean isLingering() {
    return stage == Stage.LINGERING;
  }

  /// As [Http2Connection#idleSince()].
  long idleSince() {
    if (stage == Stage.LINGERING) {
      return discardedAt;
    }
    boolean idle = isDone() && !connection.isMidFrame();
    return idle ? connection.timer().quietSince() : Clock.NEVER;
  }

  /// Whether the time is over in which the client can only be closed.
  boolean isOver(long now) {
    return isLingering() || stage == Stage.SILENT && now >= patience;
  }

  /// Whether what the client sends is thrown away.
  boolean isDiscarding() {
    return failed || stage == Stage.LINGERING;
  }

  /// Whether new streams are passed over, because GOAWAY says so.
  boolean isRefusing() {
    return stage == Stage.LEAVING;
  }

  /// When to call [#expired(long)]; [Clock#NEVER] for not at all.
  long deadline() {
    return stage == Stage.ANNOUNCED || stage == Stage.SILENT ? patience : Clock.NEVER;
  }

  /// The server shuts down.
  ///
  /// @param until how long a client that has sent nothing may still send a request
  void announce(long until) {
    if (stage != Stage.OPEN) {
      return;
    }
    if (connection.input().hasBegun()) {
      announce();
    } else {
      stage = Stage.SILENT;
      patience = until;
      connection.timer().armBy(until);
    }
  }

  /// The first bytes of the client have come, and our SETTINGS are written.
  void begun() {
    if (stage == Stage.SILENT) {
      announce();
    }
  }

  private void announce() {
    stage = Stage.ANNOUNCED;
    patience = Math.min(deadlines.idle(connection.now()), deadlines.linger(connection.now()));
    Frames.putGoAway(
        connection.sender().out(), Integer.MAX_VALUE, ErrorCode.NO_ERROR, "the server ends");
    Frames.putPing(connection.sender().out(), 0, FAREWELL);
    connection.timer().armBy(patience);
  }

  void ponged(long data) {
    if (data == FAREWELL && stage == Stage.ANNOUNCED) {
      leave(connection.streams().last(), ErrorCode.NO_ERROR, "the server ends");
    }
  }

  void expired(long now) {
    if (stage == Stage.ANNOUNCED && now >= patience) {
      leave(connection.streams().last(), ErrorCode.NO_ERROR, "the server ends");
    }
  }

  void clientLeaves() {
    clientLeaves = true;
  }

  /// No request of the client's is handled behind `last`.
  void leave(int last, ErrorCode code, String why) {
    stage = Stage.LEAVING;
    announced = Math.min(announced, last);
    Frames.putGoAway(connection.sender().out(), announced, code, why);
  }

  /// The connection, which is idle, will be closed to make room for another one.
  void giveWay(Driver driver) throws IOException {
    if (stage != Stage.LINGERING) {
      leave(connection.streams().last(), ErrorCode.NO_ERROR, "another client needs the connection");
      boolean _ = connection.sender().flushes(driver);
    }
  }

  /// The client broke a rule of the connection: no stream gets on any more.
  void fail(Driver driver, ConnectionFault fault) {
    if (isDiscarding()) {
      return;
    }
    failed = true;
    connection.tellRefused(fault.code(), fault.text());
    connection.ends().forgetAll(new IOException("the client broke a rule: " + fault.text()));
    if (!connection.input().hasBegun()) {
      io.close(); // a client that says nothing is told nothing
      return;
    }
    leave(connection.arrivals().lastHandedOn(), fault.code(), fault.text());
    try {
      if (connection.sender().flushes(driver)) {
        look(driver);
      }
    } catch (IOException _) {
      io.close();
    }
  }

  /// Ends the connection if nothing is left to be done. A client that leaves by itself is told,
  /// too, which streams were handled.
  void look(Driver driver) throws IOException {
    boolean leaves = stage == Stage.LEAVING || clientLeaves || connection.input().hasEnded();
    if (!leaves || stage == Stage.LINGERING || !isDone()) {
      return;
    }
    if (stage != Stage.LEAVING && connection.input().hasBegun()) {
      leave(connection.streams().last(), ErrorCode.NO_ERROR, "the client leaves");
      boolean _ = connection.sender().flushes(driver); // no stream is left whose file it could read
    }
    if (isDone()) {
      linger();
    }
  }

  private boolean isDone() {
    return connection.streams().isEmpty()
        && connection.arrivals().isEmpty()
        && connection.sender().backlog().isEmpty();
  }

  /// Shuts down our side, and reads on for a while: bytes left unread at the close would make the
  /// system send a reset, which can take the last response from a client that has not read it.
  private void linger() {
    stage = Stage.LINGERING;
    if (connection.input().hasEnded()) {
      io.close();
      return;
    }
    try {
      io.shutdownOutput();
    } catch (IOException _) {
      io.close();
      return;
    }
    lingeringSince = Clock.now();
    discardedAt = lingeringSince;
    io.deadline(lingerEnd());
    if (!io.isHeldByLoop()) {
      io.giveBackFromAnyThread();
    }
  }

  /// Whether the client may still read a response. While the server shuts down, a client that has
  /// got none for as long as a connection lingers has read all.
  private boolean mayRead() {
    return patience == Clock.NEVER || connection.timer().readsUntil() > lingeringSince;
  }

  /// When a client that says nothing more is closed.
  private long lingerEnd() {
    return patience == Clock.NEVER
        ? deadlines.linger(lingeringSince)
        : Math.max(connection.timer().readsUntil(), deadlines.idle(lingeringSince));
  }

  /// Throws away what still comes.
  void discard(Driver driver) {
    try {
      int count = io.read(driver.io().clear());
      discarded += Math.max(count, 0);
      discardedAt = count > 0 ? Clock.now() : discardedAt;
      if (count < 0 || discarded > MOST_DISCARDED) {
        io.close();
      } else if (count > 0 && stage == Stage.LINGERING && mayRead()) {
        io.deadline(deadlines.linger(lingeringSince));
      }
    } catch (IOException _) {
      io.close();
    }
  }

  @Override
  public String toString() {
    return stage.name();
  }
}
