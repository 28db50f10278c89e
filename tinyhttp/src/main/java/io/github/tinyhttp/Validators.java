package io.github.tinyhttp;

import io.github.tinyhttp.content.FileState;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// What is known of the state of a resource, for [Request#precondition(Validators)]: RFC 9110 §8.8.
///
/// @param exists whether the resource has a representation at all
/// @param tag the tag of that representation, if it is known
/// @param lastModified when it was changed last, if that is known
@CheckReturnValue
public record Validators(boolean exists, Optional<EntityTag> tag, Optional<Instant> lastModified) {
  private static final Validators ABSENT =
      new Validators(false, Optional.empty(), Optional.empty());
  private static final Validators UNKNOWN =
      new Validators(true, Optional.empty(), Optional.empty());

  /// @throws IllegalArgumentException if something is known of what does not exist
  public Validators {
    if (!exists && (tag.isPresent() || lastModified.isPresent())) {
      throw new IllegalArgumentException("what does not exist has neither a tag nor a time");
    }
  }

  /// The resource has no representation: a PUT would create it.
  public static Validators absent() {
    return ABSENT;
  }

  /// The resource has a representation of which nothing else is known.
  public static Validators unknown() {
    return UNKNOWN;
  }

  /// The resource has a representation with that tag.
  public static Validators of(EntityTag tag) {
    return new Validators(true, Optional.of(tag), Optional.empty());
  }

  /// The resource was last modified at that time; fractions of a second do not count.
  public static Validators of(Instant lastModified) {
    return new Validators(true, Optional.empty(), Optional.of(lastModified));
  }

  /// The resource has a representation with that tag, last modified at that time.
  public static Validators of(EntityTag tag, Instant lastModified) {
    return new Validators(true, Optional.of(tag), Optional.of(lastModified));
  }

  /// Those that [Response#file(Path)] sends for a file; [#absent()] if there is no such file.
  ///
  /// The tag is weak in the first two seconds after a change, because another change could hide
  /// behind the same time; a weak tag satisfies no `If-Match`.
  ///
  /// @throws IOException if the file cannot be looked at
  public static Validators of(Path file) throws IOException {
    try {
      FileState state = FileState.of(file);
      boolean weak = state.mayHideAnotherChange(System.currentTimeMillis());
      return of(new EntityTag(state.tag(), weak), Instant.ofEpochSecond(state.second()));
    } catch (NoSuchFileException _) {
      return ABSENT;
    }
  }
}
