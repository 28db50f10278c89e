package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Loads what error paths need while the process still has descriptors to load it with: the time
/// zone for the lines of a log, and the classes of this library if they are single files. A jar
/// stays open once it was used.
///
/// A class that has failed to load once stays unusable until the process ends.
final class Preload {
  private static final String ENDING = ".class";

  /// The room of the Flight Recorder, whose classes would load and start that with them.
  private static final String RECORDED = "io.github.tinyhttp.jfr.";

  private Preload() {}

  static void run() {
    try {
      var now = ZonedDateTime.now(ZoneId.systemDefault());
      boolean _ = String.format(Locale.getDefault(), "%1$tb %1$td, %1$tY %1$tT", now).isEmpty();
      CodeSource source = Preload.class.getProtectionDomain().getCodeSource();
      if (source != null && source.getLocation().getProtocol().equals("file")) {
        Path root = Path.of(source.getLocation().toURI());
        if (Files.isDirectory(root)) {
          loadAll(root);
        }
      }
    } catch (IOException | URISyntaxException | RuntimeException | LinkageError e) {
      Log.write(Level.DEBUG, "not everything could be loaded ahead", e);
    }
  }

  private static void loadAll(Path root) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(root.resolve("io/github/tinyhttp"))) {
      files = all.filter(file -> file.toString().endsWith(ENDING)).toList();
    }
    for (Path file : files) {
      String name = root.relativize(file).toString().replace('/', '.').replace('\\', '.');
      if (!name.startsWith(RECORDED)) {
        load(name.substring(0, name.length() - ENDING.length()));
      }
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, true, Preload.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      Log.write(Level.DEBUG, "cannot load " + name, e);
    }
  }
}
