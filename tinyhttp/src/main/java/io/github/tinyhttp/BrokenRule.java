package io.github.tinyhttp;

/// A rule of the protocol that a client, or a proxy in front of it, has broken. Names are stable:
/// logs and metrics may count by them.
public interface BrokenRule {
  /// The name of the rule, in capital letters, for example `HOST_MISSING`.
  String name();

  /// Where the rule stands, for example `RFC 9112 §3.2`.
  String section();

  /// What the rule asks for, as a sentence that repeats nothing of what the client sent.
  String message();
}
