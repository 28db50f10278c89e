package io.github.tinyhttp;

import java.util.Optional;

/// Something that a client sent was refused: it broke a rule, or did not keep a deadline. The
/// library implements this, and adds to it.
public interface RefusalEvent {
  /// The connection that it came over.
  ConnectionEvent connection();

  /// The request whose body it was, or which names what is refused; empty if no head was
  /// understood.
  Optional<RequestEvent> request();

  /// The rule.
  BrokenRule rule();

  /// The status of the response, which is sent unless the connection is broken.
  Status status();
}
