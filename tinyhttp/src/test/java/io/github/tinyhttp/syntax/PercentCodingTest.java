package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentCodingTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/a,/a",
        "/a%20b,/a b",
        "%C3%A9,é",
        "%c3%a9,é",
        "%2F%2e%2E,/..",
        "a+b,a+b",
        "%,%",
        "%4,%4",
        "%G1,%G1",
        "%%41,%A",
        "%25%34%31,%41",
        "%F0%9F%98%80,😀",
        "é,é"
      })
  void decodes_what_is_an_escape_once(String text, String decoded) {
    assertThat(PercentCoding.decode(text)).isEqualTo(decoded);
  }

  @Test
  void puts_the_replacement_character_for_what_is_not_utf_8() {
    assertThat(PercentCoding.decode("%FFa")).isEqualTo("\uFFFDa");
  }

  @Test
  void reads_a_query_as_a_form() {
    assertThat(PercentCoding.parameters("a=1&b=2&a=3"))
        .isEqualTo(Map.of("a", List.of("1", "3"), "b", List.of("2")));
    assertThat(PercentCoding.parameters("a+b=c+d%2B")).containsEntry("a b", List.of("c d+"));
    assertThat(PercentCoding.parameters("a&b=&=c&&"))
        .isEqualTo(Map.of("a", List.of(""), "b", List.of(""), "", List.of("c")));
    assertThat(PercentCoding.parameters("a=b=c")).containsEntry("a", List.of("b=c"));
    assertThat(PercentCoding.parameters("")).isEmpty();
  }

  @Test
  void keeps_the_order_of_names() {
    assertThat(PercentCoding.parameters("z=1&a=2&m=3").keySet()).containsExactly("z", "a", "m");
  }

  @Test
  void takes_a_thousand_pairs_and_no_more() {
    assertThat(PercentCoding.parameters("a=1&".repeat(5_000)).get("a")).hasSize(1_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/ []",
        "* []",
        "'' []",
        "/a [a]",
        "/a/ [a,]",
        "// [,]",
        "/a//b [a,,b]",
        "/a%2Fb/c [a/b,c]",
        "/%2e%2e/%zz/%C3%A9 [..,%zz,é]"
      })
  void splits_a_path_before_it_decodes_it(String path, String segments) {
    assertThat(PercentCoding.segments(path).toString().replace(" ", "")).isEqualTo(segments);
  }
}
