package io.github.tinyhttp.exchange;

import io.github.tinyhttp.FormLimits;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Multipart;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.semantics.DecodedBody;
import io.github.tinyhttp.semantics.DecodedStream;
import io.github.tinyhttp.semantics.FormParts;
import io.github.tinyhttp.semantics.TextBody;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The body of one request, in each form that the application may ask for. A form that it has asked
/// for it gets again. For one thread at a time, except [#release()].
final class RequestBody {
  private final Request request;
  private final Incoming incoming;

  private boolean requested;
  private @Nullable InputStream decoded;
  private byte @Nullable [] whole;

  /// The parts of a form, with their temporary files.
  private volatile @Nullable FormParts multipart;

  /// Set once the request is at its end: from then on no temporary file may be made.
  private volatile boolean released;

  RequestBody(Request request, Incoming incoming) {
    this.request = request;
    this.incoming = incoming;
  }

  InputStream body() {
    if (!requested) {
      requested = true;
      incoming.request();
    }
    return incoming;
  }

  InputStream decoded() throws IOException {
    InputStream known = decoded;
    if (known == null) {
      known = DecodedBody.of(request);
      decoded = known;
    }
    return known;
  }

  byte[] bytes(int most) throws IOException {
    byte[] known = whole;
    if (known == null) {
      known = readWhole(most);
      whole = known;
    }
    if (known.length > most) {
      throw tooLarge();
    }
    return known;
  }

  private byte[] readWhole(int most) throws IOException {
    if (most < 0) {
      throw new IllegalArgumentException("a body cannot have at most " + most + " bytes");
    }
    if (request.contentLength().orElse(0) > most) {
      throw tooLarge();
    }
    if (incoming.isWhole() && !requested) {
      return incoming.whole();
    }
    byte[] bytes =
        CollectedBody.read(body(), most == Integer.MAX_VALUE ? most : most + 1, incoming);
    if (bytes.length > most) {
      throw tooLarge();
    }
    return bytes;
  }

  private static HttpException tooLarge() {
    return new HttpException(413, "the body is too large");
  }

  String text(int most) throws IOException {
    return TextBody.decode(
        DecodedBody.bytes(request, most), request.header("Content-Type").orElse(""));
  }

  Multipart multipart(FormLimits limits) throws IOException {
    FormParts known = multipart;
    if (known == null) {
      known = FormParts.of(request, limits, incoming::collects);
      multipart = known;
    }
    if (released) {
      delete(); // the request may have ended since it was asked
      throw new IOException("the request has been responded to, its body is gone");
    }
    return known;
  }

  Headers trailers() {
    return incoming.trailers();
  }

  /// Why no code can read the rest of the body: it broke off on its way, or is malformed. Null if
  /// it can be read.
  @Nullable IOException failure() {
    IOException known = incoming.failure();
    if (known == null && decoded instanceof DecodedStream stream) {
      known = stream.fault();
    }
    FormParts parts = multipart;
    return known == null && parts != null ? parts.fault() : known;
  }

  /// Deletes the temporary files of the request, now and whatever is made later. From any thread.
  void release() {
    released = true;
    delete();
  }

  /// Deletes on a thread of its own: to delete a large file takes a while, and the caller may be a
  /// driver.
  private void delete() {
    Multipart used = multipart;
    if (used != null) {
      Thread.ofVirtual().name("tinyhttp-cleaner").start(used::close);
    }
  }
}
