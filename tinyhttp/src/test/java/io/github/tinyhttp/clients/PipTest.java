package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.files.FileHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/// pip with a simple index (PEP 503) that is nothing but a directory with listings.
class PipTest extends ClientTest {
  private static final String METADATA =
      "Metadata-Version: 2.1\nName: %s\nVersion: %s\nRequires-Dist: %s\n";
  private static final String WHEEL =
      "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n";

  private static void entry(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  /// A package of one module, that needs another one.
  private void makeWheel(Path index, String name, String version, String needs) throws IOException {
    Path folder = Files.createDirectories(index.resolve(name.replace('_', '-')));
    Path wheel = folder.resolve(name + "-" + version + "-py3-none-any.whl");
    String info = name + "-" + version + ".dist-info/";
    String metadata = METADATA.formatted(name, version, needs);
    if (needs.isEmpty()) {
      metadata = metadata.replace("Requires-Dist: \n", "");
    }
    try (OutputStream file = Files.newOutputStream(wheel);
        var zip = new ZipOutputStream(file)) {
      entry(zip, name + ".py", "VERSION = '" + version + "'\n" + "# a line\n".repeat(10_000));
      entry(zip, info + "METADATA", metadata);
      entry(zip, info + "WHEEL", WHEEL);
      entry(zip, info + "RECORD", name + ".py,,\n" + info + "METADATA,,\n");
    }
  }

  @Test
  void installs_a_package_and_what_it_needs() throws IOException {
    Path simple = Files.createDirectory(directory.resolve("simple"));
    for (String version : List.of("1.0", "1.1", "1!0.9+local.1")) {
      makeWheel(simple, "tiny_hello", version, "tiny_dependency>=2");
    }
    makeWheel(simple, "tiny_dependency", "2.0", "");
    String uri = serve(FileHandler.of(directory).withListings());
    Path into = directory.resolve("installed");

    Program.run(
        "pip3",
        "--isolated",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-cache-dir",
        "--no-compile",
        "--index-url=" + uri + "/simple/",
        "--target=" + into,
        "tiny-hello");

    assertThat(into.resolve("tiny_hello.py")).content().startsWith("VERSION = '1!0.9+local.1'");
    assertThat(into.resolve("tiny_dependency.py")).content().startsWith("VERSION = '2.0'");
  }
}
