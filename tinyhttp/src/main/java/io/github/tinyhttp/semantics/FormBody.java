package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Form;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.MediaType;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.syntax.Parameters;
import io.github.tinyhttp.syntax.PercentCoding;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the body of a request that a form was sent with.
public final class FormBody {
  private static final String URLENCODED = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data";

  /// The types that a form can have, for a 415 (RFC 9110 §15.5.16).
  private static final Headers TYPES = Headers.of("Accept", URLENCODED + ", " + MULTIPART);

  private static final int MOST_PAIRS = 1000;
  private static final int LONGEST_NAME = 1 << 10;

  private FormBody() {}

  /// Reads the whole form.
  ///
  /// @param limit bytes of a body that is not multipart
  /// @throws HttpException 415 for a body that is not a form, 413 for too much, 400 for a malformed
  ///   one
  public static Form of(Request request, int limit) throws IOException {
    MediaType type = type(request);
    if (type.is(MULTIPART)) {
      return request.multipart().form();
    }
    if (!type.is(URLENCODED)) {
      throw unsupported();
    }
    Charset charset = TextBody.charsetOf(type.toString());
    return new Form(fields(DecodedBody.bytes(request, limit), charset), Map.of());
  }

  /// The boundary of a form whose parts are files and texts.
  ///
  /// @throws HttpException 415 for a body that is not such a form, 400 if it has no boundary
  public static String boundary(Request request) throws HttpException {
    MediaType type = type(request);
    if (!type.is(MULTIPART)) {
      throw unsupported();
    }
    if (Parameters.count(request.header("Content-Type").orElse(""), "boundary") > 1) {
      throw new HttpException(400, "the Content-Type has more than one boundary");
    }
    return type.parameter("boundary")
        .filter(MultipartReader::isBoundary)
        .orElseThrow(() -> new HttpException(400, "the Content-Type has no boundary"));
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

  /// Names and values of a form as browsers send it, WHATWG URL §5.1: pairs between ampersands,
  /// with plus signs for spaces.
  ///
  /// @param charset of the bytes that are encoded
  static Map<String, List<String>> fields(byte[] body, Charset charset) throws HttpException {
    var fields = new LinkedHashMap<String, List<String>>();
    int pairs = 0;
    int start = 0;
    while (start < body.length) {
      int end = indexOf('&', body, start, body.length);
      if (end > start) {
        pairs++;
        if (pairs > MOST_PAIRS) {
          throw new HttpException(413, "the form has too many fields");
        }
        int equals = indexOf('=', body, start, end);
        if (equals - start > LONGEST_NAME) {
          throw new HttpException(413, "the name of a field is too long");
        }
        String name = decode(body, start, equals, charset);
        String value = decode(body, Math.min(equals + 1, end), end, charset);
        fields.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
      }
      start = end + 1;
    }
    return fields;
  }

  private static int indexOf(char wanted, byte[] body, int start, int end) {
    int at = start;
    while (at < end && body[at] != wanted) {
      at++;
    }
    return at;
  }

  private static String decode(byte[] body, int start, int end, Charset charset)
      throws HttpException {
    byte[] bytes =
        PercentCoding.decode(body, start, end, PercentCoding.Plus.SPACE)
            .orElseThrow(FormBody::malformedEscape);
    return TextBody.decode(bytes, charset);
  }

  private static HttpException malformedEscape() {
    return new HttpException(400, "a percent sign stands before two hexadecimal digits");
  }
}
