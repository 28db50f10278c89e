package io.github.tinyhttp.websocket;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
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

/// The module's descriptor, and its dependencies.
class ModuleTest {
  private static ModuleDescriptor descriptor() throws IOException, URISyntaxException {
    Path classes =
        Path.of(WebSocket.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
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
  void uses_only_the_exported_packages_of_tinyhttp() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("io.github.tinyhttp.websocket")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.github.tinyhttp..")
                .and(
                    DescribedPredicate.not(
                        resideInAnyPackage(
                            "io.github.tinyhttp",
                            "io.github.tinyhttp.files",
                            "io.github.tinyhttp.tls",
                            "io.github.tinyhttp.websocket"))))
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.github.tinyhttp.websocket"));
  }
}
