package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What the bytes mean that come on a connection now:
///
/// ```
/// RequestPhase -> BodyPhase -> RequestPhase      a small body comes in pieces
///              -> SkipPhase -> RequestPhase      the rest of a body that the application did not read
/// any          -> LingerPhase -> closed          the last response is out
/// ```
sealed interface Phase permits RequestPhase, BodyPhase, SkipPhase, LingerPhase {
  /// Takes what it can use out of `input`.
  ///
  /// @return a request that is ready to be handed on; null if more bytes are needed, or if another
  ///   phase goes on with `input`
  @Nullable PipelinedCarrier take(InputBuffer input) throws PeerFault, IOException;

  /// Everything in `input` that the phase can use is taken: sets the deadline for more.
  void awaitMore(InputBuffer input) throws PeerFault;

  /// The client has shut down its side.
  void ended() throws PeerFault;

  /// Since when the connection waits for a client that wants nothing more, and may be closed to
  /// make room; [Clock#NEVER] if it does not.
  default long lingersSince() {
    return Clock.NEVER;
  }

  /// How many bytes of memory are held.
  default int heldBytes() {
    return 0;
  }

  /// The deadline has passed, and no response is due.
  void expired(Driver driver, long now);

  /// The client broke a rule.
  void refused(Driver driver, Rule rule);
}
