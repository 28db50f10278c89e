package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Compression;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.SeekableContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Makes of what the application answers what is sent for that request: RFC 9110 §3.2 calls it the
/// selected representation. Holds for any version of HTTP, and only changes values.
///
/// In this order, each step on what the one before has made:
///
/// 1. *what there is*: the size and the validators of a file, the length of a source;
/// 2. *coding* (§12.5.3): which one the content goes in, and what the fields say then;
/// 3. *conditions* (§13): 304 or 412 for a client that has it, or wants something else;
/// 4. *ranges* (§14): 206 or 416 for a client that wants parts. There are none of coded content;
/// 5. *small files* are read at once, to leave in one write with their head.
///
/// What is left is coded at the end, when it is known to be sent.
///
/// Runs on the thread that answers, which may block; the price of an answer that none of it
/// concerns is a look at its fields.
public final class RepresentationSelector {
  /// How often an answer is made anew because its file has changed just then.
  public static final int MOST_ATTEMPTS = 100;

  /// For single answers of servers that compress nothing else.
  private static final class ByDefault {
    private static final ContentCoder CODER = new ContentCoder(Compression.defaults());
  }

  /// Null if only answers that ask for it are coded.
  private final @Nullable ContentCoder coder;

  /// @param compression which answers are coded
  public RepresentationSelector(Optional<Compression> compression) {
    this.coder = compression.map(ContentCoder::new).orElse(null);
  }

  /// What is sent in place of `answer`; mostly `answer` itself.
  ///
  /// @throws IOException if the content cannot be looked at
  public Response select(Request request, Response answer) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Response selected = selectOnce(request, answer);
        return request.method().equals(HttpMethod.HEAD) ? selected : SmallFiles.read(selected);
      } catch (FileChangedException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /// An answer that was selected is out of date: as the application has given it, but with what is
  /// there now.
  ///
  /// @throws IOException if nothing is, or it cannot be looked at
  public static Response renew(Response answer) throws IOException {
    return answer.body() instanceof Body.OfSource(SeekableContent source)
            && source instanceof RefreshableSource seen
        ? seen.renewed(answer)
        : answer; // a file is looked at each time it is selected
  }

  private Response selectOnce(Request request, Response answer) throws IOException {
    Response there = look(answer);
    boolean selected = there.status().isSuccess() && Preconditions.isReading(request.method());
    Response described = selected && there.status().code() == 200 ? describe(there) : there;
    ContentCoder due = coderFor(there);
    if (due == null) {
      return selected ? reduce(request, described) : described;
    }
    ContentCoder.Choice choice = due.choose(request, described);
    Response chosen = choice.response();
    Response reduced = selected ? reduce(request, chosen) : chosen;
    return reduced == chosen ? due.encode(request, choice) : reduced;
  }

  /// What a client gets that has some of it.
  private static Response reduce(Request request, Response whole) throws IOException {
    Response due = isRepresentation(whole) ? evaluate(request, whole) : whole;
    if (due != whole && whole.body() instanceof Body.Stream(InputStream source, OptionalLong _)) {
      source.close(); // nobody will read it
    }
    return due.status().code() == 200 && request.method().equals(HttpMethod.GET)
        ? PartialContent.of(request, due)
        : due;
  }

  // ---- 1. what there is

  private static Response look(Response answer) throws IOException {
    if (answer.body() instanceof Body.OfFile(Path path)) {
      return look(answer, path);
    }
    if (answer.body() instanceof Body.OfSource(SeekableContent source)) {
      return answer.withBody(new Body.Part(source, 0, source.length()));
    }
    return answer;
  }

  private static Response look(Response answer, Path path) throws IOException {
    try {
      FileState state = FileState.of(path);
      return answer.withBody(new Body.Part(new FileSource(path, state), 0, state.size()));
    } catch (NoSuchFileException _) {
      return Metadata.refusal(answer, 404, "not found\n"); // it was there when it was named
    }
  }

  /// Adds the fields that follow from the content, where the application has not set them.
  private static Response describe(Response answer) {
    if (!(answer.body() instanceof Body.Part part)) {
      return answer;
    }
    Headers fields = answer.headers();
    Response described = fields.contains("Accept-Ranges") ? answer : answer.withRanges();
    if (part.source() instanceof FileSource(Path _, FileState state)) {
      if (!fields.contains("ETag")) {
        described = described.withETag(state.tag(System.currentTimeMillis()));
      }
      if (!fields.contains("Last-Modified")) {
        described = described.withLastModified(Instant.ofEpochSecond(state.second()));
      }
    }
    return described;
  }

  // ---- 2. coding

  private @Nullable ContentCoder coderFor(Response answer) {
    return switch (answer.compression()) {
      case AS_CONFIGURED -> coder;
      case ALWAYS -> coder == null ? ByDefault.CODER : coder;
      case NEVER -> null;
    };
  }

  // ---- 3. conditions

  /// Whether there is something to compare with: a 200, or another success that says what it is.
  private static boolean isRepresentation(Response answer) {
    Headers fields = answer.headers();
    return answer.status().code() == 200
        || answer.status().isSuccess()
            && (fields.contains("ETag") || fields.contains("Last-Modified"));
  }

  /// A 200 is a representation, with validators or without: `*` stands for it, and a tag it does
  /// not have is none that matches (§13.1.1, §13.1.2).
  private static Response evaluate(Request request, Response answer) {
    if (!Preconditions.areIn(request)) {
      return answer;
    }
    return switch (Preconditions.judge(request, Metadata.validators(answer.headers()))) {
      case PERFORM -> answer;
      case NOT_MODIFIED -> Metadata.notModified(answer);
      case FAILED -> Metadata.refusal(answer, 412, "the precondition failed\n");
    };
  }
}
