package io.github.tinyhttp.semantics;

import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Temporary files of one request, which are deleted when it is over. A file that the application
/// has moved by then is no longer one of them.
///
/// The request may end on another thread than the one that writes a file.
final class TemporaryFiles implements AutoCloseable {
  private final List<Path> files = new ArrayList<>();
  private boolean closed;

  /// Writes content into a new file that only this user of the system may read.
  Path write(InputStream content) throws IOException {
    Path file = create();
    try (var out = Channels.newChannel(Files.newOutputStream(file))) {
      SavedBody.copy(content, out, Long.MAX_VALUE);
    }
    return file;
  }

  private Path create() throws IOException {
    synchronized (files) {
      if (closed) {
        throw new IOException("the request is over");
      }
      Path file = Files.createTempFile("tinyhttp", ".part"); // POSIX: for its owner only
      files.add(file);
      return file;
    }
  }

  /// Deletes the files. No more can be written.
  @Override
  public void close() {
    List<Path> all;
    synchronized (files) {
      closed = true;
      all = List.copyOf(files);
      files.clear();
    }
    for (Path file : all) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        Log.write(Level.WARNING, "cannot delete a temporary file", e);
      }
    }
  }
}
