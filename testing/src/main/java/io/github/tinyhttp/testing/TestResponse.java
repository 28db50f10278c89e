package io.github.tinyhttp.testing;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.MediaType;
import io.github.tinyhttp.Status;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a client has got of the response to a [TestRequest]: the response as a server would have
/// sent it, after conditions, ranges and content codings were applied, with the fields that the
/// library adds. A snapshot, which never changes.
public final class TestResponse {
  private final Status status;
  private final Headers headers;
  private final byte[] content;
  private final Headers trailers;
  private final boolean complete;

  TestResponse(Status status, Headers headers, byte[] content, Headers trailers, boolean complete) {
    this.status = status;
    this.headers = headers;
    this.content = content;
    this.trailers = trailers;
    this.complete = complete;
  }

  /// The status.
  public Status status() {
    return status;
  }

  /// All header fields as sent, `Date` and the framing included.
  public Headers headers() {
    return headers;
  }

  /// The value of the first header field of that name.
  public Optional<String> header(String name) {
    return headers.first(name);
  }

  /// The content as sent, without the framing of chunks. A `Content-Encoding` is not undone.
  public byte[] bytes() {
    return content.clone();
  }

  /// The content as text, in the charset of `Content-Type`, or else in UTF-8. Bytes that are not of
  /// the charset become its replacement character.
  ///
  /// @throws java.nio.charset.UnsupportedCharsetException if this JDK does not know the charset
  public String text() {
    Charset charset =
        header("Content-Type")
            .flatMap(MediaType::parse)
            .flatMap(type -> type.parameter("charset"))
            .map(Charset::forName)
            .orElse(StandardCharsets.UTF_8);
    return new String(content, charset);
  }

  /// The trailer fields that followed the content (RFC 9110 §6.5). A server sends trailers to
  /// clients that say `TE: trailers`.
  public Headers trailers() {
    return trailers;
  }

  /// Whether the client has the whole response: false while content is still written, and for a
  /// response that broke off.
  public boolean isComplete() {
    return complete;
  }

  @Override
  public String toString() {
    return status + " " + headers + " " + content.length + " bytes" + (complete ? "" : ", cut");
  }
}
