package io.github.tinyhttp.semantics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.exchange.Requests;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {
  @Nested
  class The_best_media_type {
    /// The example of RFC 9110 §12.5.1.
    private static final String EXAMPLE =
        "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4,"
            + " */*;q=0.5";

    @ParameterizedTest
    @CsvSource({
      "text/plain;format=flowed, 1",
      "text/plain, 0.7",
      "text/html, 0.3",
      "image/jpeg, 0.5",
      "text/plain;format=fixed, 0.4",
      "text/html;level=3, 0.3"
    })
    @Covers("9110-12.5.1-3")
    void has_the_weight_of_the_most_specific_range(String type, String weight) {
      // beside one that is liked a little less, and one that is liked a little more
      List<String> accept = Headers.of("Accept", EXAMPLE).elements("Accept");
      double thousandths = Double.parseDouble(weight);
      assertThat(of(accept, "x/less;q=" + (thousandths - 0.01), type, "x/less")).hasValue(type);
      if (thousandths < 1) {
        assertThat(of(accept, "x/more;q=" + (thousandths + 0.01), type, "x/more"))
            .hasValue("x/more");
      }
    }

    private static Optional<String> of(List<String> accept, String more, String... offers) {
      var ranges = new ArrayList<>(accept);
      ranges.add(more);
      return Preferences.mediaType(ranges, List.of(offers));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          // nothing said, or nothing that can be understood: the first
          "'' | text/html",
          "' , ' | text/html",
          "html | text/html",
          "text/html;q=2 | text/html",
          // ties go to what is offered first
          "*/* | text/html",
          "application/json, text/html | text/html",
          "text/*, application/* | text/html",
          // weights
          "text/html;q=0.9, application/json | application/json",
          "text/html;q=.2, */*;q=.3 | application/json",
          "text/html; Q=0.5; level=1, application/json;q=0.6 | application/json",
          "text/html;q=0.0009, application/json;q=0.001 | application/json",
          "text/html;q=0.5;ext, application/json;q=0.4 | text/html",
          "application/json;q=1.000, text/html;q=0.999 | application/json",
          // not acceptable
          "text/html;q=0, */* | application/json",
          "text/*;q=0, */*;q=0.1 | application/json",
          "image/png | none",
          "*/*;q=0 | none",
          "text/html;q=0., application/json;q=0.000 | none",
          "APPLICATION/JSON | application/json"
        })
    @Covers({"9110-12.4.2-2", "9110-12.5.1-2", "9110-12.5.1-3"})
    void is_what_the_client_likes(String accept, String best) {
      Request request = Requests.get("/", "Accept", accept.strip());
      assertThat(request.accepts("text/html", "application/json").orElse("none")).isEqualTo(best);
    }

    @Test
    void is_the_first_for_a_client_that_says_nothing() {
      assertThat(Requests.get("/").accepts("a/b", "c/d")).hasValue("a/b");
      assertThat(Requests.get("/").accepts()).isEmpty();
    }

    @Test
    void may_have_parameters() {
      Request request =
          Requests.get("/", "Accept", "text/html;level=1", "Accept", "text/html;q=0.1");
      assertThat(request.accepts("text/html", "text/html; level=1")).hasValue("text/html; level=1");
    }

    @Test
    void is_a_media_type() {
      Request request = Requests.get("/", "Accept", "*/*");
      assertThatThrownBy(() -> request.accepts("html"))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void is_found_among_the_first_thousand_ranges() {
      var ranges = new ArrayList<>(Collections.nCopies(999, "x/y"));
      ranges.add("a/b;q=0.1");
      ranges.add("c/d");
      assertThat(Preferences.mediaType(ranges, List.of("c/d", "a/b"))).hasValue("a/b");
    }
  }

  @Nested
  class The_best_language {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "'' | en",
          "de | de",
          "DE | de",
          "de-CH | de",
          "de-CH, en;q=0.8 | de",
          "fr-FR, en;q=0.8, de;q=0.9 | de",
          "pt | pt-BR",
          "pt-BR | pt-BR",
          "pt-PT | none",
          "zh-Hant | none",
          "zh-Hans-CN-x-private | zh-Hans",
          "ptx, d | none",
          "* | en",
          "en;q=0, * | de",
          "en;q=0, *;q=0.5, pt;q=0.6 | pt-BR",
          "*, pt;q=0 | en",
          "de, en | de",
          "en, de | en",
          "de;q=0 | none",
          "de_CH | en",
          "en;q=x, de;q=0.1 | de"
        })
    @Covers("9110-12.5.4-2")
    void is_what_the_client_likes(String accept, String best) {
      Request request = Requests.get("/", "Accept-Language", accept);
      assertThat(request.language("en", "de", "pt-BR", "zh-Hans").orElse("none")).isEqualTo(best);
    }

    @Test
    void is_not_looked_for_in_a_range_of_thousands_of_letters() {
      String range = "a" + "-b".repeat(30_000);
      assertThat(Preferences.language(List.of(range), List.of("en"))).hasValue("en");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a;q=.", "a;q=1.5.", "a;q=2", "a;q=-1", "a;q=x", "a;q=\"\""})
  void a_malformed_weight_is_none(String element) {
    assertThat(Preferences.weight(element)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a, 1000",
    "a;q=1, 1000",
    "a;q=0, 0",
    "a;q=0.5, 500",
    "a;q=1.9, 1000",
    "a;q=.12345, 123"
  })
  void a_weight_is_counted_in_thousandths(String element, int weight) {
    assertThat(Preferences.weight(element)).hasValue(weight);
  }
}
