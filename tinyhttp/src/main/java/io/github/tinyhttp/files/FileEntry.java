package io.github.tinyhttp.files;

import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.semantics.FileState;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/// What a look at a file has shown, and how to open it.
///
/// @param size in bytes
/// @param modified when it was changed last, if that is known
/// @param checksum of the content, if it is known
/// @param opener opens it
record FileEntry(long size, Optional<FileTime> modified, Optional<String> checksum, Opener opener) {
  /// Opens a file.
  interface Opener {
    /// The content from its start on; a [java.nio.channels.FileChannel] where it is a file of the
    /// machine. The caller closes it.
    ///
    /// @throws java.nio.file.NoSuchFileException if it is gone, or not to be read
    ReadableByteChannel open() throws IOException;
  }

  /// Whether both looks have shown the same.
  boolean isSame(FileEntry other) {
    return size == other.size && modified.equals(other.modified) && checksum.equals(other.checksum);
  }

  /// Whether this one was changed last before the other was, as far as is known.
  boolean isOlderThan(FileEntry other) {
    return modified.isPresent()
        && other.modified.isPresent()
        && modified.get().compareTo(other.modified.get()) < 0;
  }

  /// A tag for the content, as good as what is known of it.
  ///
  /// @param now in milliseconds of Unix time
  Optional<EntityTag> tag(long now) {
    return checksum
        .map(sum -> EntityTag.strong(sum + "-" + Long.toHexString(size)))
        .or(() -> modified.map(time -> new FileState(size, time, null).tag(now)));
  }
}
