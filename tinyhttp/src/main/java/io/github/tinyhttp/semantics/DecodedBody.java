package io.github.tinyhttp.semantics;

import io.github.tinyhttp.ContentCoding;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// The body of a request with its content codings undone, RFC 9110 §8.4.
public final class DecodedBody {
  /// Clients use one. Each further coding costs an attacker nothing, and the server its memory.
  private static final int MOST_CODINGS = 3;

  private DecodedBody() {}

  /// The result of `body()`, decoded; the same stream if it is not coded.
  ///
  /// @throws HttpException 415 for an unknown coding, or too many of them
  public static InputStream of(Request request) throws HttpException {
    List<ContentCoding> codings = codings(request);
    if (codings.isEmpty() || isEmpty(request)) {
      return request.body();
    }
    return new DecodedStream(request.body(), codings);
  }

  /// The result of `bytes(limit)`, decoded; the same array if it is not coded.
  ///
  /// @param limit how many bytes there may be, as sent and decoded
  /// @throws HttpException 413 if there are more; or as [#of(Request)], or what reading throws
  public static byte[] bytes(Request request, int limit) throws IOException {
    List<ContentCoding> codings = codings(request);
    if (codings.isEmpty() || isEmpty(request)) {
      return request.bytes(limit);
    }
    var sent = new ByteArrayInputStream(request.bytes(limit));
    try (var decoded = new DecodedStream(sent, codings)) {
      byte[] bytes = decoded.readNBytes(limit);
      if (decoded.read() >= 0) {
        throw new HttpException(413, "the decoded body is too large");
      }
      return bytes;
    }
  }

  /// A request without content has nothing that could be coded, whatever its fields say.
  private static boolean isEmpty(Request request) {
    return request.contentLength().orElse(1) == 0;
  }

  /// The codings in the order they were applied.
  private static List<ContentCoding> codings(Request request) throws HttpException {
    if (request.header("Content-Encoding").isEmpty()) {
      return List.of();
    }
    var codings = new ArrayList<ContentCoding>();
    for (String name : request.headers().elements("Content-Encoding")) {
      if (!Codings.canonical(name).equals("identity")) {
        codings.add(Codings.named(name).orElseThrow(DecodedBody::unsupported));
      }
    }
    if (codings.size() > MOST_CODINGS) {
      throw unsupported();
    }
    return codings;
  }

  /// RFC 9110 §12.5.3: the field says that codings are what the 415 is about.
  private static HttpException unsupported() {
    Headers accepted = Headers.of("Accept-Encoding", Codings.names());
    return new HttpException(415, "the body is coded in a way not known here", accepted);
  }
}
