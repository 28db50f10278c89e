package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.files.FileHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// apt with package repositories of a [FileHandler]. It has directories of its own, so the
/// machine's packages are neither looked at nor changed.
class AptTest extends ClientTest {
  private final List<String> targets = new CopyOnWriteArrayList<>();
  private Path repository;

  private String serveRepository() throws IOException {
    FileHandler files = FileHandler.of(repository);
    Handler recorded =
        request -> {
          targets.add(request.target());
          return files.handle(request);
        };
    return serve(recorded);
  }

  /// A package with one file, of the size of some disk blocks.
  private void makePackage(String folder, String version) throws IOException {
    Path content = Files.createDirectories(directory.resolve("package-" + version));
    Path control = Files.createDirectories(content.resolve("DEBIAN")).resolve("control");
    Files.writeString(
        control,
        """
        Package: hello-tiny
        Version: %s
        Architecture: all
        Maintainer: Test <test@example.com>
        Description: a package to fetch
        """
            .formatted(version));
    Path file = Files.createDirectories(content.resolve("usr/share/hello")).resolve("hello.txt");
    Files.writeString(file, ("hello " + version + "\n").repeat(5_000));
    Path into = Files.createDirectories(repository.resolve(folder));
    Program.run(
        "dpkg-deb",
        "--root-owner-group",
        "--build",
        content.toString(),
        into.resolve("hello-tiny_" + version + "_all.deb").toString());
  }

  private void write(String file, String content) throws IOException {
    Path path = repository.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  private void indexFlat() throws IOException {
    String packages =
        Program.run("sh", "-c", "cd '" + repository + "/x' && dpkg-scanpackages --multiversion .")
            .out();
    write("x/Packages", packages);
    write("x/Release", Program.run("apt-ftparchive", "release", repository + "/x").out());
  }

  private void indexPool() throws IOException {
    String packages =
        Program.run("sh", "-c", "cd '" + repository + "' && apt-ftparchive packages pool").out();
    write("dists/stable/main/binary-amd64/Packages", packages);
    Program.run("gzip", "-kf", repository + "/dists/stable/main/binary-amd64/Packages");
    String release =
        Program.run(
                "apt-ftparchive",
                "-oAPT::FTPArchive::Release::Suite=stable",
                "-oAPT::FTPArchive::Release::Codename=stable",
                "-oAPT::FTPArchive::Release::Components=main",
                "-oAPT::FTPArchive::Release::Architectures=amd64",
                "release",
                repository + "/dists/stable")
            .out();
    write("dists/stable/Release", release);
  }

  private Program.Output apt(String... arguments) throws IOException {
    Path state = directory.resolve("apt");
    for (String folder : List.of("lists/partial", "cache/archives/partial", "log", "dpkg")) {
      Files.createDirectories(state.resolve(folder));
    }
    Path status = state.resolve("dpkg/status");
    if (Files.notExists(status)) {
      Files.createFile(status);
    }
    var command =
        new ArrayList<>(
            List.of(
                "apt-get",
                "-oDir::State=" + state,
                "-oDir::State::lists=" + state.resolve("lists"),
                "-oDir::State::status=" + status,
                "-oDir::Cache=" + state.resolve("cache"),
                "-oDir::Log=" + state.resolve("log"),
                "-oDir::Etc::sourcelist=" + directory.resolve("sources.list"),
                "-oDir::Etc::sourceparts=/dev/null",
                "-oDir::Etc::main=/dev/null",
                "-oDir::Etc::parts=/dev/null",
                "-oDir::Etc::preferences=/dev/null",
                "-oDir::Etc::preferencesparts=/dev/null",
                "-oAPT::Architecture=amd64",
                "-oAPT::Architectures=amd64",
                "-oAPT::Sandbox::User=",
                "-oAcquire::Languages=none",
                "-oAcquire::Retries=0",
                "-oAcquire::http::Proxy=DIRECT",
                "-oDebug::NoLocking=true",
                "-qq"));
    command.addAll(List.of(arguments));
    return Program.run(command.toArray(String[]::new));
  }

  /// Updates, fetches the package with all that it needs, and unpacks it.
  private void expectInstalled(String version) throws IOException {
    assertThat(apt("update").errors()).doesNotContain("E:", "W:");
    apt("install", "--yes", "--download-only", "hello-tiny");
    Path archives = directory.resolve("apt/cache/archives");
    Path root = directory.resolve("installed");
    try (Stream<Path> fetched = Files.list(archives)) {
      String ending = "_" + version.replace(":", "%3a") + "_all.deb";
      Path one = fetched.filter(path -> path.toString().endsWith(ending)).findFirst().orElseThrow();
      Program.run("dpkg-deb", "--extract", one.toString(), root.toString());
    }
    assertThat(root.resolve("usr/share/hello/hello.txt"))
        .hasContent(("hello " + version + "\n").repeat(5_000));
  }

  @Test
  void updates_and_installs_from_a_flat_repository() throws IOException {
    repository = Files.createDirectory(directory.resolve("flat"));
    makePackage("x", "1.0");
    indexFlat();
    String uri = serveRepository();
    file("sources.list", "deb [trusted=yes] " + uri + "/x ./\n");

    expectInstalled("1.0");

    assertThat(targets).contains("/x/./Release", "/x/./Packages");
    makePackage("x", "1.1");
    indexFlat();
    expectInstalled("1.1");
  }

  @Test
  void updates_and_installs_from_a_repository_with_a_pool() throws IOException {
    repository = Files.createDirectory(directory.resolve("archive"));
    makePackage("pool/main/h", "1:2.0-1");
    indexPool();
    String uri = serveRepository();
    file("sources.list", "deb [trusted=yes] " + uri + " stable main\n");

    expectInstalled("1:2.0-1");

    assertThat(targets).contains("/dists/stable/Release");
    makePackage("pool/main/h", "1:2.0~2-1");
    makePackage("pool/main/h", "1:2.1+b-1");
    indexPool();
    expectInstalled("1:2.1+b-1");
  }

  @Test
  void fetches_an_index_again_only_if_it_has_changed() throws IOException {
    repository = Files.createDirectory(directory.resolve("flat"));
    makePackage("x", "1.0");
    indexFlat();
    file("sources.list", "deb [trusted=yes] " + serveRepository() + "/x ./\n");
    apt("update");
    targets.clear();

    apt("update");

    assertThat(targets).contains("/x/./Release").doesNotContain("/x/./Packages");
  }
}
