package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;

/// What the next bytes of a connection are:
///
/// ```
/// HeadPhase -> BodyPhase -> HeadPhase    a small body is collected before its request is handed on
/// HeadPhase -> SkipPhase -> HeadPhase    the rest of a body nobody wanted
/// any -> LingerPhase                     the last answer is out, the client may still be sending
/// ```
///
/// While a request is with the application and needs the input, there is no next byte for us, and
/// the phase waits. All methods are called on the driver, while the loop holds the input.
sealed interface Phase permits HeadPhase, BodyPhase, SkipPhase, LingerPhase {
  /// Takes what it can out of `input`, and hands back the rest through [Http1Connection#keep].
  /// Called when bytes have come, and when the input comes back to the loop.
  void take(Driver driver, InputBuffer input) throws PeerFault, IOException;

  /// The client has shut down its side.
  void ended() throws PeerFault, IOException;

  /// The deadline has passed, and no answer is due.
  void expired(Driver driver, long now);

  /// The client broke a rule.
  void refused(Driver driver, Rule rule);
}
