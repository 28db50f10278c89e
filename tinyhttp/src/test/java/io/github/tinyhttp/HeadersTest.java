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
    assertThat(SOME.with("a", "x")).hasToString("[a: x, b: 2]");
    assertThat(SOME.with("c", "x")).hasToString("[A: 1, b: 2, a: 3, 4, c: x]");
    assertThat(SOME.withAdded("b", "x").all("b")).containsExactly("2", "x");
    assertThat(SOME.without("A")).hasToString("[b: 2]");
    assertThat(SOME.without("c")).isSameAs(SOME);
    assertThat(SOME.size()).isEqualTo(3);
  }

  @Test
  void a_line_that_is_replaced_takes_the_place_of_the_first() {
    Headers headers = Headers.of("X", "1", "A", "2", "B", "3", "a", "4", "A", "5");
    assertThat(headers.with("a", "6")).hasToString("[X: 1, a: 6, B: 3]");
    assertThat(headers.without("a")).hasToString("[X: 1, B: 3]");
    assertThat(headers).hasToString("[X: 1, A: 2, B: 3, a: 4, A: 5]");
  }

  @Test
  void name_each_field_once_as_it_is_spelled_first() {
    assertThat(SOME.names()).containsExactly("A", "b");
    assertThat(Headers.of("b", "1", "A", "2", "B", "3", "a", "4").names())
        .containsExactly("b", "A");
    assertThat(Headers.empty().names()).isEmpty();
  }

  @Test
  void end_to_end_leave_out_what_concerns_one_connection() {
    Headers headers =
        Headers.of(
            "Host", "a.example",
            "connection", "x-one, close",
            "X-One", "1",
            "Keep-Alive", "timeout=5",
            "proxy-connection", "keep-alive",
            "TE", "trailers",
            "Transfer-Encoding", "chunked",
            "Upgrade", "websocket",
            "Connection", ", \tX-Two",
            "x-two", "2",
            "X-TWO", "3",
            "Trailer", "X-Sum",
            "Cookie", "a=b");
    assertThat(headers.endToEnd())
        .isEqualTo(Headers.of("Host", "a.example", "Trailer", "X-Sum", "Cookie", "a=b"));
    assertThat(SOME.endToEnd()).isSameAs(SOME);
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
    assertThat(SOME).isNotEqualTo(SOME.with("b", "3"));
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
    assertThatThrownBy(() -> SOME.withAdded("X", value))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SOME.with("X", value)).isInstanceOf(IllegalArgumentException.class);
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
