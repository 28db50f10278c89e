package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.SeekableContent;

/// Content that may be a file of this machine.
public interface FileContent extends SeekableContent {
  /// Whether `open` gives a [java.nio.channels.FileChannel], as for a file of this machine. What
  /// lies in an archive, or was read already, is none.
  boolean isLocal();

  /// Whether the content of a response is a file of this machine.
  static boolean isIn(Body body) {
    return !body.isInMemory()
        && body.seekable().orElse(null) instanceof FileContent file
        && file.isLocal();
  }
}
