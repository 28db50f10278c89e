package io.github.tinyhttp;

import io.github.tinyhttp.content.FileState;
import io.github.tinyhttp.content.SmallFile;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

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
  /// The tag of a file of at most 16 KiB is made of its content, that of an entry of an archive of
  /// its checksum. The tag of a larger file is made of its size, the time of its last change, and
  /// what the system alone decides: the inode and the time when it has seen a change, which a copy
  /// of the file on another machine does not share. The tag is weak in the first two seconds after
  /// a change, because another change could hide behind the same time, and always where the file
  /// system knows only times without a fraction of a second; a weak tag satisfies no `If-Match`.
  ///
  /// There is no date if it is one that build tools and stores give to all files: the beginning of
  /// 1970 or of 1980.
  ///
  /// @throws IOException if the file cannot be looked at
  public static Validators of(Path file) throws IOException {
    try {
      FileState state = state(file);
      boolean weak = state.mayHideAnotherChange(System.currentTimeMillis());
      return new Validators(
          true,
          state.tag().map(tag -> new EntityTag(tag, weak)),
          state.date().map(date -> Instant.ofEpochSecond(date.to(TimeUnit.SECONDS))));
    } catch (NoSuchFileException _) {
      return ABSENT;
    }
  }

  private static FileState state(Path file) throws IOException {
    FileState seen = FileState.of(file);
    if (seen.size() > SmallFile.MOST) {
      return seen;
    }
    try (ReadableByteChannel channel = Files.newByteChannel(file)) {
      // a file that changes meanwhile keeps a tag that no response has
      return SmallFile.read(channel, seen.size()).map(seen::withContent).orElse(seen);
    }
  }
}
