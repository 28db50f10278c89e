package io.github.tinyhttp.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.tinyhttp.Server;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A second mechanism for readiness, such as a native epoll, is to be two more classes and no
/// search through the others.
class ReadinessNamesTest {
  private static final String ROOT = "io.github.tinyhttp";

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .importUrl(Server.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void two_classes_name_the_channels_and_selectors_of_the_jdk() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT) // whose public methods take a channel from the application
        .and()
        .resideOutsideOfPackage(ROOT + ".testkit..")
        .and(DescribedPredicate.not(isOneOfTheTwo()))
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are channels of sockets, or selectors", ReadinessNamesTest::isReadiness))
        .check(MAIN);
  }

  private static DescribedPredicate<JavaClass> isOneOfTheTwo() {
    return DescribedPredicate.describe(
        "NioPoller or NioSocket",
        type ->
            Set.of(ROOT + ".engine.NioPoller", ROOT + ".wire.NioSocket")
                .contains(type.getName().replaceFirst("\\$.*", "")));
  }

  private static boolean isReadiness(JavaClass type) {
    return type.isAssignableTo(SelectableChannel.class)
        || type.isAssignableTo(Selector.class)
        || type.isAssignableTo(SelectionKey.class);
  }
}
