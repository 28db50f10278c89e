package io.github.tinyhttp;

import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.FieldRules;
import io.github.tinyhttp.syntax.UriReference;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the output of a CGI program, RFC 3875 §6: field lines, an empty line, and the content.
final class CgiOutput {
  private static final int LARGEST_HEAD = 64 << 10;

  /// The fields that speak to the server. There must be one of them (§6.2), and none twice (§6.3).
  private static final List<String> CGI_FIELDS = List.of("Content-Type", "Location", "Status");

  private final InputStream output;
  private int bytesLeft = LARGEST_HEAD;

  private CgiOutput(InputStream output) {
    this.output = output;
  }

  /// See [Response#cgi(InputStream)].
  static Response read(InputStream output) throws IOException {
    Objects.requireNonNull(output, "output");
    try {
      var buffered = output instanceof BufferedInputStream b ? b : new BufferedInputStream(output);
      return response(new CgiOutput(buffered).head(), buffered);
    } catch (Throwable e) {
      try (output) {
        throw e;
      }
    }
  }

  // ---- the response

  private static Response response(Headers head, InputStream content) throws HttpException {
    try {
      checkFields(head);
      Response response = content(head, content).withStatus(status(head)).withHeaders(passed(head));
      Optional<String> location = head.first("Location");
      return location.isPresent()
          ? response.withHeader("Location", UriReference.ascii(location.get()))
          : response;
    } catch (IllegalArgumentException e) {
      throw malformed(e.getMessage());
    }
  }

  private static void checkFields(Headers head) throws HttpException {
    if (CGI_FIELDS.stream().noneMatch(head::contains)) {
      throw malformed("there is none of the fields " + CGI_FIELDS);
    }
    for (String name : head.names()) {
      boolean isSingle = CGI_FIELDS.stream().anyMatch(name::equalsIgnoreCase);
      if (head.all(name).size() > 1 && (isSingle || name.equalsIgnoreCase("Content-Length"))) {
        throw malformed("there are two lines of " + name);
      }
    }
  }

  /// The code in a `Status` such as `404 Not Found` (§6.3.3).
  private static int status(Headers head) throws HttpException {
    Optional<String> status = head.first("Status");
    if (status.isEmpty()) {
      return head.contains("Location") ? 302 : 200;
    }
    if (!status.get().matches("[2-5][0-9]{2}( .*)?")) {
      throw malformed("Status is not a number from 200 to 599");
    }
    return Integer.parseInt(status.get(), 0, 3, 10);
  }

  private static Response content(Headers head, InputStream content) throws HttpException {
    Optional<String> length = head.first("Content-Length");
    if (length.isEmpty()) {
      return Response.stream(content);
    }
    if (!length.get().matches("[0-9]{1,18}")) {
      throw malformed("Content-Length is not a number");
    }
    return Response.stream(content, Long.parseLong(length.get()));
  }

  /// The fields for the client: not those that frame the message or concern the connection, which
  /// the server writes itself (§6.3.4).
  private static Headers passed(Headers head) {
    Headers fields = head.endToEnd().without("Status");
    for (String name : fields.names()) {
      if (FieldRules.isOurs(name)) {
        fields = fields.without(name);
      }
    }
    return fields;
  }

  // ---- the head

  private Headers head() throws IOException {
    Headers fields = Headers.empty();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw malformed("a line before the content has no colon");
      }
      String name = line.substring(0, colon);
      String value = line.substring(colon + 1);
      try {
        fields = fields.withAdded(name, trimmed(value));
      } catch (IllegalArgumentException e) {
        throw malformed(e.getMessage());
      }
    }
    return fields;
  }

  private static String trimmed(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    int start = Ascii.skipOws(bytes, 0, bytes.length);
    return Ascii.latin1(bytes, start, Ascii.trimOws(bytes, start, bytes.length));
  }

  /// The next line, without its LF or CRLF.
  private String line() throws IOException {
    var line = new ByteArrayOutputStream(80);
    for (int b = next(); b != '\n'; b = next()) {
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private int next() throws IOException {
    if (bytesLeft-- == 0) {
      throw malformed("the fields are longer than " + LARGEST_HEAD + " bytes");
    }
    int b = output.read();
    if (b < 0) {
      throw malformed("it ends before the content");
    }
    return b;
  }

  private static HttpException malformed(@Nullable String why) {
    return new HttpException(502, "the output of the CGI program is malformed: " + why);
  }
}
