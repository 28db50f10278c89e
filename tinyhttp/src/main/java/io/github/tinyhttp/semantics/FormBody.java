package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Form;
import io.github.tinyhttp.FormLimits;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.MediaType;
import io.github.tinyhttp.Request;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;

/// Reads the body of a request that a form was sent with.
public final class FormBody {
  private static final String URLENCODED = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data";

  /// The types that a form can have, for a 415 (RFC 9110 §15.5.16).
  private static final Headers TYPES = Headers.of("Accept", URLENCODED + ", " + MULTIPART);

  private FormBody() {}

  /// Reads the whole form.
  ///
  /// @param most bytes of a body that is not multipart
  /// @param fallback the charset of what says none
  /// @throws HttpException 415 for a body that is not a form, 413 for too much, 400 for a malformed
  ///   one
  public static Form of(Request request, FormLimits limits, int most, Charset fallback)
      throws IOException {
    MediaType type = type(request);
    if (type.is(MULTIPART)) {
      return request.multipart(limits).form(fallback);
    }
    if (!type.is(URLENCODED)) {
      throw unsupported();
    }
    Optional<Charset> charset = TextBody.charsetOf(type.toString());
    var form = new UrlencodedForm(DecodedBody.bytes(request, most), limits.pairs());
    return new Form(form.fields(charset, fallback), Map.of());
  }

  /// The boundary of a form whose parts are files and texts.
  ///
  /// @throws HttpException 415 for a body that is not such a form, 400 without a usable boundary
  static String boundary(Request request) throws HttpException {
    if (!type(request).is(MULTIPART)) {
      throw unsupported();
    }
    return Boundary.of(request.header("Content-Type").orElse(""));
  }

  /// The type of the body. Two types are refused, because two programs could take different ones.
  private static MediaType type(Request request) throws HttpException {
    if (request.headers().all("Content-Type").size() > 1) {
      throw new HttpException(400, "there is more than one Content-Type");
    }
    return request.contentType().orElseThrow(FormBody::unsupported);
  }

  private static HttpException unsupported() {
    return new HttpException(415, "the body is not a form", TYPES);
  }
}
