package io.github.tinyhttp.transcript;

import java.util.List;

/// How the end of the content of a message is found, RFC 9112 §6.3, for any message that a server
/// accepts. One that it refuses may be framed in a way that is not known.
sealed interface Http1Framing {
  /// So many bytes of content.
  record Sized(long length) implements Http1Framing {}

  /// Content in chunks.
  record Chunked() implements Http1Framing {}

  /// Content that ends with the connection.
  record UntilClose() implements Http1Framing {}

  /// The message is malformed, and so is where it ends.
  record Unknown() implements Http1Framing {}

  /// The framing of a request.
  static Http1Framing ofRequest(Http1Head head) {
    return of(head, new Sized(0));
  }

  /// The framing of a response.
  ///
  /// @param method of the request
  static Http1Framing ofResponse(Http1Head head, int status, String method) {
    boolean none = method.equals("HEAD") || status / 100 == 1 || status == 204 || status == 304;
    return none ? new Sized(0) : of(head, new UntilClose());
  }

  private static Http1Framing of(Http1Head head, Http1Framing otherwise) {
    List<String> codings = head.elements("transfer-encoding");
    List<String> lengths = head.elements("content-length");
    if (!head.isWellFormed() || !codings.isEmpty() && !lengths.isEmpty()) {
      return new Unknown();
    }
    if (!codings.isEmpty()) {
      boolean chunked = codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
      return chunked ? new Chunked() : new Unknown();
    }
    if (lengths.isEmpty()) {
      return otherwise;
    }
    String length = lengths.getFirst();
    boolean number = lengths.size() == 1 && length.matches("[0-9]{1,18}");
    return number ? new Sized(Long.parseLong(length)) : new Unknown();
  }
}
