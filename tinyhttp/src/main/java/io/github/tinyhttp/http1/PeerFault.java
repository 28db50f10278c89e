package io.github.tinyhttp.http1;

/// The client broke a rule of the wire. Carries no stack trace: it is about the bytes, not our
/// code, and hostile clients must be cheap.
final class PeerFault extends Exception {
  private static final long serialVersionUID = 1;

  private final Rule rule;

  PeerFault(Rule rule) {
    super(rule.message(), null, false, false);
    this.rule = rule;
  }

  Rule rule() {
    return rule;
  }
}
