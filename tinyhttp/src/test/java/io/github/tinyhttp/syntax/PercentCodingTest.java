package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
    assertThat(PercentCoding.parameters("a=1&b=2&a=3", StandardCharsets.UTF_8))
        .isEqualTo(Map.of("a", List.of("1", "3"), "b", List.of("2")));
    assertThat(PercentCoding.parameters("a+b=c+d%2B", StandardCharsets.UTF_8))
        .containsEntry("a b", List.of("c d+"));
    assertThat(PercentCoding.parameters("a&b=&=c&&", StandardCharsets.UTF_8))
        .isEqualTo(Map.of("a", List.of(""), "b", List.of(""), "", List.of("c")));
    assertThat(PercentCoding.parameters("a=b=c", StandardCharsets.UTF_8))
        .containsEntry("a", List.of("b=c"));
    assertThat(PercentCoding.parameters("", StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void keeps_the_order_of_names() {
    assertThat(PercentCoding.parameters("z=1&a=2&m=3", StandardCharsets.UTF_8).keySet())
        .containsExactly("z", "a", "m");
  }

  @ParameterizedTest
  @CsvSource({
    "_charset_=windows-1252&%FC=%80, '{_charset_=[windows-1252], ü=[€]}'",
    "a=%95%5C&_charset_=Shift_JIS, '{a=[表], _charset_=[Shift_JIS]}'",
    "a=%FC&_charset_=none, '{a=[\uFFFD], _charset_=[none]}'",
    "a=%C3%BC&_charset_=, '{a=[ü], _charset_=[]}'",
    "a_charset_=windows-1252&a=%C3%BC, '{a_charset_=[windows-1252], a=[ü]}'"
  })
  void reads_a_query_in_the_charset_it_names(String query, String parameters) {
    assertThat(PercentCoding.parameters(query, StandardCharsets.UTF_8)).hasToString(parameters);
  }

  @Test
  void reads_a_query_in_the_charset_that_the_caller_knows() {
    assertThat(PercentCoding.parameters("a=%FC", StandardCharsets.ISO_8859_1))
        .hasToString("{a=[ü]}");
  }

  @Test
  void takes_all_pairs_of_a_long_query() {
    assertThat(PercentCoding.parameters("a=1&".repeat(5_000), StandardCharsets.UTF_8).get("a"))
        .hasSize(5_000);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"a%41+, aA+, 'aA '", "%, -, -", "%4, -, -", "%4g, -, -", "%g4, -, -", "'', '', ''"})
  void decodes_octets_strictly(String text, String itself, String space) {
    byte[] octets = ("4" + text + "44").getBytes(StandardCharsets.US_ASCII);
    assertThat(decode(octets, PercentCoding.Plus.ITSELF)).isEqualTo(itself);
    assertThat(decode(octets, PercentCoding.Plus.SPACE)).isEqualTo(space);
  }

  private static @Nullable String decode(byte[] octets, PercentCoding.Plus plus) {
    return PercentCoding.decode(octets, 1, octets.length - 2, plus)
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
        .orElse(null);
  }

  @Test
  void knows_what_needs_no_escape() {
    String unreserved = "ABCXYZabcxyz0189-._~";
    for (int c = 0; c < 256; c++) {
      boolean expected = c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
      assertThat(PercentCoding.isUnreserved(c)).isEqualTo(expected);
    }
    assertThat(PercentCoding.encode(unreserved, PercentCoding::isUnreserved)).isEqualTo(unreserved);
    assertThat(PercentCoding.encode("/é%", PercentCoding::isUnreserved)).isEqualTo("%2F%C3%A9%25");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/a?b:c@d;e=f,/a?b:c@d;e=f",
        "/a b,/a%20b",
        "/%41,/%41",
        "/%4,/%254",
        "/%,/%25",
        "/é,/%C3%A9",
        "/a\"b#c[d],/a%22b%23c%5Bd%5D"
      })
  void escapes_what_is_not_legal_and_no_more(String text, String encoded) {
    assertThat(PercentCoding.encodeIllegal(text)).isEqualTo(encoded);
  }

  @Test
  void takes_pairs_that_no_code_can_change() {
    Map<String, List<String>> parameters = PercentCoding.parameters("a=1", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> parameters.put("b", List.of()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> parameters.get("a").add("2"))
        .isInstanceOf(UnsupportedOperationException.class);
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
