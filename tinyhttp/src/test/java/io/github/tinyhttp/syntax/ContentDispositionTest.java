package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.conformance.Covers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDispositionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.txt | filename=\"a.txt\"",
        "a b;c,d.txt | filename=\"a b;c,d.txt\"",
        "na\u00EFve \u20AC.txt | filename=\"na_ve _.txt\";"
            + " filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt",
        "50%41.txt | filename=\"50_41.txt\"; filename*=UTF-8''50%2541.txt",
        "a\"b.txt | filename=\"a_b.txt\"; filename*=UTF-8''a%22b.txt",
        "it's*(1) | filename=\"it's*(1)\"",
        "\u00E4'*() | filename=\"_'*()\"; filename*=UTF-8''%C3%A4%27%2A%28%29",
        "\uD83D\uDE00 | filename=\"_\"; filename*=UTF-8''%F0%9F%98%80",
        "../a\\b/c | filename=\".._a_b_c\"",
        "'' | filename=\"\""
      })
  @Covers("9110-5.6.4-2")
  void tells_a_name_in_any_characters(String name, String parameters) {
    assertThat(Response.text("").withAttachment(name).headers().first("Content-Disposition"))
        .hasValue("attachment; " + parameters);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\r\nSet-Cookie: a=b", "\0", "\u007F", "\u0085", "\u202Etxt.exe", "\uD800"})
  void takes_nothing_that_could_be_something_else(String name) {
    String value = ContentDisposition.attachment("a" + name);
    assertThat(value).matches("attachment; filename=\"a_[ -~]*").doesNotContain("%0", "%E2%80%AE");
  }

  @Test
  void takes_the_end_of_a_long_name() {
    assertThat(ContentDisposition.attachment("\uD83D\uDE00".repeat(300) + ".txt"))
        .startsWith("attachment; filename=\"" + "_".repeat(251) + ".txt\"")
        .endsWith("%98%80.txt");
  }
}
