package io.github.tinyhttp.conformance;

import java.nio.file.Path;

/// Where the sources are: tests may be started in the folder of the module, as Maven does, or above
/// it.
final class Project {
  /// The folder of the library's module.
  static final Path FOLDER = folder();

  /// The report that is generated.
  static final Path REPORT = FOLDER.resolve("../docs/conformance.md").normalize();

  private Project() {}

  private static Path folder() {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    return here.endsWith("tinyhttp") && here.resolve("src/test").toFile().isDirectory()
        ? here
        : here.resolve("tinyhttp");
  }
}
