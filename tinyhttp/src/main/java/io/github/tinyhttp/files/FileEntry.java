package io.github.tinyhttp.files;

import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.content.FileState;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/// The state in which a file was found, and a way to open it.
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

  /// Whether the file was found in the same state both times.
  boolean isSame(FileEntry other) {
    return size == other.size && modified.equals(other.modified) && checksum.equals(other.checksum);
  }

  /// Whether the last change of this file was before that of the other; false if unknown.
  boolean isOlderThan(FileEntry other) {
    return modified.isPresent()
        && other.modified.isPresent()
        && modified.get().compareTo(other.modified.get()) < 0;
  }

  /// A tag for the content: from its checksum, or else from its time and size.
  ///
  /// @param now in milliseconds of Unix time
  Optional<EntityTag> tag(long now) {
    return checksum
        .map(sum -> EntityTag.strong(sum + "-" + Long.toHexString(size)))
        .or(() -> modified.map(time -> tag(new FileState(size, time, null), now)));
  }

  private static EntityTag tag(FileState state, long now) {
    return new EntityTag(state.tag(), state.mayHideAnotherChange(now));
  }
}
