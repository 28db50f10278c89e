package io.github.tinyhttp.content;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// There is no file to send by that name. A handler that lets this through gets 404 for its client,
/// and no failure is logged: any client may ask for what is not there.
public final class MissingFileException extends NoSuchFileException {
  private static final long serialVersionUID = 1L;

  MissingFileException(Path path, String reason) {
    super(path.toString(), null, reason);
  }
}
