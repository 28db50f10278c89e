package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Validators;
import io.github.tinyhttp.syntax.HttpDate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The fields of a response that describe its content, RFC 9110 §8, and which of them stay in other
/// responses that are made from it. All other fields of the application stay.
final class Metadata {
  /// Fields that a client has kept if it has kept part of the content.
  private static final List<String> KNOWN =
      List.of("Content-Type", "Content-Encoding", "Content-Language", "Last-Modified");

  /// Digests of the bytes that are sent, RFC 9530 §2, and not of the representation. They are wrong
  /// where other bytes are sent.
  private static final List<String> OF_MESSAGE = List.of("Content-Digest", "Content-MD5");

  /// Fields that are wrong in a response that is not a success, above all how long to keep it.
  private static final List<String> OF_SUCCESS =
      List.of(
          "Accept-Ranges",
          "Cache-Control",
          "Content-Digest",
          "Content-Disposition",
          "Content-Encoding",
          "Content-Language",
          "Content-Location",
          "Content-MD5",
          "Digest",
          "ETag",
          "Expires",
          "Last-Modified",
          "Repr-Digest");

  private Metadata() {}

  /// The validators in these fields; [Validators#unknown()] if none is valid.
  static Validators validators(Headers fields) {
    Optional<EntityTag> tag = tag(fields);
    Optional<Instant> modified = lastModified(fields);
    return tag.isEmpty() && modified.isEmpty()
        ? Validators.unknown()
        : new Validators(true, tag, modified);
  }

  static Optional<EntityTag> tag(Headers fields) {
    return fields.first("ETag").flatMap(EntityTag::parse);
  }

  static Optional<Instant> lastModified(Headers fields) {
    Optional<String> field = fields.first("Last-Modified");
    OptionalLong second = field.isPresent() ? HttpDate.parse(field.get()) : OptionalLong.empty();
    return second.isPresent()
        ? Optional.of(Instant.ofEpochSecond(second.getAsLong()))
        : Optional.empty();
  }

  /// The response without the fields that hold for the whole content only.
  static Response partial(Response response) {
    return without(OF_MESSAGE, response);
  }

  /// The response without the fields that a client with a part of the content knows: §15.3.7.
  static Response essential(Response response) {
    return without(KNOWN, response);
  }

  /// The response to a client that has the content: §15.4.5.
  static Response notModified(Response response) {
    Response bare =
        without(OF_MESSAGE, response)
            .withStatus(304)
            .withoutHeader("Content-Type")
            .withoutHeader("Content-Encoding")
            .withoutHeader("Content-Language")
            .withoutHeader("Accept-Ranges")
            .withBody(Body.empty());
    return bare.headers().contains("ETag") ? bare.withoutHeader("Last-Modified") : bare;
  }

  /// A response in place of one that would have been a success.
  static Response refusal(Response response, int status, String text) {
    Response error = Response.error(status, text);
    String type = error.headers().first("Content-Type").orElseThrow();
    Headers fields = without(OF_SUCCESS, response).headers().with("Content-Type", type);
    Response refusal = error.withHeaders(fields).withCompression(response.compression());
    return response.closesConnection() ? refusal.withConnectionClose() : refusal;
  }

  private static Response without(List<String> names, Response response) {
    Response rest = response;
    for (String name : names) {
      rest = rest.withoutHeader(name);
    }
    return rest;
  }
}
