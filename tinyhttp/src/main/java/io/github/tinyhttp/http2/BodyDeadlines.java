package io.github.tinyhttp.http2;

import io.github.tinyhttp.HttpException;
import org.jspecify.annotations.Nullable;

/// Which request bodies of one connection are late: those that are waited for while the client
/// sends none. A client with a slow line sends one after the other, and may not have its credit yet
/// while it has not read what was sent before. For the driver.
final class BodyDeadlines {
  private final Http2Connection connection;

  /// How the client sends bodies; null as long as none was waited for.
  private @Nullable ClientPace pace;

  /// When the driver looked last.
  private long lookedAt;

  BodyDeadlines(Http2Connection connection, long now) {
    this.connection = connection;
    this.lookedAt = now;
  }

  /// Octets of a body have come.
  void received(Http2Stream stream, int octets) {
    ClientPace whole = pace;
    if (whole != null) {
      whole.moved(octets, connection.now());
    }
    ClientPace own = stream.bodyPace;
    if (own != null) {
      own.moved(octets, connection.now());
    }
  }

  /// Gives up what is late.
  void look(long now) throws ConnectionFault {
    boolean hasCredit = connection.sender().backlog().isEmpty();
    long longest = 0;
    for (Http2Stream stream : connection.streams().all()) {
      long nanos = Math.clamp(waited(stream, now), 0, Math.max(0, now - lookedAt));
      nanos = hasCredit ? nanos : 0;
      longest = Math.max(longest, nanos);
      stream.bodyPace = looked(stream.bodyPace, nanos, now);
    }
    lookedAt = now;
    pace = looked(pace, longest, now);
    if (longest > 0 && isLate(pace)) {
      for (Http2Stream stream : connection.streams().all()) {
        if (isAwaited(stream) && isLate(stream.bodyPace)) {
          giveUp(stream);
        }
      }
    }
  }

  private static boolean isAwaited(Http2Stream stream) {
    StreamInput input = stream.input();
    return stream.collecting || input != null && input.isAwaited();
  }

  /// How long a body was waited for since the last look, or a little longer, in nanoseconds.
  private long waited(Http2Stream stream, long now) {
    if (stream.collecting) {
      return now - (stream.bodyPace == null ? stream.progressedAt : lookedAt);
    }
    StreamInput input = stream.input();
    return input == null ? 0 : input.takeWaited(now);
  }

  private @Nullable ClientPace looked(@Nullable ClientPace known, long nanos, long now) {
    if (known == null && nanos == 0) {
      return null;
    }
    ClientPace pace = known == null ? new ClientPace(connection.progress(), now - nanos) : known;
    pace.waited(nanos, now);
    return pace;
  }

  private static boolean isLate(@Nullable ClientPace pace) {
    return pace != null && pace.isTooSlow();
  }

  private static boolean isMoving(@Nullable ClientPace pace) {
    return pace != null && !pace.isSilent();
  }

  private void giveUp(Http2Stream stream) throws ConnectionFault {
    StreamInput input = stream.input();
    if (stream.collecting && isMoving(stream.bodyPace)) {
      stream.collecting = false; // only the application knows whether it is a live upload
      connection.arrivals().arrive(stream);
    } else if (stream.collecting) {
      connection.arrivals().refuse(stream, Rule.BODY_LATE);
    } else if (input != null) {
      input.lose(new HttpException(Rule.BODY_LATE.status().code(), Rule.BODY_LATE.message()));
      stream.tellRefused(Rule.BODY_LATE);
    }
  }
}
