package io.github.tinyhttp.http2;

/// The client broke a rule in a way that ends one stream, RFC 9113 §5.4.2. Carries no stack trace.
final class StreamFault extends Exception {
  private static final long serialVersionUID = 1;

  private final int stream;
  private final ErrorCode code;

  StreamFault(int stream, ErrorCode code, String message) {
    super(message, null, false, false);
    this.stream = stream;
    this.code = code;
  }

  int stream() {
    return stream;
  }

  ErrorCode code() {
    return code;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
