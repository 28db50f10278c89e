package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages that lead through the code name types and members that it has.
class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern FENCE = Pattern.compile("(?s)```.*?```");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|interface|enum|record) ([A-Z]\\w*)");

  /// A type, and maybe one member of it, as in `engine.DriverPool.lock`.
  private static final Pattern NAME =
      Pattern.compile("(?:[a-z]\\w*\\.)?([A-Z][a-z]\\w*)(?:\\.(\\w+))?.*");

  /// Of the JDK, and of fields.
  private static final Set<String> OTHERS = Set.of("Host", "ServiceLoader");

  private static Map<String, List<String>> sources = Map.of();

  /// Finds the sources that declare each type.
  private static Map<String, List<String>> sources() throws IOException {
    Map<String, List<String>> sources = new TreeMap<>();
    for (String module : List.of("tinyhttp", "websocket", "codings", "metrics", "testing")) {
      for (String part : List.of("main", "test")) {
        Path directory = ROOT.resolve(module).resolve("src").resolve(part);
        if (Files.isDirectory(directory)) {
          try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
              String text = Files.readString(file);
              DECLARED
                  .matcher(text)
                  .results()
                  .map(found -> found.group(1))
                  .forEach(type -> sources.computeIfAbsent(type, _ -> new ArrayList<>()).add(text));
            }
          }
        }
      }
    }
    return sources;
  }

  @BeforeAll
  static void findSources() throws IOException {
    sources = sources();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARCHITECTURE.md", "docs/concurrency.md"})
  void each_name_is_one_of_the_code(String page) throws Exception {
    String text = FENCE.matcher(Files.readString(ROOT.resolve(page))).replaceAll("");
    var unknown = new HashSet<String>();
    int known = 0;
    for (MatchResult code : CODE.matcher(text).results().toList()) {
      var name = NAME.matcher(code.group(1));
      if (name.matches() && !isOther(name.group(1))) {
        List<String> declaring = sources.getOrDefault(name.group(1), List.of());
        String member = name.group(2);
        boolean is =
            !declaring.isEmpty()
                && (member == null
                    || declaring.stream()
                        .anyMatch(
                            one -> Pattern.compile("\\b" + member + "\\b").matcher(one).find()));
        known += is ? 1 : 0;
        if (!is) {
          unknown.add(code.group(1));
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(known).isGreaterThan(40);
  }

  private static boolean isOther(String type) {
    return OTHERS.contains(type)
        || Stream.of("java.lang.", "java.nio.channels.", "javax.net.ssl.", "java.util.")
            .anyMatch(prefix -> isThere(prefix + type));
  }

  private static boolean isThere(String name) {
    try {
      Class.forName(name, false, DocumentsTest.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException _) {
      return false;
    }
  }
}
