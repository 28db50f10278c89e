package io.github.tinyhttp.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a b", " a", "a~1", "console", "com", "com10", "nulls.txt", "-", "~"})
  void plain_names(String name) {
    assertThat(FileName.isPlain(name)).isTrue();
    assertThat(NameRules.WINDOWS.allow(name)).isEqualTo(!name.equals("a~1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C:",
        "a:b",
        "a::$DATA",
        "a\\b",
        "a.",
        "...",
        "a ",
        "a .",
        "a\u00a0",
        "nul",
        "Con.txt",
        "aux.js",
        "com1",
        "LPT9.tar.gz",
        "com\u00b9",
        "aux .txt",
        "conin$",
        "GIT~1"
      })
  void names_that_are_plain_but_not_on_windows(String name) {
    assertThat(FileName.isPlain(name)).isTrue();
    assertThat(NameRules.UNIX.allow(name)).isTrue();
    assertThat(NameRules.WINDOWS.allow(name)).isFalse();
    assertThat(NameRules.ARCHIVE.allow(name)).isEqualTo(name.indexOf('\\') < 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "/", "a\0", "a\n", "a\u007f", "\u0085"})
  void names_that_are_plain_nowhere(String name) {
    assertThat(FileName.isPlain(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GIT~1", "progra~1", "a~12.htm", "webcon~1.con", "A~1."})
  void names_that_windows_could_read_as_abbreviations(String name) {
    assertThat(FileName.isAbbreviation(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a~", "~1", "picture~1.jpg", "a~1.html", "a~b", "a.b~1"})
  void names_that_are_no_abbreviations(String name) {
    assertThat(FileName.isAbbreviation(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {".git", "..", ".", "\u200c.git", "\ufeff\u200d.env"})
  void dot_files(String name) {
    assertThat(FileName.isDotFile(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.git", "a", "\u200c", "-.a"})
  void other_files(String name) {
    assertThat(FileName.isDotFile(name)).isFalse();
  }
}
