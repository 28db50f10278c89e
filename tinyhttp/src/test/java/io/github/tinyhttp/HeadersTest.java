package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
  private static final Headers SOME = Headers.of("A", "1", "b", "2", "a", "3, 4");

  @Test
  void keeps_order_case_and_duplicates() {
    assertThat(SOME).extracting(Headers.Field::toString).containsExactly("A: 1", "b: 2", "a: 3, 4");
    assertThat(SOME).hasToString("[A: 1, b: 2, a: 3, 4]");
    assertThat(SOME.size()).isEqualTo(3);
    assertThat(SOME.name(1)).isEqualTo("b");
    assertThat(SOME.value(2)).isEqualTo("3, 4");
  }

  @Test
  void finds_names_without_regard_to_case() {
    assertThat(SOME.first("a")).hasValue("1");
    assertThat(SOME.all("A")).containsExactly("1", "3, 4");
    assertThat(SOME.elements("a")).containsExactly("1", "3", "4");
    assertThat(SOME.combined("a")).hasValue("1, 3, 4");
    assertThat(SOME.contains("B")).isTrue();
    assertThat(SOME.first("c")).isEmpty();
    assertThat(SOME.all("c")).isEmpty();
    assertThat(SOME.combined("c")).isEmpty();
  }

  @Test
  void changes_by_making_others() {
    assertThat(SOME.set("a", "x")).hasToString("[a: x, b: 2]");
    assertThat(SOME.set("c", "x")).hasToString("[A: 1, b: 2, a: 3, 4, c: x]");
    assertThat(SOME.add("b", "x").all("b")).containsExactly("2", "x");
    assertThat(SOME.remove("A")).hasToString("[b: 2]");
    assertThat(SOME.remove("c")).isSameAs(SOME);
    assertThat(SOME.size()).isEqualTo(3);
  }

  @Test
  void do_not_change_with_the_array_they_were_made_of() {
    String[] pairs = {"A", "1"};
    Headers headers = Headers.of(pairs);
    pairs[1] = "x\r\ny";
    assertThat(headers.first("A")).hasValue("1");
  }

  @Test
  void are_equal_by_value() {
    Headers same = Headers.of("a", "1", "B", "2", "A", "3, 4");
    assertThat(SOME).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(SOME).isNotEqualTo(Headers.of("A", "1", "b", "2"));
    assertThat(SOME).isNotEqualTo(SOME.set("b", "3"));
    assertThat(Headers.of()).isEqualTo(Headers.empty());
  }

  @Test
  void split_lists_outside_of_quoted_strings() {
    Headers headers = Headers.of("X", " a ,, \"b,\\\"c\" ,d".strip(), "X", "e");
    assertThat(headers.elements("x")).isEqualTo(List.of("a", "\"b,\\\"c\"", "d", "e"));
  }

  @Test
  void read_utf_8_where_it_is_utf_8() {
    assertThat(Headers.of("X", "\u00C3\u00A9").utf8("x")).hasValue("\u00E9");
    assertThat(Headers.of("X", "\u00E9").utf8("x")).hasValue("\u00E9");
    assertThat(Headers.empty().utf8("x")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb", "a\0b", "a\u007Fb", "\u0100", " a", "a ", "\ta"})
  void refuse_what_is_no_value(String value) {
    assertThatThrownBy(() -> Headers.of("X", value)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SOME.add("X", value)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SOME.set("X", value)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:", "\u00E9", "a\r", "(", "a\u0131"})
  void refuse_what_is_no_name(String name) {
    assertThatThrownBy(() -> Headers.of(name, "x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void take_empty_values_and_obs_text() {
    assertThat(Headers.of("X", "", "Y", "a\tb\u00FF").first("X")).hasValue("");
  }

  @Test
  void refuse_a_name_without_value() {
    assertThatThrownBy(() -> Headers.of("X")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void end() {
    var iterator = Headers.of("A", "1").iterator();
    assertThat(iterator.next()).isEqualTo(new Headers.Field("A", "1"));
    assertThat(iterator.hasNext()).isFalse();
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void a_date_is_read_in_three_formats_or_not_at_all() {
    for (String date :
        List.of(
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994")) {
      assertThat(Headers.of("Date", date).date("date"))
          .hasValue(Instant.parse("1994-11-06T08:49:37Z"));
    }
    assertThat(Headers.of("Date", "yesterday").date("Date")).isEmpty();
    assertThat(Headers.empty().date("Date")).isEmpty();
  }
}
