package io.github.tinyhttp.http1;

import io.github.tinyhttp.Form;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Multipart;
import io.github.tinyhttp.MultipartLimits;
import io.github.tinyhttp.semantics.DecodedBody;
import io.github.tinyhttp.semantics.FormBody;
import io.github.tinyhttp.semantics.FormParts;
import io.github.tinyhttp.semantics.TextBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The body of one request, in each way the application may ask for it. What it has asked for once
/// it gets again. For one thread at a time, but for [#release()].
final class RequestContent {
  private final Exchange exchange;

  /// What bounds a body that is taken as a whole, in bytes.
  private final int limit;

  /// A body that came with the head, without its framing.
  private byte[] content = SmallBody.NOTHING;

  private Headers trailers = Headers.empty();

  /// A body that is still on its way.
  private @Nullable BodyStream stream;

  private @Nullable InputStream body;

  /// The body with its content codings undone.
  private @Nullable InputStream decoded;

  private byte @Nullable [] whole;
  private volatile @Nullable Multipart multipart;

  RequestContent(Exchange exchange, int limit) {
    this.exchange = exchange;
    this.limit = limit;
  }

  /// It is all there.
  void is(byte[] bytes, Headers fields) {
    content = bytes;
    trailers = fields;
  }

  /// It is still to be read.
  void comesFrom(BodyStream source) {
    stream = source;
  }

  @Nullable BodyStream stream() {
    return stream;
  }

  InputStream body() {
    InputStream known = body;
    if (known == null) {
      BodyStream source = stream;
      known = source != null ? source : new ByteArrayInputStream(content);
      if (source != null) {
        source.ask();
      }
      body = known;
    }
    return known;
  }

  InputStream decoded() throws IOException {
    InputStream known = decoded;
    if (known == null) {
      known = DecodedBody.of(exchange);
      decoded = known;
    }
    return known;
  }

  byte[] bytes() throws IOException {
    byte[] known = whole;
    if (known == null) {
      known = readWhole();
      whole = known;
    }
    return known;
  }

  private byte[] readWhole() throws IOException {
    if (exchange.contentLength().orElse(0) > limit) {
      throw tooLarge();
    }
    boolean untouched = stream == null && body == null;
    int most = limit == Integer.MAX_VALUE ? limit : limit + 1;
    byte[] bytes = untouched ? content : body().readNBytes(most);
    if (bytes.length > limit) {
      throw tooLarge();
    }
    return bytes;
  }

  private static HttpException tooLarge() {
    return new HttpException(413, "the body is too large");
  }

  String text() throws IOException {
    return TextBody.decode(
        DecodedBody.bytes(exchange, limit), exchange.header("Content-Type").orElse(""));
  }

  Form form() throws IOException {
    return FormBody.of(exchange, limit);
  }

  Multipart multipart(MultipartLimits limits) throws IOException {
    Multipart known = multipart;
    if (known == null) {
      known = FormParts.of(exchange, limits);
      multipart = known;
    }
    return known;
  }

  Headers trailers() {
    BodyStream source = stream;
    return source != null ? source.trailers() : trailers;
  }

  /// Deletes what was put aside for the request. From any thread, also more than once.
  void release() {
    Multipart used = multipart;
    if (used != null) {
      // to delete a large file takes a while, and the caller may be a driver
      Thread.ofVirtual().name("tinyhttp-cleaner").start(used::close);
    }
  }
}
