package io.github.tinyhttp.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ListingTest {
  @Test
  void directories_come_first_and_names_are_sorted() {
    assertThat(Listing.page(List.of("x"), List.of("b", "a/", "B", "c/", "a"), true))
        .containsSubsequence("\"../\"", "\"a/\"", "\"c/\"", "\"B\"", "\"a\"", "\"b\"");
  }

  @Test
  void the_root_has_nothing_above_it() {
    assertThat(Listing.page(List.of(), List.of("a"), true)).doesNotContain("..");
  }

  @Test
  void names_are_escaped() {
    String page =
        Listing.page(
            List.of("<script>alert(1)</script>"),
            List.of("\"><img src=x onerror=alert(1)>", "a'b&c", "javascript&colon;x?#"),
            true);

    assertThat(page)
        .contains("<h1>Index of /&lt;script&gt;alert(1)&lt;/script&gt;/</h1>")
        .contains(
            "<a href=\"%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E\">"
                + "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;</a>")
        .contains("<a href=\"a%27b%26c\">a&#39;b&amp;c</a>")
        .contains("<a href=\"javascript%26colon%3Bx%3F%23\">")
        .doesNotContain("<script", "<img");
  }

  @Test
  void names_that_are_not_ascii_are_encoded_as_utf_8() {
    assertThat(Listing.page(List.of(), List.of("ü/"), true)).contains("<a href=\"%C3%BC/\">ü/</a>");
  }

  @Test
  void it_says_when_it_is_not_all() {
    assertThat(Listing.page(List.of(), List.of("a"), false)).endsWith("<p>and more\n");
  }
}
