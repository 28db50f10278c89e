package io.github.tinyhttp;

/// Thrown to the one thread that [Server#unblock()] has woken.
public final class UnblockedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  UnblockedException() {
    super("the wait for a request was ended by unblock()");
  }
}
