package io.github.tinyhttp.semantics;

import java.io.IOException;
import java.nio.file.Path;

/// A file was changed after it was looked at and before it was opened. What the response would say
/// of it no longer holds, so the response has to be made anew.
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
