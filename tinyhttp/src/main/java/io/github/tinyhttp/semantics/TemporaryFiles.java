package io.github.tinyhttp.semantics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Temporary files of one request, which are deleted when it is over. A file that the application
/// has moved by then is no longer one of them.
///
/// The request may end on another thread than the one that writes a file.
final class TemporaryFiles implements AutoCloseable {
  /// How the names begin: with the process, so that what a killed one has left can be told from
  /// what another one uses.
  private static final String PREFIX = "tinyhttp-" + ProcessHandle.current().pid() + "-";

  @GuardedBy("this")
  private final List<Path> files = new ArrayList<>();

  @GuardedBy("this")
  private boolean closed;

  /// Writes content into a new file that only this user of the system may read.
  Path write(InputStream content) throws IOException {
    Path file = create();
    // Not CREATE: if the request has ended since, the file is deleted, and must not come back.
    try (var out = Channels.newChannel(Files.newOutputStream(file, StandardOpenOption.WRITE))) {
      SavedBody.copy(content, out, Long.MAX_VALUE);
    }
    return file;
  }

  private synchronized Path create() throws IOException {
    if (closed) {
      throw new IOException("the request is over");
    }
    Path file = Files.createTempFile(PREFIX, ".part"); // POSIX: for its owner only
    files.add(file);
    return file;
  }

  /// Deletes the files. No more can be written.
  @Override
  public void close() {
    List<Path> all;
    synchronized (this) {
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
