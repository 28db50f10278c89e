package io.github.tinyhttp.http2;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.exchange.Deadlines;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.MinimumRate;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The deadlines of one connection and its streams. A client has to greet in time, to end what it
/// has begun, to take what it has asked for, and to ask for something. For the driver.
///
/// Streams are looked at together, a few times within the shortest deadline that they have.
final class ConnectionTimer {
  private static final long LOOKS = 4;
  private static final long MOST_LOOK = 1_000_000_000L;

  private final Http2Connection connection;
  private final Connection io;
  private final Deadlines deadlines;

  private final BodyDeadlines bodies;

  /// How often streams are looked at.
  private final long lookEvery;

  /// When the connection was left without streams.
  private long quietSince;

  /// When a part of a response left last; [Clock#NEVER] if none has left.
  private long respondedAt = Clock.NEVER;

  /// When the first byte of an incomplete frame or header block came; [Clock#NEVER] if there is
  /// none.
  private long midSince = Clock.NEVER;

  /// When our SETTINGS were sent, until they are acknowledged.
  private long settingsSince;

  /// The pace of a client that is in the middle of DATA.
  private MinimumRate pace;

  private long pacedAt;

  /// How the client opens the window of the connection; null if no content waits for that.
  private @Nullable ClientPace windowPace;

  /// When the engine calls next.
  private long armed;

  ConnectionTimer(Http2Connection connection, long now) {
    this.connection = connection;
    this.io = connection.io();
    this.deadlines = connection.http().dispatcher().deadlines();
    this.bodies = new BodyDeadlines(connection, now);
    this.quietSince = now;
    this.settingsSince = now;
    this.pace = new MinimumRate(deadlines.progress());
    long shortest = Math.min(deadlines.progress(), deadlines.head(now) - now);
    shortest = Math.min(shortest, deadlines.linger(now) - now);
    this.lookEvery = Math.clamp(shortest / LOOKS, 1, MOST_LOOK);
    arm(deadlines.head(now));
  }

  private void arm(long time) {
    armed = time;
    io.deadline(time);
  }

  /// The engine calls at that time, or before.
  void armBy(long time) {
    if (time < armed) {
      arm(time);
    }
  }

  /// Bytes have come.
  void received(int count) {
    pace.moved(count);
  }

  /// Frames were taken.
  void taken(long now) {
    if (!connection.isMidFrame()) {
      midSince = Clock.NEVER;
    } else if (midSince == Clock.NEVER) {
      midSince = now;
      pacedAt = now;
      pace = new MinimumRate(deadlines.progress());
      armBy(look(now));
    }
  }

  /// When the connection was left without streams.
  long quietSince() {
    return quietSince;
  }

  /// Until when a client may be reading the last response: for as long as a connection lingers.
  long readsUntil() {
    return respondedAt == Clock.NEVER ? quietSince : Clock.after(respondedAt, deadlines.linger());
  }

  /// A part of a response has left.
  void responded(long now) {
    respondedAt = now;
  }

  /// The socket has taken what it had not taken before.
  void caughtUp(long now) {
    responded(now);
    quietSince = now; // a response that has not left is no time without one
  }

  /// Our SETTINGS are acknowledged.
  void acknowledged() {
    settingsSince = Clock.NEVER;
  }

  /// A stream was opened or closed.
  void noticeStream(long now) {
    quietSince = now;
    if (!connection.streams().isEmpty()) {
      armBy(look(now));
    }
  }

  private long look(long now) {
    return now + lookEvery;
  }

  /// The time that was armed has passed.
  void expired(long now) throws ConnectionFault {
    if (settingsSince != Clock.NEVER && now >= deadlines.head(settingsSince)) {
      boolean greeted = connection.receiver().isGreeted();
      throw new ConnectionFault(
          greeted ? ErrorCode.SETTINGS_TIMEOUT : ErrorCode.PROTOCOL_ERROR,
          greeted ? "SETTINGS are not acknowledged" : "the preface took too long");
    }
    checkFrame(now);
    connection.ending().expired(now);
    bodies.look(now);
    boolean heldUp = isHeldUp(now);
    long next = Clock.NEVER;
    for (Http2Stream stream : connection.streams().all()) {
      Tunnel tunnel = stream.tunnel();
      if (tunnel == null || !tunnel.isOpen()) {
        check(stream, now, heldUp);
      } else {
        check(tunnel, now);
        next = Math.min(next, tunnel.deadline());
      }
    }
    rearm(now, next);
  }

  /// The client takes no replies, so nothing is read: what is waited for may have come.
  void unread(long now) {
    settingsSince = settingsSince == Clock.NEVER ? Clock.NEVER : now;
    midSince = midSince == Clock.NEVER ? Clock.NEVER : now;
    pacedAt = now;
  }

  private void checkFrame(long now) throws ConnectionFault {
    if (midSince == Clock.NEVER) {
      return;
    }
    if (connection.input().isMidData()) {
      pace.waited(now - pacedAt);
      pacedAt = now;
      if (pace.patience() <= 0) {
        throw new ConnectionFault(ErrorCode.ENHANCE_YOUR_CALM, "a frame of DATA took too long");
      }
    } else if (now >= deadlines.head(midSince)) {
      throw new ConnectionFault(ErrorCode.ENHANCE_YOUR_CALM, "a frame took too long");
    }
  }

  /// @param heldUp whether the client does not open the window of the connection
  private void check(Http2Stream stream, long now, boolean heldUp) {
    if (stream.localEnded && now >= Clock.after(stream.progressedAt, deadlines.linger())) {
      connection.ends().reset(stream, ErrorCode.NO_ERROR, new IOException("the body went on"));
    } else if (isHeldUp(stream, now) || heldUp && Sender.hasContent(stream)) {
      connection
          .ends()
          .reset(stream, ErrorCode.CANCEL, new IOException("the client does not read"));
    } else if (stream.running && stream.request().isLate(now)) {
      stream.request().giveUp();
    }
  }

  /// Whether the client is too slow to open the window of the connection.
  private boolean isHeldUp(long now) {
    ClientPace pace = connection.sender().waitsForWindow() ? pace(windowPace, now) : null;
    windowPace = pace;
    return isTooSlow(pace, now);
  }

  /// Whether the client is too slow to open the window of a stream.
  private boolean isHeldUp(Http2Stream stream, long now) {
    ClientPace pace = Sender.waitsForWindow(stream) ? pace(stream.windowPace, now) : null;
    stream.windowPace = pace;
    return isTooSlow(pace, now);
  }

  private static boolean isTooSlow(@Nullable ClientPace pace, long now) {
    if (pace == null) {
      return false;
    }
    pace.waited(now);
    return pace.isTooSlow();
  }

  private ClientPace pace(@Nullable ClientPace known, long now) {
    return known == null ? new ClientPace(deadlines.progress(), now) : known;
  }

  /// Octets of a body have come.
  void received(Http2Stream stream, int octets) {
    bodies.received(stream, octets);
  }

  /// Octets of DATA have left.
  void sent(Http2Stream stream, int octets) {
    long now = connection.now();
    responded(now);
    ClientPace whole = windowPace;
    if (whole != null) {
      whole.moved(octets, now);
    }
    ClientPace own = stream.windowPace;
    if (own != null) {
      own.moved(octets, now);
    }
  }

  /// HTTP's deadlines do not count for a tunnel: it has those of the application.
  private void check(Tunnel tunnel, long now) {
    tunnel.outgoing().look(now, connection.sender().backlog().movedAt());
    if (now >= tunnel.deadline()) {
      tunnel.expired(now);
      connection.tunnels().add(tunnel.receiver());
    }
  }

  /// @param tunnels when the first deadline of a tunnel passes
  private void rearm(long now, long tunnels) {
    long next = Math.min(connection.ending().deadline(), deadlines.head(now));
    next = Math.min(next, tunnels);
    if (settingsSince != Clock.NEVER) {
      next = Math.min(next, deadlines.head(settingsSince));
    }
    if (!connection.streams().isEmpty()
        || midSince != Clock.NEVER
        || !connection.sender().backlog().isEmpty()) {
      next = Math.min(next, look(now));
    } else if (connection.ending().deadline() == Clock.NEVER) {
      long idle = deadlines.idle(quietSince);
      if (now >= idle) {
        connection.ending().leave(connection.streams().last(), ErrorCode.NO_ERROR, "idle");
        next = deadlines.linger(now);
      } else {
        next = settingsSince == Clock.NEVER ? idle : Math.min(next, idle);
      }
    }
    arm(next);
  }
}
