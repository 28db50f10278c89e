package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The shape of the module.
class ModuleTest {
  private static ModuleDescriptor descriptor() throws IOException, URISyntaxException {
    Path place =
        Path.of(WebSocket.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (InputStream in = Files.newInputStream(place.resolve("module-info.class"))) {
      return ModuleDescriptor.read(in);
    }
  }

  @Test
  void exports_one_package() throws Exception {
    assertThat(descriptor().exports())
        .singleElement()
        .matches(exports -> exports.source().equals("io.github.tinyhttp.websocket"));
    assertThat(descriptor().opens()).isEmpty();
  }

  @Test
  void requires_tinyhttp_and_the_jdk_at_run_time() throws Exception {
    assertThat(descriptor().requires())
        .filteredOn(requires -> !requires.modifiers().contains(Requires.Modifier.STATIC))
        .extracting(Requires::name)
        .containsExactlyInAnyOrder("java.base", "io.github.tinyhttp");
  }

  @Test
  void sees_of_tinyhttp_what_applications_see() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("io.github.tinyhttp.websocket")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.github.tinyhttp.engine..",
            "io.github.tinyhttp.http1..",
            "io.github.tinyhttp.semantics..",
            "io.github.tinyhttp.wire..")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.github.tinyhttp.websocket"));
  }
}
