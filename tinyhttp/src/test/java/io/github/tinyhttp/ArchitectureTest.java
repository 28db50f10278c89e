package io.github.tinyhttp;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
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
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.github.tinyhttp.wire.Log;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which room may know which, and a few habits: each rule of the house that a machine can watch.
class ArchitectureTest {
  private static final String ROOT = "io.github.tinyhttp";
  private static final String ACCESS_LOG = ROOT + ".accesslog";
  private static final String CONTENT = ROOT + ".content";
  private static final String ENGINE = ROOT + ".engine";
  private static final String EXCHANGE = ROOT + ".exchange";
  private static final String FILES = ROOT + ".files";
  private static final String FILTERS = ROOT + ".filters";
  private static final String HTTP1 = ROOT + ".http1";
  private static final String HTTP2 = ROOT + ".http2";
  private static final String JFR = ROOT + ".jfr";
  private static final String SEMANTICS = ROOT + ".semantics";
  private static final String SERVER = ROOT + ".server";
  private static final String SYNTAX = ROOT + ".syntax";
  private static final String TLS = ROOT + ".tls";
  private static final String TRANSCRIPT = ROOT + ".transcript";
  private static final String WIRE = ROOT + ".wire";

  private static final Set<String> ROOMS =
      Set.of(
          ROOT,
          ACCESS_LOG,
          CONTENT,
          ENGINE,
          EXCHANGE,
          FILES,
          FILTERS,
          HTTP1,
          HTTP2,
          JFR,
          SEMANTICS,
          SERVER,
          SYNTAX,
          TLS,
          TRANSCRIPT,
          WIRE);

  private static final Set<String> EXPORTED = Set.of(ROOT, FILES, FILTERS, TLS);

  /// The classes of the front door that call down into the house, with all that is nested in them.
  /// They stand above all rooms; every other class of the front door is a value.
  private static final Set<String> ON_TOP = Set.of("Server");

  private static final String TESTKIT = "/io/github/tinyhttp/testkit/";

  /// What holds tables of requirements and the tests of all modules together.
  private static final String CONFORMANCE = "/io/github/tinyhttp/conformance/";

  /// The module that knows more than the front door, and is no part of this one.
  private static final String TESTING = ROOT + ".testing";

  /// What is compiled beside this class is a test, whichever directory that is.
  private static final String BESIDE_THIS =
      ArchitectureTest.class.getProtectionDomain().getCodeSource().getLocation().getPath();

  private static final ImportOption IS_TEST =
      location ->
          location.contains(BESIDE_THIS)
              || location.contains(TESTKIT)
              || location.contains(CONFORMANCE)
              || location.contains("/" + TESTING.replace('.', '/') + "/");

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
    /// A room that is renamed would else have no rules, and its rules no room.
    @Test
    void every_class_is_in_a_room_and_no_room_is_empty() {
      assertThat(MAIN.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
          .containsExactlyInAnyOrderElementsOf(ROOMS);
    }

    /// The classes on top are a slice of their own, because the values below them are used by every
    /// room.
    @Test
    void there_is_no_cycle_between_rooms() {
      SlicesRuleDefinition.slices().assignedFrom(rooms()).should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void syntax_knows_the_jdk_only() {
      check(in(SYNTAX).should().onlyDependOnClassesThat(jdkOr(SYNTAX)));
    }

    @Test
    void content_knows_the_jdk_only() {
      check(in(CONTENT).should().onlyDependOnClassesThat(jdkOr(CONTENT)));
    }

    /// The header of the PROXY protocol has addresses in it.
    @Test
    void wire_knows_syntax() {
      check(in(WIRE).should().onlyDependOnClassesThat(jdkOr(WIRE, SYNTAX)));
    }

    @Test
    void tls_knows_wire_and_syntax() {
      check(in(TLS).should().onlyDependOnClassesThat(jdkOr(TLS, WIRE, SYNTAX)));
    }

    @Test
    void values_know_syntax_content_and_tls() {
      check(
          classes()
              .that(values())
              .should()
              .onlyDependOnClassesThat(jdkOr(SYNTAX, CONTENT, TLS).or(values())));
    }

    /// The engine serves any protocol, and knows nothing of HTTP: not even the values.
    @Test
    void the_engine_knows_wire_and_syntax() {
      check(in(ENGINE).should().onlyDependOnClassesThat(jdkOr(ENGINE, WIRE, SYNTAX)));
    }

    @Test
    void semantics_knows_values_syntax_and_content_and_the_log() {
      check(
          in(SEMANTICS)
              .should()
              .onlyDependOnClassesThat(
                  jdkOr(SEMANTICS, SYNTAX, CONTENT).or(values()).or(type(Log.class))));
    }

    /// Where a file is found does not concern a protocol, nor does the protocol concern files.
    @Test
    void files_knows_semantics_values_syntax_and_content() {
      check(
          in(FILES)
              .should()
              .onlyDependOnClassesThat(jdkOr(FILES, SEMANTICS, SYNTAX, CONTENT).or(values())));
    }

    @Test
    void only_applications_know_files() {
      check(
          noClasses()
              .that()
              .resideOutsideOfPackage(FILES)
              .should()
              .dependOnClassesThat()
              .resideInAPackage(FILES));
    }

    /// They are functions over handlers, which an application could have written itself.
    @Test
    void filters_know_semantics_values_and_syntax() {
      check(
          in(FILTERS)
              .should()
              .onlyDependOnClassesThat(jdkOr(FILTERS, SEMANTICS, SYNTAX).or(values())));
    }

    @Test
    void only_applications_know_filters() {
      check(
          noClasses()
              .that()
              .resideOutsideOfPackage(FILTERS)
              .should()
              .dependOnClassesThat()
              .resideInAPackage(FILTERS));
    }

    @Test
    void an_exchange_knows_all_that_watches_semantics_the_engine_and_what_is_below() {
      check(
          in(EXCHANGE)
              .should()
              .onlyDependOnClassesThat(
                  jdkOr(EXCHANGE, ACCESS_LOG, SEMANTICS, ENGINE, JFR, WIRE, SYNTAX, CONTENT, TLS)
                      .or(values())));
    }

    @Test
    void the_access_log_knows_wire_syntax_tls_and_values() {
      check(
          in(ACCESS_LOG)
              .should()
              .onlyDependOnClassesThat(jdkOr(ACCESS_LOG, WIRE, SYNTAX, TLS).or(values())));
    }

    @Test
    void jfr_knows_tls_and_values() {
      check(in(JFR).should().onlyDependOnClassesThat(jdkOr(JFR, TLS).or(values())));
    }

    /// Only one class has to know whether the JVM has that module.
    @Test
    void jfr_alone_names_the_flight_recorder() {
      check(
          noClasses()
              .that()
              .resideOutsideOfPackage(JFR)
              .should()
              .dependOnClassesThat()
              .resideInAPackage("jdk.jfr.."));
    }

    /// Also: it does not know http2.
    @Test
    void http1_knows_all_rooms_below_and_values() {
      check(
          in(HTTP1)
              .should()
              .onlyDependOnClassesThat(
                  jdkOr(HTTP1, EXCHANGE, SEMANTICS, ENGINE, WIRE, SYNTAX, CONTENT, TLS)
                      .or(values())));
    }

    /// Also: it does not know http1.
    @Test
    void http2_knows_all_rooms_below_and_values() {
      check(
          in(HTTP2)
              .should()
              .onlyDependOnClassesThat(
                  jdkOr(HTTP2, EXCHANGE, SEMANTICS, ENGINE, WIRE, SYNTAX, CONTENT, TLS)
                      .or(values())));
    }

    /// It takes bytes apart beside the protocols. Of HTTP/2 it knows how header blocks are decoded.
    @Test
    void a_transcript_knows_http2_wire_syntax_and_values() {
      check(
          in(TRANSCRIPT)
              .should()
              .onlyDependOnClassesThat(jdkOr(TRANSCRIPT, HTTP2, WIRE, SYNTAX).or(values())));
    }

    /// A protocol does nothing for it, and so pays nothing.
    @Test
    void only_the_server_room_knows_transcripts() {
      check(
          noClasses()
              .that(not(resideInAnyPackage(SERVER, TRANSCRIPT)))
              .should()
              .dependOnClassesThat()
              .resideInAPackage(TRANSCRIPT));
    }

    @Test
    void only_the_classes_on_top_know_the_server_room() {
      check(
          noClasses()
              .that()
              .resideOutsideOfPackage(SERVER)
              .and(not(onTop()))
              .should()
              .dependOnClassesThat()
              .resideInAPackage(SERVER));
    }

    /// `Server` goes through the room that is made for it.
    @Test
    void the_server_knows_the_server_room_tls_and_values() {
      check(
          classes()
              .that(isOrIsIn(Set.of("Server")))
              .should()
              .onlyDependOnClassesThat(
                  jdkOr(SERVER, TLS).or(values()).or(isOrIsIn(Set.of("Server")))));
    }

    @Test
    void nothing_in_the_house_knows_the_classes_on_top() {
      check(noClasses().that(not(onTop())).should().dependOnClassesThat(onTop()));
    }

    /// So that another way to wait for sockets is one more class.
    @Test
    void sockets_and_selectors_are_named_by_few_classes() {
      assertThat(
              MAIN.stream()
                  .filter(
                      type ->
                          type.getDirectDependenciesFromSelf().stream().anyMatch(Rooms::isOnSocket))
                  .map(type -> type.getName().split("\\$", 2)[0].substring(ROOT.length() + 1))
                  .collect(Collectors.toSet()))
          .containsExactlyInAnyOrderElementsOf(NAMERS_OF_SOCKETS);
    }

    private static boolean isOnSocket(Dependency dependency) {
      JavaClass target = dependency.getTargetClass();
      return target.isAssignableTo(SelectableChannel.class)
          || target.isEquivalentTo(Selector.class)
          || target.isEquivalentTo(SelectionKey.class);
    }

    /// `Listener` takes a socket of the application.
    private static final Set<String> NAMERS_OF_SOCKETS =
        Set.of("Listener", "engine.NioPoller", "wire.NioSocket");

    private static GivenClassesConjunction in(String room) {
      return classes().that().resideInAPackage(room);
    }

    private static DescribedPredicate<JavaClass> jdkOr(String... rooms) {
      return resideInAnyPackage(
              "java..", "javax..", "jdk..", "org.jspecify..", "com.google.errorprone.annotations..")
          .or(resideInAnyPackage(rooms));
    }

    private static DescribedPredicate<JavaClass> values() {
      return describe("values of the front door", Rooms::isValue);
    }

    private static boolean isValue(JavaClass type) {
      return type.getPackageName().equals(ROOT) && !onTop().test(type);
    }

    private static DescribedPredicate<JavaClass> onTop() {
      return isOrIsIn(ON_TOP);
    }

    private static DescribedPredicate<JavaClass> isOrIsIn(Set<String> names) {
      return describe(
          "one of " + names,
          type -> {
            String outermost = type.getName().split("\\$", 2)[0];
            return names.stream().anyMatch(name -> outermost.equals(ROOT + "." + name));
          });
    }

    private static SliceAssignment rooms() {
      return new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return SliceIdentifier.of(onTop().test(type) ? "on top" : type.getPackageName());
        }

        @Override
        public String getDescription() {
          return "rooms, and the classes on top";
        }
      };
    }
  }

  @Nested
  class The_module {
    private static List<Diagnostic<? extends JavaFileObject>> diagnostics;
    private static ModuleDescriptor descriptor;

    /// Compiled here, because the tests run on the class path, wherever that was compiled.
    @BeforeAll
    static void compile(@TempDir Path output) throws IOException {
      diagnostics =
          compile(
              List.of(
                  "-d",
                  output.toString(),
                  "-Xdoclint:missing/protected",
                  "-Xdoclint/package:" + String.join(",", EXPORTED)));
      try (InputStream in = Files.newInputStream(output.resolve("module-info.class"))) {
        descriptor = ModuleDescriptor.read(in);
      }
    }

    @Test
    void exports_what_applications_name() {
      assertThat(descriptor.exports())
          .filteredOn(exports -> !exports.isQualified())
          .extracting(Exports::source)
          .containsExactlyInAnyOrderElementsOf(EXPORTED);
      assertThat(descriptor.opens()).isEmpty();
    }

    /// Test requests are the library's own.
    @Test
    void exports_the_rest_to_its_tests_alone() {
      assertThat(descriptor.exports())
          .filteredOn(ModuleDescriptor.Exports::isQualified)
          .allMatch(exports -> exports.targets().equals(Set.of(TESTING)));
    }

    @Test
    void requires_only_the_jdk_at_run_time() {
      assertThat(descriptor.requires())
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
              .that(describe("users can name", ArchitectureTest::isNameable))
              .should(showOnlyTypesThatUsersCanName()));
    }

    /// The compiler's own lint knows what needs a comment; its wish for a tag per parameter and
    /// result, for which we write sentences, is left out here.
    @Test
    void has_a_comment_on_all_that_users_can_name() {
      assertThat(diagnostics)
          .filteredOn(diagnostic -> diagnostic.getMessage(Locale.ROOT).endsWith(" comment"))
          .isEmpty();
    }

    private static List<Diagnostic<? extends JavaFileObject>> compile(List<String> more)
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
        options.addAll(more);
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

    /// The others ask `wire.Clock`, so that all of their times can be compared; but filters, which
    /// compare times of their own alone.
    @Test
    void only_the_engine_wire_and_filters_read_the_clock() {
      check(
          noClasses()
              .that(not(resideInAnyPackage(ENGINE, WIRE, FILTERS)))
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

  /// Fails for a rule that is about no class at all, unless the rule itself allows that.
  private static void check(ArchRule rule) {
    rule.check(MAIN);
  }

  private static boolean isNameable(JavaClass type) {
    return EXPORTED.contains(type.getPackageName())
        && type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isNameable).orElse(true);
  }

  private static boolean isPublicOrProtected(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }
}
