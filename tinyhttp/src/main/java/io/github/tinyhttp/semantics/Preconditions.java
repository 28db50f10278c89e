package io.github.tinyhttp.semantics;

import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Validators;
import io.github.tinyhttp.syntax.HttpDate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Conditions of a request, evaluated in the order of RFC 9110 §13.2.2. The comments repeat its
/// steps.
public final class Preconditions {
  /// The result of the conditions.
  enum Verdict {
    PERFORM,
    NOT_MODIFIED,
    FAILED
  }

  private Preconditions() {}

  /// The response to send in place of performing the method, if a condition is false. For
  /// [Request#precondition(Validators)].
  public static Optional<Response> refusal(Request request, Validators current) {
    return switch (judge(request, current)) {
      case PERFORM -> Optional.empty();
      case FAILED -> Optional.of(failed());
      case NOT_MODIFIED -> Optional.of(notModified(current));
    };
  }

  /// A 412.
  static Response failed() {
    return Response.error(412, "the precondition failed\n");
  }

  private static Response notModified(Validators current) {
    Response response = Response.status(304);
    if (current.tag().isPresent()) {
      return response.withETag(current.tag().get());
    }
    return current.lastModified().map(response::withLastModified).orElse(response);
  }

  /// Whether the request has any condition.
  static boolean areIn(Request request) {
    return request.header("If-None-Match").isPresent()
        || request.header("If-Modified-Since").isPresent()
        || request.header("If-Match").isPresent()
        || request.header("If-Unmodified-Since").isPresent();
  }

  static Verdict judge(Request request, Validators current) {
    if (selectsNothing(request.method())) {
      return Verdict.PERFORM; // §13.2.1
    }
    boolean reading = isReading(request.method());
    Optional<Instant> modified =
        current.lastModified(); // without it no date of a condition has to be read
    // 1. If-Match
    if (request.header("If-Match").isPresent()) {
      if (!isMatched(request.headers().all("If-Match"), current)) {
        return Verdict.FAILED;
      }
    } else if (modified.isPresent()
        && isAfter(modified.get(), only(request, "If-Unmodified-Since"))) {
      return Verdict.FAILED; // 2. If-Unmodified-Since
    }
    // 3. If-None-Match
    Optional<String> listed = request.header("If-None-Match");
    if (listed.isPresent()) {
      if (isListed(request, listed.get(), current)) {
        return reading ? Verdict.NOT_MODIFIED : Verdict.FAILED;
      }
    } else if (reading
        && modified.isPresent()
        && isNotAfter(modified.get(), only(request, "If-Modified-Since"))) {
      return Verdict.NOT_MODIFIED; // 4. If-Modified-Since
    }
    return Verdict.PERFORM;
  }

  static boolean isReading(HttpMethod method) {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  private static boolean selectsNothing(HttpMethod method) {
    return switch (method.name()) {
      case "CONNECT", "OPTIONS", "TRACE" -> true;
      default -> false;
    };
  }

  private static boolean isMatched(List<String> lines, Validators current) {
    if (EntityTags.isAny(lines)) {
      return current.exists();
    }
    Optional<EntityTag> tag = current.tag();
    return tag.isPresent() && EntityTags.anyMatch(lines, tag.get()::matchesStrongly);
  }

  /// Mostly the first line has the tag, so the other lines are read only if it does not.
  private static boolean isListed(Request request, String firstLine, Validators current) {
    Optional<EntityTag> tag = current.tag();
    if (tag.isPresent() && EntityTags.anyMatch(firstLine, tag.get()::matchesWeakly)) {
      return true;
    }
    List<String> lines = request.headers().all("If-None-Match");
    if (EntityTags.isAny(lines)) {
      return current.exists();
    }
    return tag.isPresent() && EntityTags.anyMatch(lines, tag.get()::matchesWeakly);
  }

  private static boolean isAfter(Instant modified, OptionalLong date) {
    return date.isPresent() && modified.getEpochSecond() > date.getAsLong();
  }

  private static boolean isNotAfter(Instant modified, OptionalLong date) {
    return date.isPresent() && modified.getEpochSecond() <= date.getAsLong();
  }

  /// The date of a field; empty if the field is missing, is not a date, or has several lines.
  private static OptionalLong only(Request request, String name) {
    Optional<String> first = request.header(name);
    return first.isPresent() && request.headers().all(name).size() == 1
        ? HttpDate.parse(first.get())
        : OptionalLong.empty();
  }
}
