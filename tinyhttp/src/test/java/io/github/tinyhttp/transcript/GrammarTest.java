package io.github.tinyhttp.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The grammar of `docs/transcript.md` as a regular expression, which all lines of tests match.
class GrammarTest {
  private static final String NUMBER = "[0-9]+";
  private static final String SIZE = NUMBER + "B";

  /// What stands for the bytes that are not themselves in a line.
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:[\\\\rnt\"]|x[0-9A-F]{2}|\\+[0-9]+)");

  /// Text whose escapes have been replaced.
  private static final String TEXT = "[ -\\[\\]-~]*";

  private static final String QUOTED = "\"[ !#-\\[\\]-~]*\"";
  private static final String NAMES = "(?: [A-Za-z_0-9]+(?:\\|[A-Za-z_0-9]+)*)?";
  private static final String ADDRESS =
      "(?:[0-9.]+:[0-9]+|\\[[0-9a-f:.%a-z]+\\]:[0-9]+|unix(?::" + TEXT + ")?)";

  private static final String MESSAGE =
      oneOf(
          "head [!-~]+ " + TEXT + " HTTP/[0-9.]+ " + SIZE,
          "head [0-9]{3} " + SIZE,
          "head (?:malformed|unfinished|undecoded) " + SIZE,
          "(?:content|chunk|last-chunk|trailers|data) " + SIZE,
          "field [!-9;-~]*:?[!-9;-~]+: ?" + TEXT,
          "field malformed " + SIZE,
          "field " + NUMBER + " more",
          "cut(?: " + SIZE + " missing)?",
          "none");

  private static final String SIDE =
      oneOf(
          "end",
          "failed " + QUOTED,
          "bytes " + QUOTED,
          "proxy (?:" + ADDRESS + " -> " + ADDRESS + "|unknown|malformed|unfinished) " + SIZE);

  private static final String FRAME =
      oneOf(
          "preface 24B",
          "(?:[A-Z_]+|type-[0-9]+)" + NAMES + " " + SIZE,
          "RST_STREAM" + NAMES + " 4B [A-Z_0-9a-fx]+",
          "SETTINGS" + NAMES + " " + SIZE + "(?: [A-Z_0-9a-fx]+=[0-9]+)+",
          "PING" + NAMES + " 8B 0x[0-9a-f]{16}",
          "WINDOW_UPDATE" + NAMES + " 4B \\+" + NUMBER,
          "GOAWAY" + NAMES + " " + SIZE + " last=[0-9]+ [A-Z_0-9a-fx]+(?: " + QUOTED + ")?",
          "PRIORITY_UPDATE" + NAMES + " " + SIZE + " for=[0-9]+ " + QUOTED);

  private static final String RECORD =
      oneOf("record [a-z_0-9-]+ " + SIZE + "(?: [a-z0-9-]+ [a-z_0-9-]+)?", "cut.*");

  private static final String WEB_SOCKET =
      oneOf(
          "[a-z]+(?:-[0-9]+)?" + NAMES + " " + SIZE + "(?: [0-9]+(?: " + QUOTED + ")?)?",
          "cut.*",
          "bytes " + QUOTED);

  private static final String EVENT =
      oneOf("opened " + ADDRESS + " -> " + ADDRESS, "closed", "reset");

  private static final Pattern LINE =
      Pattern.compile(
          oneOf(
              "dropped [0-9]+ lines",
              "conn=[0-9]+ "
                  + oneOf(
                      EVENT,
                      "tls (?:<<|>>) " + RECORD,
                      "(?:stream=[0-9]+ )?ws (?:<<|>>) " + WEB_SOCKET,
                      "stream=[0-9]+ (?:<<|>>) " + oneOf(FRAME, MESSAGE),
                      "req=[0-9]+ (?:<<|>>) " + MESSAGE,
                      "(?:<<|>>) " + oneOf(SIDE, FRAME, MESSAGE))));

  private static String oneOf(String... alternatives) {
    return "(?:" + String.join("|", alternatives) + ")";
  }

  /// Whether the line follows the grammar.
  static boolean isLine(String line) {
    return LINE.matcher(ESCAPE.matcher(line).replaceAll("e")).matches();
  }

  @Test
  void the_examples_of_the_documentation_follow_it() throws IOException {
    List<String> examples =
        Files.readAllLines(Path.of("../docs/transcript.md")).stream()
            .filter(line -> line.startsWith("conn=") || line.startsWith("dropped "))
            .toList();
    assertThat(examples).hasSizeGreaterThan(40).allMatch(GrammarTest::isLine);
  }

  @Test
  void other_lines_do_not() {
    assertThat(
            List.of(
                "",
                "conn=1",
                "conn=1 opened",
                "conn=1 req=1 << head GET / HTTP/1.1",
                "conn=1 req=1 head GET / HTTP/1.1 1B",
                "conn=1 req=1 << head GET /\u001B HTTP/1.1 1B",
                "conn=1 req=1 << head GET /\\x1 HTTP/1.1 1B",
                "conn=1 req=1 << body 1B",
                "conn=1 << bytes \"a"))
        .noneMatch(GrammarTest::isLine);
  }
}
