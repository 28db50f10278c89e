package io.github.tinyhttp;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Which room may know which, and a few habits: each rule of the house that a machine can watch.
class ArchitectureTest {
  private static final String ROOT = "io.github.tinyhttp";
  private static final String ENGINE = ROOT + ".engine..";
  private static final String SEMANTICS = ROOT + ".semantics..";
  private static final String FILES = ROOT + ".files..";
  private static final String HTTP1 = ROOT + ".http1..";
  private static final String HTTP2 = ROOT + ".http2..";
  private static final String WIRE = ROOT + ".wire..";
  private static final String TRACE = ROOT + ".trace..";
  private static final String TESTKIT = "/io/github/tinyhttp/testkit/";

  /// What is compiled beside this class is a test, whichever directory that is.
  private static final String BESIDE_THIS =
      ArchitectureTest.class.getProtectionDomain().getCodeSource().getLocation().getPath();

  private static final ImportOption IS_TEST =
      location -> location.contains(BESIDE_THIS) || location.contains(TESTKIT);

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(location -> !IS_TEST.includes(location))
          .importPackages(ROOT);

  private static final JavaClasses TESTS =
      new ClassFileImporter().withImportOption(IS_TEST).importPackages(ROOT);

  /// Rules pass over nothing at all, so first: there is something.
  @Test
  void something_was_imported() {
    assertThat(MAIN.contain(ROOT + ".Server")).isTrue();
    assertThat(MAIN.contain(ArchitectureTest.class)).isFalse();
    assertThat(TESTS.contain(ArchitectureTest.class)).isTrue();
    assertThat(TESTS.contain(ROOT + ".Server")).isFalse();
  }

  @Nested
  class Rooms {
    @Test
    void wire_knows_only_the_jdk() {
      check(
          classes()
              .that()
              .resideInAPackage(WIRE)
              .should()
              .onlyDependOnClassesThat(
                  resideInAnyPackage(
                      WIRE,
                      "java..",
                      "javax..",
                      "jdk.net..",
                      "org.jspecify..",
                      "com.google.errorprone.annotations..")));
    }

    @Test
    void http1_does_not_know_http2() {
      check(noClassesIn(HTTP1).should().dependOnClassesThat().resideInAPackage(HTTP2));
    }

    @Test
    void http2_does_not_know_http1() {
      check(noClassesIn(HTTP2).should().dependOnClassesThat().resideInAPackage(HTTP1));
    }

    /// A protocol plugs into the engine, not the other way round: the engine knows one only through
    /// its own interface `Protocol`, so a second protocol changes nothing in it.
    @Test
    void the_engine_knows_no_protocol_by_name() {
      check(noClassesIn(ENGINE).should().dependOnClassesThat().resideInAnyPackage(HTTP1, HTTP2));
    }

    @Test
    void semantics_knows_neither_the_engine_nor_a_protocol() {
      check(
          noClassesIn(SEMANTICS)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(ENGINE, HTTP1, HTTP2));
    }

    /// Where a file is found is nothing a protocol has to know, nor the other way round.
    @Test
    void files_knows_neither_the_engine_nor_a_protocol() {
      check(
          noClassesIn(FILES)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(ENGINE, HTTP1, HTTP2));
    }

    @Test
    void only_the_front_door_knows_files() {
      check(
          noClasses()
              .that()
              .resideInAnyPackage(ENGINE, SEMANTICS, HTTP1, HTTP2, WIRE, TRACE)
              .should()
              .dependOnClassesThat()
              .resideInAPackage(FILES));
    }

    /// The window shows events; it does not reach into what raises them.
    @Test
    void trace_knows_neither_the_engine_nor_a_protocol() {
      check(
          noClassesIn(TRACE)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(ENGINE, HTTP1, HTTP2));
    }

    /// Somebody has to put the parts together. The cycle of packages that this makes stays harmless
    /// as long as it has one door.
    @Test
    void only_the_server_and_its_parts_name_the_engine_and_the_protocols() {
      check(
          noClasses()
              .that(resideInAPackage(ROOT).and(not(partOfTheServer())))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(ENGINE, HTTP1, HTTP2));
    }

    /// The parts are the server's secret.
    @Test
    void only_the_server_names_its_parts() {
      check(
          noClasses()
              .that(not(partOfTheServer()))
              .should()
              .dependOnClassesThat(describe("parts of the server", Rooms::isPart)));
    }

    private static GivenClassesConjunction noClassesIn(String room) {
      return noClasses().that().resideInAPackage(room);
    }

    private static DescribedPredicate<JavaClass> partOfTheServer() {
      return describe("the server and its parts", type -> isOrIsIn("Server", type) || isPart(type));
    }

    private static boolean isPart(JavaClass type) {
      return isOrIsIn("ConnectionSetup", type) || isOrIsIn("Shutdown", type);
    }

    private static boolean isOrIsIn(String name, JavaClass type) {
      String outer = ROOT + "." + name;
      return type.getName().equals(outer) || type.getName().startsWith(outer + "$");
    }
  }

  @Nested
  class The_module {
    @Test
    void exports_one_package() throws IOException {
      assertThat(descriptor().exports())
          .singleElement()
          .matches(exports -> exports.source().equals(ROOT) && !exports.isQualified());
      assertThat(descriptor().opens()).isEmpty();
    }

    @Test
    void requires_only_the_jdk_at_run_time() throws IOException {
      assertThat(descriptor().requires())
          .filteredOn(requires -> !requires.modifiers().contains(Requires.Modifier.STATIC))
          .extracting(Requires::name)
          .allMatch(name -> name.startsWith("java.") || name.startsWith("jdk."));
    }

    /// A type that users cannot name has no place in what they call. (`javac -Xlint:exports` would
    /// say the same, but also of jspecify's annotations.)
    @Test
    void shows_only_types_that_users_can_name() {
      check(
          classes()
              .that()
              .resideInAPackage(ROOT)
              .and(describe("users can name", ArchitectureTest::isNameable))
              .should(showOnlyTypesThatUsersCanName()));
    }

    /// The compiler's own lint knows what needs a comment; its wish for a tag per parameter and
    /// result, which we answer with sentences, is left out here.
    @Test
    void has_a_comment_on_all_that_users_can_name() throws IOException {
      assertThat(compile("-Xdoclint:missing/protected", "-Xdoclint/package:" + ROOT))
          .filteredOn(diagnostic -> diagnostic.getMessage(Locale.ROOT).endsWith(" comment"))
          .isEmpty();
    }

    /// Compiled here, because the tests run on the class path, wherever that was compiled.
    private static ModuleDescriptor descriptor() throws IOException {
      Path output = Files.createTempDirectory("module");
      try {
        compile("-d", output.toString());
        try (InputStream in = Files.newInputStream(output.resolve("module-info.class"))) {
          return ModuleDescriptor.read(in);
        }
      } finally {
        try (var files = Files.walk(output)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    }

    private static List<Diagnostic<? extends JavaFileObject>> compile(String... more)
        throws IOException {
      var found = new DiagnosticCollector<JavaFileObject>();
      JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
      String annotations =
          Stream.of(NullMarked.class, GuardedBy.class)
              .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
              .collect(Collectors.joining(File.pathSeparator));
      try (var files = javac.getStandardFileManager(found, null, null);
          var sources = Files.walk(Path.of("src/main/java"))) {
        List<Path> all = sources.filter(path -> path.toString().endsWith(".java")).toList();
        var options = new ArrayList<>(List.of("-proc:none", "--module-path=" + annotations));
        options.addAll(List.of(more));
        if (!options.contains("-d")) {
          options.add("-XDshould-stop.ifNoError=ATTR");
        }
        var sourceFiles = files.getJavaFileObjectsFromPaths(all);
        assertThat(javac.getTask(null, files, found, options, null, sourceFiles).call()).isTrue();
      }
      return found.getDiagnostics();
    }

    private static ArchCondition<JavaClass> showOnlyTypesThatUsersCanName() {
      return new ArchCondition<>("show only types that users can name") {
        @Override
        public void check(JavaClass owner, ConditionEvents events) {
          owner.getMembers().stream()
              .filter(ArchitectureTest::isPublicOrProtected)
              .forEach(
                  member ->
                      typesIn(member)
                          .map(JavaType::getAllInvolvedRawTypes)
                          .flatMap(Set::stream)
                          .filter(type -> type.getPackageName().startsWith(ROOT))
                          .filter(type -> !isNameable(type))
                          .map(type -> member.getFullName() + " shows " + type.getName())
                          .map(leak -> SimpleConditionEvent.violated(member, leak))
                          .forEach(events::add));
        }
      };
    }

    private static Stream<JavaType> typesIn(JavaMember member) {
      return switch (member) {
        case JavaField field -> Stream.of(field.getType());
        case JavaCodeUnit unit ->
            Stream.of(
                    List.of(unit.getReturnType()),
                    unit.getParameterTypes(),
                    unit.getExceptionTypes())
                .flatMap(Collection::stream);
        default -> throw new IllegalStateException("neither field nor code: " + member);
      };
    }
  }

  @Nested
  class Habits {
    /// A test that sleeps is slow when it passes and unlucky when it fails. Wait for an event.
    @Test
    void tests_do_not_sleep() {
      noClasses()
          .should()
          .accessTargetWhere(uses(Thread.class, "sleep").or(uses(TimeUnit.class, "sleep")))
          .check(TESTS);
    }

    /// Elsewhere time is passed in, so that a test can turn the clock.
    @Test
    void only_the_engine_and_wire_read_the_clock() {
      check(
          noClasses()
              .that(not(resideInAnyPackage(ENGINE, WIRE)))
              .should()
              .accessTargetWhere(uses(System.class, "nanoTime")));
    }

    /// Calls and method references alike.
    private static DescribedPredicate<JavaAccess<?>> uses(Class<?> owner, String method) {
      return describe(
          "use of " + owner.getSimpleName() + "." + method,
          access ->
              access.getTarget().getName().equals(method)
                  && access.getTargetOwner().isEquivalentTo(owner));
    }
  }

  /// A room may still be empty.
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MAIN);
  }

  private static boolean isNameable(JavaClass type) {
    return type.getPackageName().equals(ROOT)
        && type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isNameable).orElse(true);
  }

  private static boolean isPublicOrProtected(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }
}
