package io.github.tinyhttp.http2;

/// The client broke a rule in a way that ends the connection, RFC 9113 §5.4.1. Carries no stack
/// trace: it is about the bytes, not our code, and hostile clients must be cheap.
final class ConnectionFault extends Exception {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;

  /// @param message says which rule, and repeats nothing of what the client sent
  ConnectionFault(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  ErrorCode code() {
    return code;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
