package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.syntax.ByteRanges;
import io.github.tinyhttp.syntax.HttpDate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Turns a response with the whole content into one with the ranges that the client asks for: 206
/// or 416, RFC 9110 §14 and §15.3.7.
final class PartialContent {
  /// Made when first needed: it opens a device.
  private static final class Chance {
    static final SecureRandom SOURCE = new SecureRandom();
  }

  private PartialContent() {}

  /// The response to a GET, which may ask for ranges.
  ///
  /// @param whole the response without them, a 200
  ///
  /// @throws IOException if the length of the content cannot be found
  static Response of(Request request, Response whole) throws IOException {
    Optional<String> range = request.header("Range");
    if (range.isEmpty()
        || !whole.headers().first("Accept-Ranges").filter("bytes"::equals).isPresent()
        || request.headers().all("Range").size() > 1) {
      return whole;
    }
    Optional<Slice> content = seekable(whole.body());
    if (content.isEmpty()) {
      return whole;
    }
    boolean conditional = request.header("If-Range").isPresent();
    if (conditional && !isSame(request.headers().all("If-Range"), whole.headers())) {
      return whole;
    }
    long length = content.get().count();
    return switch (ByteRanges.parse(range.get(), length)) {
      case ByteRanges.Ignored _ -> whole;
      case ByteRanges.Unsatisfiable _ ->
          Metadata.refusal(whole, 416, "no such range\n")
              .withHeader("Content-Range", "bytes */" + length);
      case ByteRanges.Some(List<ByteRanges.Range> ranges) ->
          partial(whole, content.get(), ranges, conditional);
    };
  }

  /// The content as one slice that ranges can be taken of; empty if it cannot be read from the
  /// middle.
  private static Optional<Slice> seekable(Body body) throws IOException {
    return body.isInMemory() ? Optional.of(Slice.of(body.bytes())) : Slice.of(body);
  }

  /// Whether the client has a part of exactly this content: §13.1.5. A date counts once its second
  /// is over, because until then another change could have the same date.
  private static boolean isSame(List<String> ifRange, Headers fields) {
    if (ifRange.size() > 1) {
      return false;
    }
    Optional<EntityTag> known = EntityTag.parse(ifRange.getFirst());
    if (known.isPresent()) {
      return Metadata.tag(fields).filter(known.get()::matchesStrongly).isPresent();
    }
    OptionalLong date = HttpDate.parse(ifRange.getFirst());
    Optional<Instant> modified = Metadata.lastModified(fields);
    return date.isPresent()
        && modified.isPresent()
        && modified.get().getEpochSecond() == date.getAsLong()
        && HttpDate.second() - date.getAsLong() > 1;
  }

  private static Response partial(
      Response whole, Slice content, List<ByteRanges.Range> ranges, boolean conditional) {
    if (ranges.size() > 1 && content.content() instanceof FileSource file && !file.seeks()) {
      return whole; // each range would cost a read of everything before it
    }
    Response response = conditional ? Metadata.essential(whole) : whole;
    response = Metadata.partial(response).withStatus(206).withTrailers(Headers.empty());
    if (ranges.size() > 1) {
      return multipart(response, whole, content, ranges);
    }
    return response
        .withHeader("Content-Range", ranges.getFirst().of(content.count()))
        .withBody(body(content.range(ranges.getFirst())));
  }

  private static Body body(Slice slice) {
    return slice.content() instanceof BytesSource source && slice.count() <= SmallContent.MOST
        ? Body.of(source.copy(slice.start(), slice.count()))
        : slice.body();
  }

  /// §14.6. The boundary is random, so that no author can put it into the content. The content
  /// begins with an empty preamble, a CR LF (RFC 2046 §5.1.1), as that of nginx and Apache httpd
  /// does: zsync takes no boundary without a line end before it.
  private static Response multipart(
      Response response, Response whole, Slice content, List<ByteRanges.Range> ranges) {
    byte[] chance = new byte[16];
    Chance.SOURCE.nextBytes(chance);
    String boundary = HexFormat.of().formatHex(chance);
    String type =
        whole.headers().first("Content-Type").map(t -> "Content-Type: " + t + "\r\n").orElse("");
    var pieces = new ArrayList<Slice>(2 * ranges.size() + 1);
    for (ByteRanges.Range range : ranges) {
      String place = "Content-Range: " + range.of(content.count()) + "\r\n\r\n";
      pieces.add(text("\r\n--" + boundary + "\r\n" + type + place));
      pieces.add(content.range(range));
    }
    pieces.add(text("\r\n--" + boundary + "--\r\n"));
    long length = pieces.stream().mapToLong(Slice::count).sum();
    return response
        .withHeader("Content-Type", "multipart/byteranges; boundary=" + boundary)
        .withBody(Body.stream(new ConcatenatedParts(pieces), length));
  }

  private static Slice text(String text) {
    return Slice.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
