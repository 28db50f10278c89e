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

  BodyDeadlines(Http2Connection connection) {
    this.connection = connection;
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
    boolean waits = false;
    for (Http2Stream stream : connection.streams().all()) {
      boolean counts = hasCredit && isAwaited(stream);
      waits |= counts;
      stream.bodyPace = looked(stream.bodyPace, counts, now);
    }
    pace = looked(pace, waits, now);
    if (waits && isLate(pace)) {
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

  private @Nullable ClientPace looked(@Nullable ClientPace known, boolean counts, long now) {
    if (known == null) {
      return counts ? new ClientPace(connection.progress(), now) : null;
    }
    if (counts) {
      known.waited(now);
    } else {
      known.rested(now);
    }
    return known;
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
