package io.github.tinyhttp.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathDirectoryTest {
  @TempDir Path root;

  /// Whoever asks for none wants to know only whether it can be listed.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void no_more_entries_are_listed_than_asked_for(int most) throws Exception {
    for (String name : new String[] {"a", "b", "c", ".hidden"}) {
      Files.createFile(root.resolve(name));
    }
    Tree tree = Tree.of(root, Visibility.NO_DOT_FILES, Links.REFUSED);
    try (Directory directory = tree.open()) {
      assertThat(directory.list(most).orElseThrow()).hasSize(most);
    }
  }
}
