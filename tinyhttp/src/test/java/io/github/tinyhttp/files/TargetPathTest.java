package io.github.tinyhttp.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPathTest {
  @Test
  void the_root_has_no_names() {
    assertThat(TargetPath.parse("/")).contains(new TargetPath(List.of(), true));
  }

  @Test
  void a_slash_at_the_end_means_a_directory() {
    assertThat(TargetPath.parse("/a/b")).contains(new TargetPath(List.of("a", "b"), false));
    assertThat(TargetPath.parse("/a/b/")).contains(new TargetPath(List.of("a", "b"), true));
  }

  @Test
  void names_are_decoded_once() {
    assertThat(TargetPath.parse("/a%20b/%C3%BC%e2%82%ac")).contains(names("a b", "ü€"));
    assertThat(TargetPath.parse("/%252e%252e/a%252fb")).contains(names("%2e%2e", "a%2fb"));
    assertThat(TargetPath.parse("/%F0%9F%98%80")).contains(names("😀"));
  }

  @Test
  void a_name_may_have_dots_inside_and_in_front() {
    assertThat(TargetPath.parse("/a..b/..a/.b/...a")).contains(names("a..b", "..a", ".b", "...a"));
  }

  @Test
  void dot_segments_inside_the_tree_are_removed() {
    for (String path : List.of("/a/./b", "/./a/b", "/a/c/../b", "/x/.././a/y/z/../../b")) {
      assertThat(TargetPath.parse(path)).as(path).contains(names("a", "b"));
    }
    assertThat(TargetPath.parse("/a/%2e/x/%2E./.%2e/a/%2e%2E/b")).contains(names("b"));
    for (String path : List.of("/a/", "/a/.", "/a/./", "/a/b/..", "/a/b/../", "/a/b/%2e%2e")) {
      assertThat(TargetPath.parse(path)).as(path).contains(new TargetPath(List.of("a"), true));
    }
    for (String path : List.of("/.", "/./", "/a/..", "/%2e", "/a/../b/../")) {
      assertThat(TargetPath.parse(path)).as(path).contains(new TargetPath(List.of(), true));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "a",
        "//",
        "//a",
        "/a//b",
        "/a//",
        "/..",
        "/../a",
        "/a/../..",
        "/a/../../a",
        "/a/./../%2e%2e/a/b",
        "/%2E%2e/a",
        "/.%2e/a",
        "/a//../b",
        "/a%2F../b",
        "/a%00/../b",
        "/a%2Fb",
        "/%00",
        "/a%0Ab",
        "/a%7F",
        "/%C2%80",
        // what is not UTF-8: overlong slash and dot, surrogate, cut, beyond U+10FFFF, stray
        "/%C0%AF",
        "/%C0%AE%C0%AE/a",
        "/%E0%80%AF",
        "/%ED%A0%80",
        "/%E2%82",
        "/%F4%90%80%80",
        "/%FF",
        "/%",
        "/%2",
        "/%zz",
        "/ü"
      })
  void hostile_paths_are_refused(String path) {
    assertThat(TargetPath.parse(path)).isEmpty();
  }

  @Test
  void names_longer_than_any_file_may_have_are_refused() {
    assertThat(TargetPath.parse("/" + "a".repeat(255))).isPresent();
    assertThat(TargetPath.parse("/" + "a".repeat(256))).isEmpty();
    assertThat(TargetPath.parse("/" + "%C3%BC".repeat(127))).isPresent();
    assertThat(TargetPath.parse("/" + "%C3%BC".repeat(128))).isEmpty();
  }

  private static TargetPath names(String... names) {
    return new TargetPath(List.of(names), false);
  }
}
