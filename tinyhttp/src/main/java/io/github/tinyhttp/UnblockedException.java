package io.github.tinyhttp;

/// Thrown to the one thread whose wait [Server#unblock()] has ended.
public final class UnblockedException extends ReceiveEndedException {
  private static final long serialVersionUID = 1;

  /// For the server, and for tests of code that receives requests.
  public UnblockedException() {
    super("the wait for a request was ended by unblock()");
  }
}
