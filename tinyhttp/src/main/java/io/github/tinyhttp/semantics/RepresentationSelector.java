package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Compression;
import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.SeekableContent;
import io.github.tinyhttp.content.FileState;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns the response of the application into the one that is sent for that request. RFC 9110 §3.2
/// calls its content the selected representation. The same for every version of HTTP; all steps
/// only make new values. The steps, each applied to the result of the one before:
/// 1. *state*: the size and the validators of a file, the length of a source;
/// 2. *coding* (§12.5.3): which one the content is sent in, and what the fields say then;
/// 3. *conditions* (§13): 304 for a client that has the content, 412 for one that expects another;
/// 4. *ranges* (§14): 206 or 416 for a client that asks for parts. Coded content has no ranges;
/// 5. *small files* are read at once, to leave in one write with their head. The content is coded
///    last, when it is known that it will be sent.
///
/// Runs on the thread that responses, which may block; the price of a response that none of it
/// concerns is a look at its fields.
public final class RepresentationSelector {
  /// How often a response is made anew because its file has changed in between.
  public static final int MOST_ATTEMPTS = 100;

  /// For single responses of servers that compress nothing else.
  private static final class ByDefault {
    private static final ContentCoder CODER = new ContentCoder(Compression.defaults());
  }

  /// Null if only responses that ask for it are coded.
  private final @Nullable ContentCoder coder;

  /// @param compression which responses are coded
  public RepresentationSelector(Optional<Compression> compression) {
    this.coder = compression.map(ContentCoder::new).orElse(null);
  }

  /// What is sent in place of `response`; mostly `response` itself.
  ///
  /// @throws IOException if the content cannot be looked at
  public Response select(Request request, Response response) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Response selected = selectOnce(request, response);
        return request.method().equals(HttpMethod.HEAD) ? selected : SmallFiles.read(selected);
      } catch (FileChangedException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /// The response as the application gave it, but with the file as it is now: for a response that
  /// was selected and is out of date.
  ///
  /// @throws IOException if the file is gone, or cannot be looked at
  public static Response renew(Response response) throws IOException {
    return response.body().seekable().orElse(null) instanceof RefreshableSource seen
        ? seen.renewed(response)
        : response; // a file is looked at each time it is selected
  }

  private Response selectOnce(Request request, Response response) throws IOException {
    Response there = look(response);
    boolean selected = there.status().isSuccess() && Preconditions.isReading(request.method());
    Response described =
        selected && there.status().code() == 200 ? describe(request, there) : there;
    ContentCoder due = coderFor(there);
    if (due == null) {
      return selected ? reduce(request, described) : described;
    }
    ContentCoder.Choice choice = due.choose(request, described);
    Response chosen = choice.response();
    Response reduced = selected ? reduce(request, chosen) : chosen;
    return reduced == chosen ? due.encode(request, choice) : reduced;
  }

  /// The response for a client that has some of the content, or wants some of it.
  private static Response reduce(Request request, Response whole) throws IOException {
    Response due = isRepresentation(whole) ? evaluate(request, whole) : whole;
    return due.status().code() == 200 && request.method().equals(HttpMethod.GET)
        ? PartialContent.of(request, due)
        : due;
  }

  // ---- 1. state

  private static Response look(Response response) throws IOException {
    Body body = response.body();
    if (body.isInMemory()) {
      return response;
    }
    Optional<Path> file = body.file();
    if (file.isPresent()) {
      return look(response, file.get());
    }
    Optional<Slice> slice = Slice.of(body);
    return slice.isPresent() ? response.withBody(slice.get().body()) : response;
  }

  private static Response look(Response response, Path path) throws IOException {
    try {
      FileSource source = FileSource.of(path);
      return response.withBody(Body.of(source, 0, source.length()));
    } catch (NoSuchFileException _) {
      return Metadata.refusal(response, 404, "not found\n"); // it was there when it was named
    }
  }

  /// Adds the fields that follow from the content, where the application has not set them.
  private static Response describe(Request request, Response response) {
    Optional<SeekableContent> content = response.body().seekable();
    if (content.isEmpty()) {
      return response;
    }
    Response offering =
        response.headers().contains("Accept-Ranges") ? response : response.withRanges();
    return content.get() instanceof FileSource file
        ? describe(request, offering, file.state())
        : offering;
  }

  private static Response describe(Request request, Response response, FileState state) {
    Response described = response;
    Optional<String> tag = state.tag();
    if (tag.isPresent() && !response.headers().contains("ETag")) {
      boolean weak = state.mayHideAnotherChange(System.currentTimeMillis());
      described = described.withETag(new EntityTag(tag.get(), weak));
    }
    if (response.headers().contains("Last-Modified")) {
      return described;
    }
    Optional<Instant> date = FileDate.of(request, state);
    if (date.isPresent()) {
      described = described.withLastModified(date.get());
    }
    return RangeOffer.isFor(request, state) ? described : described.withoutRanges();
  }

  // ---- 2. coding

  private @Nullable ContentCoder coderFor(Response response) {
    return switch (response.compression()) {
      case AS_CONFIGURED -> coder;
      case ALWAYS -> coder == null ? ByDefault.CODER : coder;
      case NEVER -> null;
    };
  }

  // ---- 3. conditions

  /// Whether conditions can be compared with the response: a 200, or another success that has
  /// validators.
  private static boolean isRepresentation(Response response) {
    Headers fields = response.headers();
    return response.status().code() == 200
        || response.status().isSuccess()
            && (fields.contains("ETag") || fields.contains("Last-Modified"));
  }

  /// A 200 has a representation, with validators or without: `*` matches it, and no listed tag
  /// matches one that has no tag (§13.1.1, §13.1.2).
  private static Response evaluate(Request request, Response response) {
    if (!Preconditions.areIn(request)) {
      return response;
    }
    return switch (Preconditions.judge(request, Metadata.validators(response.headers()))) {
      case PERFORM -> response;
      case NOT_MODIFIED -> Metadata.notModified(response);
      case FAILED -> Metadata.refusal(response, 412, "the precondition failed\n");
    };
  }
}
