package io.github.tinyhttp.files;

import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.content.FileState;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/// The state in which a file was found, and a way to open it.
///
/// @param state as it was seen
/// @param opener opens it
record FileEntry(FileState state, Opener opener) {
  /// Opens a file.
  interface Opener {
    /// The content from its start on; a [java.nio.channels.FileChannel] where it is a file of the
    /// machine. The caller closes it.
    ///
    /// @throws java.nio.file.NoSuchFileException if it is gone, or not to be read
    ReadableByteChannel open() throws IOException;
  }

  long size() {
    return state.size();
  }

  /// Whether the file was found in the same state both times.
  boolean isSame(FileEntry other) {
    return state.equals(other.state);
  }

  /// Whether the last change of this file was before that of the other; false if unknown. The dates
  /// of both are their author's, who says by them which was made after which.
  boolean isOlderThan(FileEntry other) {
    FileTime mine = state.modified();
    FileTime others = other.state.modified();
    return mine != null && others != null && mine.compareTo(others) < 0;
  }

  /// A tag for the content.
  ///
  /// @param now in milliseconds of Unix time
  static Optional<EntityTag> tag(FileState state, long now) {
    return state.tag().map(value -> new EntityTag(value, state.mayHideAnotherChange(now)));
  }
}
