package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Compression;
import io.github.tinyhttp.ContentCoding;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.syntax.TypePatterns;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/// Sends content in a coding that the client accepts, RFC 9110 §8.4 and §12.5.3, where the server
/// is told to. First it chooses, which only changes fields; when the conditions of the request are
/// met, it codes.
final class ContentCoder {
  /// Content up to this size is coded at once, to be sent with its length; more is coded while it
  /// is sent, so that it takes neither memory nor a long time before the first byte.
  private static final int AT_ONCE = 256 << 10;

  /// So many answers are coded while they are sent at the same time, and any more go as they are.
  /// Each takes a few hundred kilobytes outside of the heap for as long as it lasts, which may be
  /// days.
  private static final int MOST_AT_A_TIME = 512;

  private static final int COPY_BUFFER = 16 << 10;

  /// Fields of the application that would be wrong of coded content, or say that it is coded or a
  /// part already.
  private static final List<String> FIXED =
      List.of(
          "Content-Encoding",
          "Content-Range",
          "Content-Digest",
          "Repr-Digest",
          "Digest",
          "Content-MD5");

  private final Compression options;
  private final TypePatterns types;
  private final AtomicInteger running = new AtomicInteger();

  ContentCoder(Compression options) {
    this.options = options;
    this.types = new TypePatterns(options.types());
  }

  /// What is sent, as far as its fields go.
  ///
  /// @param coding what [#encode(Request, Choice)] is still to do
  record Choice(Response response, Optional<ContentCoding> coding) {
    static Choice asIs(Response response) {
      return new Choice(response, Optional.empty());
    }
  }

  /// Chooses.
  ///
  /// @throws IOException if the content is a file that cannot be looked at
  Choice choose(Request request, Response answer) throws IOException {
    if (answer.status().code() == 304) {
      return Choice.asIs(asOfCoded(request, varying(answer)));
    }
    if (!canBeCoded(request, answer)) {
      return Choice.asIs(answer);
    }
    var accepted = AcceptEncoding.of(request.headers().all("Accept-Encoding"));
    if (accepted.takesIdentity() && !isWorthIt(answer)) {
      return Choice.asIs(answer);
    }
    Response varying = varying(answer);
    boolean mayStay = isForRange(request) || !isAtOnce(answer.body()) && isBusy();
    if (accepted.takesIdentity() && mayStay) {
      return Choice.asIs(varying);
    }
    Optional<ContentCoding> best = accepted.best(options.codings());
    if (best.isPresent()) {
      return new Choice(described(varying, best.get()), best);
    }
    return Choice.asIs(accepted.takesIdentity() ? varying : refusal(request, varying));
  }

  /// Codes the content of what was chosen.
  ///
  /// @throws IOException if the content cannot be coded
  Response encode(Request request, Choice choice) throws IOException {
    Response response = choice.response();
    return choice.coding().isEmpty()
        ? response
        : response.withBody(encode(request, response, choice.coding().get()));
  }

  private Body encode(Request request, Response response, ContentCoding coding) throws IOException {
    return switch (response.body()) {
      case Body.Bytes(byte[] bytes) when isAtOnce(response.body()) ->
          new Body.Bytes(coding.encode(bytes, options.level()));
      case Body.Stream(InputStream source, OptionalLong length) -> {
        if (request.method().equals(HttpMethod.HEAD)) {
          source.close(); // nobody will read it
        }
        yield whileSent(coding, out -> copy(source, length, out));
      }
      default -> whileSent(coding, response.body()::writeTo);
    };
  }

  private Body whileSent(ContentCoding coding, Body.Writer source) {
    return new Body.Written(new CodedWriter(coding, options.level(), source, running));
  }

  private static boolean isAtOnce(Body body) {
    return body instanceof Body.Bytes(byte[] bytes) && bytes.length <= AT_ONCE;
  }

  private boolean isBusy() {
    return running.get() >= MOST_AT_A_TIME;
  }

  // ---- may it be coded

  private static boolean canBeCoded(Request request, Response answer) {
    int code = answer.status().code();
    Body body = answer.body();
    Headers fields = answer.headers();
    return BodyRules.describesContent(request.method(), answer.status())
        && !BodyRules.isAlwaysEmpty(answer.status())
        && code != 206
        && !(body instanceof Body.Empty)
        && FIXED.stream().noneMatch(fields::contains)
        && answer.trailerNames().stream().noneMatch(ContentCoder::isFixed)
        && fields.elements("Cache-Control").stream().noneMatch("no-transform"::equalsIgnoreCase);
  }

  private static boolean isFixed(String name) {
    return FIXED.stream().anyMatch(name::equalsIgnoreCase);
  }

  private boolean isWorthIt(Response answer) throws IOException {
    if (answer.compression() == Compression.Use.ALWAYS) {
      return true;
    }
    Optional<String> type = answer.headers().first("Content-Type");
    return type.isPresent()
        && types.contains(type.get())
        && answer.body().length().orElse(Long.MAX_VALUE) >= options.minimumSize();
  }

  /// There are no ranges of what is coded while it is sent; of what is not coded there are.
  private static boolean isForRange(Request request) {
    return request.method().equals(HttpMethod.GET) && request.header("Range").isPresent();
  }

  // ---- what the fields say then

  /// RFC 9110 §12.5.5: whoever keeps the answer has to know what it depends on.
  private static Response varying(Response answer) {
    List<String> known = answer.headers().elements("Vary");
    for (String name : known) {
      if (name.equals("*") || name.equalsIgnoreCase("Accept-Encoding")) {
        return answer;
      }
    }
    String names = String.join(", ", known);
    return answer.withHeader(
        "Vary", names.isEmpty() ? "Accept-Encoding" : names + ", Accept-Encoding");
  }

  private static Response described(Response answer, ContentCoding coding) {
    return weak(answer)
        .withHeader("Content-Encoding", coding.name())
        .withoutHeader("Accept-Ranges");
  }

  /// RFC 9110 §8.8.3.3: a strong tag names these bytes and no others.
  private static Response weak(Response answer) {
    Optional<String> tag = answer.headers().first("ETag");
    return tag.isPresent() && tag.get().startsWith("\"")
        ? answer.withHeader("ETag", "W/" + tag.get())
        : answer;
  }

  /// A 304 of the application has the tag that the answer would have. Whether that would be coded
  /// nobody knows here, but the client does: it names what it has.
  private static Response asOfCoded(Request request, Response answer) {
    Optional<String> tag = answer.headers().first("ETag");
    boolean coded =
        tag.isPresent() && request.headers().elements("If-None-Match").contains("W/" + tag.get());
    return coded ? weak(answer) : answer;
  }

  /// What the client accepts is not there, and what is there it forbids. A request that has done
  /// something is not refused after.
  private Response refusal(Request request, Response answer) throws IOException {
    boolean reading =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (!reading || !answer.status().isSuccess()) {
      return answer;
    }
    if (answer.body() instanceof Body.Stream(InputStream stream, OptionalLong _)) {
      stream.close();
    }
    String names = String.join(", ", options.codings().stream().map(ContentCoding::name).toList());
    return Response.text("available as: identity, " + names + "\n")
        .withStatus(406)
        .withHeader("Vary", String.join(", ", answer.headers().elements("Vary")));
  }

  // ---- streams

  private static void copy(InputStream source, OptionalLong length, OutputStream out)
      throws IOException {
    try (source) {
      byte[] buffer = new byte[COPY_BUFFER];
      long left = length.orElse(Long.MAX_VALUE);
      while (left > 0) {
        int count = source.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          break;
        }
        out.write(buffer, 0, count);
        left -= count;
        if (length.isEmpty() && source.available() == 0) {
          out.flush(); // a slow source: what it gave is not kept back
        }
      }
      if (length.isPresent() && left > 0) {
        throw new IOException("the content is " + left + " bytes shorter than announced");
      }
    }
  }
}
