package io.github.tinyhttp.http1;

import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.semantics.BodyRules;

/// How a response is framed, RFC 9112 §6, and whether the connection outlives it: decided once,
/// before its first byte is written. The length itself stays with the content.
///
/// @param content whether content follows the head
/// @param trailers whether trailer fields follow the content
/// @param closes whether the connection is closed after it
record ResponseFraming(Framing framing, boolean content, boolean trailers, boolean closes) {
  /// The commonest framing, made once.
  private static final ResponseFraming SIZED =
      new ResponseFraming(Framing.LENGTH, true, false, false);

  /// Content whose end is the end of the connection.
  private static final ResponseFraming UNTIL_CLOSE =
      new ResponseFraming(Framing.UNTIL_CLOSE, true, false, true);

  /// How the client finds the end of the content.
  enum Framing {
    /// There is no content, and the head says nothing of it.
    NONE,
    /// There is no content, and the head says so: `Content-Length: 0`.
    EMPTY,
    /// `Content-Length` has the length.
    LENGTH,
    /// The content comes in chunks.
    CHUNKED,
    /// The content ends with the connection.
    UNTIL_CLOSE
  }

  /// What is known of the content before it is sent.
  enum Length {
    KNOWN,
    UNKNOWN
  }

  /// @param length whether the length of the content is known
  /// @param closing whether the connection is to be closed for another reason
  static ResponseFraming of(Head head, Response response, Length length, boolean closing) {
    boolean closes =
        closing
            || !head.persistent()
            || response.closesConnection()
            || BodyRules.opensTunnel(
                head.method(), response.status()); // what follows is no request
    boolean content = BodyRules.hasContent(head.method(), response.status());
    if (!BodyRules.describesContent(head.method(), response.status())) {
      return new ResponseFraming(Framing.NONE, false, false, closes);
    }
    if (BodyRules.isAlwaysEmpty(response.status())) {
      return new ResponseFraming(Framing.EMPTY, false, false, closes);
    }
    boolean trailers = head.takesTrailers() && content && !response.trailerNames().isEmpty();
    if (length == Length.KNOWN && !trailers) {
      return content && !closes
          ? SIZED
          : new ResponseFraming(Framing.LENGTH, content, false, closes);
    }
    if (head.version() == HttpVersion.HTTP_1_1) {
      return new ResponseFraming(Framing.CHUNKED, content, trailers, closes);
    }
    // HTTP/1.0 knows no chunks: the end of the connection is the end of the content
    return content ? UNTIL_CLOSE : new ResponseFraming(Framing.NONE, false, false, closes);
  }
}
