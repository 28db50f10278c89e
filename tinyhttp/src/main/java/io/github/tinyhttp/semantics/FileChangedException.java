package io.github.tinyhttp.semantics;

import java.io.IOException;
import java.nio.file.Path;

/// A file was changed between the look at it and its opening: what was to be said of it no longer
/// holds, and the answer has to be made anew.
public final class FileChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  FileChangedException(Path path) {
    this(path.toString());
  }

  /// @param name what to call the file
  public FileChangedException(String name) {
    super(name + " was changed while it was about to be sent");
  }
}
