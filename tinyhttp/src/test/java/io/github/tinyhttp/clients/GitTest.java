package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.files.FileHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// git over its dumb protocol, for which a server only serves the files of a repository.
class GitTest extends ClientTest {
  private static final String[] GIT = {
    "env",
    "GIT_CONFIG_GLOBAL=/dev/null",
    "GIT_CONFIG_NOSYSTEM=1",
    "GIT_TERMINAL_PROMPT=0",
    "git",
    "-c",
    "user.name=Test",
    "-c",
    "user.email=test@example.com",
    "-c",
    "protocol.file.allow=always"
  };

  private static Program.Output git(Path in, String... arguments) {
    var command = new ArrayList<>(List.of(GIT));
    command.addAll(List.of("-C", in.toString()));
    command.addAll(List.of(arguments));
    return Program.run(command.toArray(String[]::new));
  }

  private Path work;

  private void commit(String content) throws IOException {
    Files.writeString(work.resolve("file.txt"), content);
    git(work, "add", ".");
    git(work, "commit", "--quiet", "--message=" + content.lines().findFirst().orElse(""));
  }

  private Path begin() throws IOException {
    work = Files.createDirectory(directory.resolve("work"));
    git(work, "init", "--quiet", "--initial-branch=main");
    commit("first\n");
    Files.copy(fileOf(500_000), work.resolve("large.bin"));
    commit("second\n");
    return work;
  }

  @Test
  void clones_and_fetches_from_a_bare_repository() throws IOException {
    begin();
    git(directory, "clone", "--quiet", "--bare", "work", "served.git");
    Path served = directory.resolve("served.git");
    git(served, "repack", "-a", "-d", "--quiet");
    git(served, "update-server-info");
    String uri = serve(FileHandler.of(directory));

    git(directory, "clone", "--quiet", uri + "/served.git", "copy");

    Path copy = directory.resolve("copy");
    assertThat(copy.resolve("file.txt")).hasContent("second");
    assertThat(digest(copy.resolve("large.bin"))).isEqualTo(digest(work.resolve("large.bin")));
    commit("third\n");
    git(work, "tag", "v3");
    git(work, "push", "--quiet", "--tags", served.toString(), "main"); // loose objects
    git(served, "update-server-info");
    git(copy, "pull", "--quiet", "--ff-only", "--tags");
    assertThat(copy.resolve("file.txt")).hasContent("third");
    assertThat(git(copy, "fsck", "--full").exit()).isZero();
    assertThat(git(copy, "tag").lines()).containsExactly("v3");
  }

  @Test
  void clones_a_working_tree_if_dot_files_are_served() throws IOException {
    begin();
    git(work, "update-server-info");
    String uri = serve(FileHandler.of(directory).withDotFiles());

    git(directory, "clone", "--quiet", uri + "/work/.git", "copy");

    assertThat(directory.resolve("copy/file.txt")).hasContent("second");
  }
}
