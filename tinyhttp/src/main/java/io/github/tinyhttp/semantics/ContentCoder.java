package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Compression;
import io.github.tinyhttp.ContentCoding;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.content.StreamCopy;
import io.github.tinyhttp.syntax.TypePatterns;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Sends content in a coding that the client accepts, RFC 9110 §8.4 and §12.5.3, where the server
/// is told to. First it chooses, which only changes fields; when the conditions of the request are
/// met, it codes.
final class ContentCoder {
  /// Content up to this size is coded at once, and sent with its length. Larger content is coded
  /// while it is sent, so that it takes neither memory nor a long time before the first byte.
  private static final int AT_ONCE = 256 << 10;

  /// How many responses are coded at the same time while they are sent; any more are sent as they
  /// are. Each takes a few hundred kilobytes outside the heap for as long as it lasts, which may be
  /// days.
  private static final int MOST_AT_A_TIME = 512;

  /// Fields of the application that would be wrong for coded content, or that say it is coded or a
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

  /// The response with the fields of what will be sent.
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
  Choice choose(Request request, Response response) throws IOException {
    if (response.status().code() == 304) {
      return Choice.asIs(asOfCoded(request, Vary.on("Accept-Encoding", response)));
    }
    if (!canBeCoded(request, response)) {
      return Choice.asIs(response);
    }
    var accepted = AcceptEncoding.of(request.headers().all("Accept-Encoding"));
    if (accepted.takesIdentity() && !isWorthIt(response)) {
      return Choice.asIs(response);
    }
    Response varying = Vary.on("Accept-Encoding", response);
    boolean mayStay = isForRange(request) || !isAtOnce(response.body()) && isBusy();
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
        : response.withBody(encode(response, choice.coding().get()));
  }

  private Body encode(Response response, ContentCoding coding) throws IOException {
    Body body = response.body();
    if (isAtOnce(body)) {
      return Body.of(coding.encode(body.bytes(), options.level()));
    }
    Optional<InputStream> source = body.inputStream();
    if (source.isPresent()) {
      return encode(source.get(), body.length(), coding);
    }
    Optional<Supplier<Body.EndlessWriter>> endless = body.endlessWriter();
    return endless.isPresent()
        ? Body.endless(() -> codedEndless(coding, endless.get().get()))
        : Body.written(coded(coding, body.writer().orElse(body::writeTo)));
  }

  private Body encode(InputStream source, OptionalLong length, ContentCoding coding) {
    return Body.written(coded(coding, out -> StreamCopy.copy(source, length, out)));
  }

  private CodedWriter coded(ContentCoding coding, Body.Writer source) {
    return new CodedWriter(coding, options.level(), source, running);
  }

  private CodedEndlessWriter codedEndless(ContentCoding coding, Body.EndlessWriter source) {
    return new CodedEndlessWriter(coded(coding, source), source);
  }

  private static boolean isAtOnce(Body body) {
    return body.isInMemory() && body.bytes().length <= AT_ONCE;
  }

  private boolean isBusy() {
    return running.get() >= MOST_AT_A_TIME;
  }

  // ---- may it be coded

  private static boolean canBeCoded(Request request, Response response) {
    int code = response.status().code();
    Body body = response.body();
    Headers fields = response.headers();
    return BodyRules.describesContent(request.method(), response.status())
        && !BodyRules.isAlwaysEmpty(response.status())
        && code != 206
        && !body.isEmpty()
        && FIXED.stream().noneMatch(fields::contains)
        && response.trailerNames().stream().noneMatch(ContentCoder::isFixed)
        && fields.elements("Cache-Control").stream().noneMatch("no-transform"::equalsIgnoreCase);
  }

  private static boolean isFixed(String name) {
    return FIXED.stream().anyMatch(name::equalsIgnoreCase);
  }

  private boolean isWorthIt(Response response) throws IOException {
    if (response.compression() == Compression.Use.ALWAYS) {
      return true;
    }
    Optional<String> type = response.headers().first("Content-Type");
    return type.isPresent()
        && types.contains(type.get())
        && response.body().length().orElse(Long.MAX_VALUE) >= options.minimumSize();
  }

  /// Content that is coded while it is sent has no ranges; content that is not coded has.
  private static boolean isForRange(Request request) {
    return request.method().equals(HttpMethod.GET) && request.header("Range").isPresent();
  }

  // ---- what the fields say then

  private static Response described(Response response, ContentCoding coding) {
    return weak(response)
        .withHeader("Content-Encoding", coding.name())
        .withoutHeader("Accept-Ranges");
  }

  /// RFC 9110 §8.8.3.3: a strong tag names these bytes and no others.
  private static Response weak(Response response) {
    Optional<String> tag = response.headers().first("ETag");
    return tag.isPresent() && tag.get().startsWith("\"")
        ? response.withHeader("ETag", "W/" + tag.get())
        : response;
  }

  /// A 304 of the application has the tag of the response that it stands for. Whether that would be
  /// coded is seen from the tag that the client names.
  private static Response asOfCoded(Request request, Response response) {
    Optional<String> tag = response.headers().first("ETag");
    boolean coded =
        tag.isPresent() && request.headers().elements("If-None-Match").contains("W/" + tag.get());
    return coded ? weak(response) : response;
  }

  /// The client accepts none of the codings, and forbids the content without one. A request that
  /// has changed something is not refused afterwards.
  private Response refusal(Request request, Response response) throws IOException {
    boolean reading =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (!reading || !response.status().isSuccess()) {
      return response;
    }
    String names = String.join(", ", options.codings().stream().map(ContentCoding::name).toList());
    return Response.error(406, "available as: identity, " + names + "\n")
        .withHeader("Vary", String.join(", ", response.headers().elements("Vary")));
  }
}
