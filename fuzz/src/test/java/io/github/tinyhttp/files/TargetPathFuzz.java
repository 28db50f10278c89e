package io.github.tinyhttp.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Feeds any request target to [TargetPath]: a path that it accepts leads one level down for each
/// name, and encoding the names gives a path with the same names.
class TargetPathFuzz {
  private static final Path ROOT = Path.of("/root");

  @FuzzTest
  void a_path_leads_down_or_is_refused(byte[] octets) {
    TargetPath.parse("/" + new String(octets, StandardCharsets.ISO_8859_1))
        .ifPresent(TargetPathFuzz::expectToLeadDown);
  }

  private static void expectToLeadDown(TargetPath path) {
    Path file = ROOT;
    var again = new StringBuilder("/");
    for (String name : path.names()) {
      assertThat(name).doesNotContain("/", "\0", "\n").isNotIn("", ".", "..");
      if (name.chars().allMatch(c -> c < 0x80)) {
        file = file.resolve(name); // names beyond ASCII need a locale that can encode them
      } else {
        file = file.resolve("x");
      }
      again.append(RelativeReference.to(name)).append('/');
    }
    assertThat(file.normalize()).isEqualTo(file);
    assertThat(file.startsWith(ROOT)).isTrue();
    assertThat(file.getNameCount()).isEqualTo(1 + path.names().size());
    assertThat(TargetPath.parse(again.toString()).orElseThrow().names()).isEqualTo(path.names());
  }
}
