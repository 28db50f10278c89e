package io.github.tinyhttp.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.files.FileHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/// Maven with a repository that is a directory. The build has no plugins, so that it needs nothing
/// but what the test serves: a parent, an imported list of versions, and an extension with its jar.
class MavenTest extends ClientTest {
  private static final String POM =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        %s
      </project>
      """;
  private static final String SETTINGS =
      """
      <settings>
        <localRepository>%s</localRepository>
        <mirrors>
          <mirror><id>test</id><mirrorOf>*</mirrorOf><url>%s</url></mirror>
        </mirrors>
      </settings>
      """;

  private final List<String> targets = new CopyOnWriteArrayList<>();

  private static String coordinates(String artifact, String packaging) {
    return "<groupId>com.example.tiny</groupId><artifactId>%s</artifactId><version>1.0</version>"
            .formatted(artifact)
        + (packaging.isEmpty() ? "" : "<packaging>" + packaging + "</packaging>");
  }

  private static void publish(Path repository, String name, byte[] content) throws Exception {
    Path file = repository.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    byte[] digest = MessageDigest.getInstance("SHA-1").digest(content);
    Files.writeString(Path.of(file + ".sha1"), HexFormat.of().formatHex(digest));
  }

  private static String pathOf(String artifact, String ending) {
    return "com/example/tiny/" + artifact + "/1.0/" + artifact + "-1.0." + ending;
  }

  private static void publishPom(Path repository, String artifact, String packaging)
      throws Exception {
    String pom = POM.formatted(coordinates(artifact, packaging));
    publish(repository, pathOf(artifact, "pom"), pom.getBytes(UTF_8));
  }

  private byte[] jar() throws IOException {
    Path jar = directory.resolve("extension.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        var zip = new ZipOutputStream(file)) {
      zip.setLevel(0);
      zip.putNextEntry(new ZipEntry("content.bin"));
      zip.write(Files.readAllBytes(fileOf(300_000)));
      zip.closeEntry();
    }
    return Files.readAllBytes(jar);
  }

  @Test
  void resolves_poms_and_jars() throws Exception {
    Path repository = Files.createDirectory(directory.resolve("repository"));
    publishPom(repository, "parent", "pom");
    publishPom(repository, "versions", "pom");
    publishPom(repository, "extension", "jar");
    byte[] jar = jar();
    publish(repository, pathOf("extension", "jar"), jar);
    // Maven gives this one to every extension
    publish(repository, "org/codehaus/plexus/plexus-utils/1.1/plexus-utils-1.1.jar", jar);
    FileHandler files = FileHandler.of(repository).withPrefix("/maven2/");
    Handler recorded =
        request -> {
          targets.add(request.target());
          return files.handle(request);
        };
    String uri = serve(recorded);
    Path local = directory.resolve("local");
    Path settings = file("settings.xml", SETTINGS.formatted(local, uri + "/maven2/"));
    Path project =
        file(
            "pom.xml",
            POM.formatted(
                "<parent>"
                    + coordinates("parent", "")
                    + "<relativePath/></parent><artifactId>built</artifactId>"
                    + "<packaging>pom</packaging><dependencyManagement><dependencies><dependency>"
                    + coordinates("versions", "")
                    + "<type>pom</type><scope>import</scope></dependency></dependencies>"
                    + "</dependencyManagement><build><extensions><extension>"
                    + coordinates("extension", "")
                    + "</extension></extensions></build>"));

    Program.run(
        Duration.ofSeconds(90),
        "mvn",
        "--batch-mode",
        "--strict-checksums",
        "--settings=" + settings,
        "--global-settings=" + settings,
        "--file=" + project,
        "validate");

    Path fetched = local.resolve(pathOf("extension", "jar"));
    assertThat(Files.readAllBytes(fetched)).isEqualTo(jar);
    assertThat(targets)
        .contains(
            "/maven2/" + pathOf("parent", "pom"),
            "/maven2/" + pathOf("versions", "pom.sha1"),
            "/maven2/" + pathOf("extension", "jar.sha1"));
  }
}
