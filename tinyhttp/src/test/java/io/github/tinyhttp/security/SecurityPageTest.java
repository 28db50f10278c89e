package io.github.tinyhttp.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.FormLimits;
import io.github.tinyhttp.Http2Options;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Timeouts;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds `docs/security.md`, the options and the tests together.
class SecurityPageTest {
  private static final Set<String> OF_OBJECTS = Set.of("equals", "hashCode", "toString");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)\\.(\\w+)`");
  private static final Pattern TEST_CLASS = Pattern.compile("`([A-Z]\\w*Test)`");

  /// Options whose defaults are a share of the heap.
  private static final Map<String, String> BY_HEAP =
      Map.of(
          "Limits.requests", "one for each 16 KiB of the heap",
          "Limits.memory", "a quarter of the heap",
          "Limits.memoryPerConnection", "as `Limits.memory`");

  private final Path root = root();
  private final String page = read(root.resolve("docs/security.md"));

  private static Path root() {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    return here.resolve("docs").toFile().isDirectory() ? here : here.getParent();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void every_limit_is_there_with_its_default() throws ReflectiveOperationException {
    var missing = new ArrayList<String>();
    for (Object defaults :
        List.of(
            Limits.defaults(),
            Http2Options.defaults(),
            Timeouts.defaults(),
            FormLimits.defaults())) {
      for (Method option : defaults.getClass().getDeclaredMethods()) {
        if (isOption(option)) {
          String name = defaults.getClass().getSimpleName() + "." + option.getName();
          String value = BY_HEAP.getOrDefault(name, printed(option.invoke(defaults)));
          String row = "\n| `" + name + "` | " + value + " | ";
          if (!page.contains(row)) {
            missing.add(row.strip());
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean isOption(Method method) {
    return Modifier.isPublic(method.getModifiers())
        && !Modifier.isStatic(method.getModifiers())
        && method.getParameterCount() == 0
        && !method.getReturnType().equals(method.getDeclaringClass())
        && !OF_OBJECTS.contains(method.getName());
  }

  private static String printed(Object value) {
    return switch (value) {
      case Duration time -> time.toSeconds() + " s";
      case Optional<?> optional -> optional.map(SecurityPageTest::printed).orElse("none");
      case Integer count when count == Integer.MAX_VALUE -> "unbounded";
      case Number number -> printed(number.longValue());
      default -> value.toString();
    };
  }

  private static String printed(long number) {
    if (number >= 1 << 20 && number % (1 << 20) == 0) {
      return (number >> 20) + " MiB";
    }
    return number >= 1 << 10 && number % (1 << 10) == 0
        ? (number >> 10) + " KiB"
        : String.format(Locale.ROOT, "%,d", number);
  }

  @Test
  void shares_of_the_heap_are_as_large_as_they_are_said_to_be() {
    long heap = Runtime.getRuntime().maxMemory();
    assertThat(Limits.defaults().requests()).isEqualTo(Math.toIntExact(heap / (16 << 10)));
    assertThat(Limits.defaults().memory()).isEqualTo(heap / 4);
    assertThat(Limits.defaults().memoryPerConnection()).isEqualTo(heap / 4);
    assertThat(Limits.defaults().withMemory(1_000).memoryPerConnection()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"WebSocketLimits", "WebSocketTimeouts"})
  void every_limit_of_websockets_is_there(String type) throws IOException {
    String source = read(source(type));
    String components = source.replaceAll("(?s).*public record \\w+\\(([^)]*)\\).*", "$1");
    for (String component : components.split(",")) {
      String name = component.strip().replaceAll(".* ", "");
      assertThat(page).contains("\n| `" + type + "." + name + "` | ");
    }
  }

  private Path source(String type) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("websocket/src/main/java"))) {
      return files.filter(file -> file.endsWith(type + ".java")).findFirst().orElseThrow();
    }
  }

  @Test
  void every_test_that_is_named_exists() throws IOException {
    Map<String, String> tests = tests();
    assertThat(TEST.matcher(page).results().count()).isGreaterThan(100);
    Matcher named = TEST.matcher(page);
    while (named.find()) {
      assertThat(tests).containsKey(named.group(1));
      assertThat(tests.get(named.group(1)))
          .as(named.group())
          .contains(" void " + named.group(2) + "(");
    }
    assertThat(tests.keySet())
        .containsAll(TEST_CLASS.matcher(page).results().map(one -> one.group(1)).toList());
  }

  /// The sources of all tests, by the names of their classes.
  private Map<String, String> tests() throws IOException {
    var all = new LinkedHashMap<String, String>();
    for (String module : List.of("tinyhttp", "websocket", "codings", "testing")) {
      try (Stream<Path> files = Files.walk(root.resolve(module + "/src/test/java"))) {
        for (Path file : files.filter(one -> one.toString().endsWith("Test.java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          all.merge(name, read(file), String::concat);
        }
      }
    }
    return all;
  }

  @Test
  void every_class_of_attack_has_a_test() {
    String classes = page.substring(page.indexOf("## Classes of attack"));
    assertThat(classes.lines().filter(line -> line.startsWith("| ")).skip(1))
        .allMatch(line -> TEST.matcher(line).find());
  }
}
