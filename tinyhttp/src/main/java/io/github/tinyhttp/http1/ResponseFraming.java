package io.github.tinyhttp.http1;

import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.semantics.BodyRules;
import java.util.OptionalLong;

/// How a response is framed, RFC 9112 §6, and whether the connection outlives it: decided once,
/// before its first byte is written.
///
/// @param length what `Content-Length` says, if that is the framing
/// @param content whether content follows the head
/// @param trailers whether trailer fields follow the content
/// @param closes whether the connection is closed after it
record ResponseFraming(
    Framing framing, long length, boolean content, boolean trailers, boolean closes) {
  /// Content whose end is the end of the connection.
  static final ResponseFraming UNTIL_CLOSE =
      new ResponseFraming(Framing.UNTIL_CLOSE, 0, true, false, true);

  /// How the client finds the end of the content.
  enum Framing {
    /// there is none, and nothing is said of it
    NONE,
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE
  }

  /// @param length how many bytes of content there are, if that is known
  /// @param closing whether the connection is to be closed for another reason
  static ResponseFraming of(Head head, Response response, OptionalLong length, boolean closing) {
    boolean closes =
        closing
            || !head.persistent()
            || response.closesConnection()
            || BodyRules.opensTunnel(
                head.method(), response.status()); // what follows is no request
    boolean content = BodyRules.hasContent(head.method(), response.status());
    if (!BodyRules.describesContent(head.method(), response.status())) {
      return new ResponseFraming(Framing.NONE, 0, false, false, closes);
    }
    if (BodyRules.isAlwaysEmpty(response.status())) {
      return new ResponseFraming(Framing.LENGTH, 0, false, false, closes);
    }
    boolean trailers = head.takesTrailers() && content && !response.trailerNames().isEmpty();
    if (length.isPresent() && !trailers) {
      return new ResponseFraming(Framing.LENGTH, length.getAsLong(), content, false, closes);
    }
    if (head.version() == HttpVersion.HTTP_1_1) {
      return new ResponseFraming(Framing.CHUNKED, 0, content, trailers, closes);
    }
    // HTTP/1.0 knows no chunks: the end of the connection is the end of the content
    return content ? UNTIL_CLOSE : new ResponseFraming(Framing.NONE, 0, false, false, closes);
  }
}
