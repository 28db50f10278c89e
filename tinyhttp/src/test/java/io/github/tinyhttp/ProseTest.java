package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The comments of all modules' main code name the class, the thread or the peer that acts, and use
/// the standard's terms.
class ProseTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /// A comment of `///` or `//` at the beginning or at the end of a line. Two slashes inside a
  /// string usually follow a colon.
  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)//+(?:\\s+(.*))?$");

  /// The words that hide who acts, and *answer*, which is called *response* in HTTP.
  private static final Pattern BANNED =
      Pattern.compile(
          "\\b(?:nobody|somebody|anybody|everybody|whoever|answers?|answered|answering)\\b",
          Pattern.CASE_INSENSITIVE);

  /// The parts of a comment that may contain the words: code, references to code, and the answer to
  /// a question.
  private static final Pattern ALLOWED =
      Pattern.compile(
          "`[^`]*`|\\[[^\\]]*\\](?:\\([^)]*\\))?|\\bquestions? (?:it|they) answers?\\b");

  @Test
  void comments_name_who_acts_and_use_the_terms_of_the_standard() throws IOException {
    List<String> findings = new ArrayList<>();
    List<Path> sources = sources();
    for (Path source : sources) {
      List<String> lines = Files.readAllLines(source);
      for (int i = 0; i < lines.size(); i++) {
        for (String word : bannedWords(lines.get(i))) {
          findings.add("%s:%d: \"%s\"".formatted(ROOT.relativize(source), i + 1, word));
        }
      }
    }
    assertThat(sources).hasSizeGreaterThan(200);
    assertThat(findings).as(() -> String.join("\n", findings)).isEmpty();
  }

  @Test
  void finds_the_words_in_comments_only() {
    assertThat(bannedWords("  /// Nobody answers.")).containsExactly("Nobody", "answers");
    assertThat(bannedWords("  run(); // whoever holds it")).containsExactly("whoever");
    assertThat(bannedWords("  ///")).isEmpty();
    assertThat(bannedWords("  Response answer = parse(\"http://answer\");")).isEmpty();
    assertThat(bannedWords("  /// The option `answer`, see [Timeouts#answer()].")).isEmpty();
    assertThat(bannedWords("  /// A boolean is named by the question it answers.")).isEmpty();
  }

  private static List<String> bannedWords(String line) {
    Matcher comment = COMMENT.matcher(line);
    if (!comment.find() || comment.group(1) == null) {
      return List.of();
    }
    String prose = ALLOWED.matcher(comment.group(1)).replaceAll(" ");
    return BANNED.matcher(prose).results().map(found -> found.group()).toList();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path main : modules.map(module -> module.resolve("src/main/java")).toList()) {
        if (Files.isDirectory(main)) {
          try (Stream<Path> files = Files.walk(main)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
          }
        }
      }
    }
    sources.sort(null);
    return sources;
  }
}
