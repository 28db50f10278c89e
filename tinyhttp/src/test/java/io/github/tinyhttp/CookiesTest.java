package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.SetCookie.SameSite;
import io.github.tinyhttp.exchange.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookiesTest {
  private static final SetCookie SID = SetCookie.of("sid", "31d4d96e407aad42");

  @Nested
  class What_comes {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "'' | {}",
          "SID=31d4d96e407aad42; lang=en-US | {SID=[31d4d96e407aad42], lang=[en-US]}",
          "a=1;b=2 ;\tc=3; | {a=[1], b=[2], c=[3]}",
          "a=1; a=2; A=3 | {a=[1, 2], A=[3]}",
          "a=; b== | {a=[], b=[=]}",
          "a=b=c&d | {a=[b=c&d]}",
          "a=\"1\" | {a=[\"1\"]}",
          "a=x, y \\ z | {a=[x, y \\ z]}",
          // junk that other programs have set
          "junk; a=1; =2; b c=3; ;;; d=4 | {a=[1], b c=[3], d=[4]}",
          "a = 1 | {a=[1]}",
          "{}=1; a[b]=2; a=%41 | {{}=[1], a[b]=[2], a=[%41]}"
        })
    void is_read_whatever_stands_beside_it(String field, String cookies) {
      Request request = Requests.get("/", "Cookie", field.strip());
      assertThat(request.cookies()).hasToString(cookies);
    }

    @Test
    void is_looked_up_by_name() {
      Request request = Requests.get("/", "Cookie", "a=1; b=2", "Cookie", "a=3; c=4");
      assertThat(request.cookie("a")).hasValue("1");
      assertThat(request.cookie("A")).isEmpty();
      assertThat(request.cookies().get("a")).containsExactly("1", "3");
      assertThat(request.cookie("c")).hasValue("4");
      assertThat(Requests.get("/").cookies()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
      "name=J\u00C3\u00BCrgen, name, J\u00FCrgen",
      "name=J\u00FCrgen, name, J\u00FCrgen",
      "gr\u00C3\u00B6\u00C3\u009Fe=1, gr\u00F6\u00DFe, 1"
    })
    void is_utf_8_where_it_is_that(String field, String name, String value) {
      assertThat(Requests.get("/", "Cookie", field).cookie(name)).hasValue(value);
    }

    @Test
    void is_in_order_across_names() {
      Request request = Requests.get("/", "Cookie", "a=1; b=2; a=3", "Cookie", "b=4");
      assertThat(request.cookieList())
          .containsExactly(
              new Cookie("a", "1"),
              new Cookie("b", "2"),
              new Cookie("a", "3"),
              new Cookie("b", "4"));
    }

    @Test
    void is_decoded_where_the_application_asks_for_it() {
      Request request = Requests.get("/", "Cookie", "a=John%20Smith; b=1+1 50%; c=%C3%BC%FF");
      assertThat(request.decodedCookie("a")).hasValue("John Smith");
      assertThat(request.cookie("a")).hasValue("John%20Smith");
      assertThat(request.decodedCookie("b")).hasValue("1+1 50%");
      assertThat(request.decodedCookie("c")).hasValue("ü\uFFFD");
      assertThat(request.decodedCookie("d")).isEmpty();
    }

    @Test
    void is_a_thousand_at_most() {
      Request request = Requests.get("/", "Cookie", "a=1;".repeat(5000), "Cookie", "b=1");
      assertThat(request.cookies().get("a")).hasSize(1000);
      assertThat(request.cookie("b")).isEmpty();
    }
  }

  /// Where each byte were compared with all behind it, this would take an hour.
  @ParameterizedTest
  @ValueSource(strings = {";", "a;", "=;"})
  void what_comes_is_read_in_linear_time(String junk) {
    Request request = Requests.get("/", "Cookie", junk.repeat(10_000_000) + "; b=1");
    assertThat(request.cookie("b")).hasValue("1");
  }

  @Nested
  class What_is_set {
    @Test
    void is_as_safe_as_can_be_unless_somebody_says_otherwise() {
      assertThat(SID).hasToString("sid=31d4d96e407aad42; Path=/; Secure; HttpOnly; SameSite=Lax");
      assertThat(SID.withoutSecure().withoutHttpOnly())
          .hasToString("sid=31d4d96e407aad42; Path=/; SameSite=Lax");
      assertThat(SID.name() + SID.value()).isEqualTo("sid31d4d96e407aad42");
    }

    @Test
    void has_each_attribute_once() {
      SetCookie cookie =
          SID.withMaxAge(Duration.ofDays(1))
              .withExpires(Instant.parse("2021-06-09T10:18:14Z"))
              .withDomain("Example.com")
              .withPath("/a")
              .withPath("/docs/%20=x")
              .withSameSite(SameSite.STRICT)
              .withSameSite(SameSite.NONE)
              .withPartitioned()
              .withMaxAge(Duration.ofMillis(1999));
      assertThat(cookie)
          .hasToString(
              "sid=31d4d96e407aad42; Path=/docs/%20=x; Secure; HttpOnly; SameSite=None; Max-Age=1;"
                  + " Expires=Wed, 09 Jun 2021 10:18:14 GMT; Domain=Example.com; Partitioned");
      assertThat(cookie).isEqualTo(cookie.withPath("/docs/%20=x")).isNotEqualTo(SID);
      assertThat(cookie.withPath("/docs/%20=x")).hasSameHashCodeAs(cookie);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", "John Smith", "a%20b+c%", "\u00E4 \"\u20AC\";,\\", "a\r\nb\0\u007F", "=&"})
    void is_any_text_when_it_is_encoded(String text) {
      SetCookie cookie = SetCookie.encoded("a", text);
      assertThat(Requests.get("/", "Cookie", "a=" + cookie.value()).decodedCookie("a"))
          .hasValue(text);
    }

    @Test
    void is_readable_when_it_is_encoded() {
      assertThat(SetCookie.encoded("a", "John Smith/+&=100%").value())
          .isEqualTo("John%20Smith/+&=100%25");
      isRefused(() -> SetCookie.encoded("a", " ".repeat(2000)));
    }

    @Test
    void has_no_path_and_no_rule_for_sites_if_the_application_wants_none() {
      assertThat(SID.withoutPath().withoutSameSite())
          .hasToString("sid=31d4d96e407aad42; Secure; HttpOnly");
      isRefused(() -> SetCookie.of("__Host-a", "").withoutPath());
      assertThat(SID.withSameSite(SameSite.NONE).withoutSameSite().withoutSecure())
          .hasToString("sid=31d4d96e407aad42; Path=/; HttpOnly");
    }

    @Test
    void is_removed_by_a_date_long_ago() {
      assertThat(SetCookie.removal("__Host-a"))
          .hasToString(
              "__Host-a=; Path=/; Secure; HttpOnly; SameSite=Lax;"
                  + " Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a=b", "a;b", "a\r\n", "\u00E4", "(a)", "\0"})
    void has_a_token_for_a_name(String name) {
      isRefused(() -> SetCookie.of(name, ""));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "a b",
          " ",
          "\"a\"",
          "a,b",
          "a;b",
          "a\\b",
          "\u00E4",
          "a\r\nX: y",
          "\0",
          "\t",
          "\u007F"
        })
    void has_a_value_that_every_program_reads_alike(String value) {
      isRefused(() -> SetCookie.of("a", value));
    }

    @Test
    void is_not_longer_than_what_browsers_keep() {
      assertThat(SetCookie.of("a", "b".repeat(4095)).value()).hasSize(4095);
      isRefused(() -> SetCookie.of("a", "b".repeat(4096)));
      isRefused(() -> SID.withPath("/" + "a".repeat(1024)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "./", "/a;b", "/a b", "/\r\n", "/\u00E4"})
    void has_a_path_from_the_root(String path) {
      isRefused(() -> SID.withPath(path));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          ".",
          ".example.com",
          "example.com.",
          "a..b",
          "-a.b",
          "a-.b",
          "a;b",
          "a b",
          "\u00E4.b"
        })
    void has_a_domain_of_names(String domain) {
      isRefused(() -> SID.withDomain(domain));
    }

    @Test
    void has_times_that_every_program_understands() {
      isRefused(() -> SID.withMaxAge(Duration.ZERO));
      isRefused(() -> SID.withMaxAge(Duration.ofSeconds(-1)));
      isRefused(() -> SID.withMaxAge(Duration.ofDays(365_000)));
      isRefused(() -> SID.withExpires(Instant.parse("1969-12-31T23:59:59Z")));
      isRefused(() -> SID.withExpires(Instant.MAX));
    }

    @Test
    void is_what_the_prefix_of_its_name_says() {
      for (String name : List.of("__Secure-a", "__Host-a", "__HOST-a")) {
        isRefused(() -> SetCookie.of(name, "").withoutSecure());
      }
      assertThat(SetCookie.of("__Secure-a", "").withDomain("a.b").withPath("/a")).isNotNull();
      isRefused(() -> SetCookie.of("__Host-a", "").withDomain("a.b"));
      isRefused(() -> SetCookie.of("__host-a", "").withPath("/a"));
    }

    @Test
    void is_secure_when_other_sites_may_use_it() {
      isRefused(() -> SID.withoutSecure().withSameSite(SameSite.NONE));
      isRefused(() -> SID.withSameSite(SameSite.NONE).withoutSecure());
      isRefused(() -> SID.withoutSecure().withPartitioned());
    }

    @Test
    void does_not_tell_its_value_when_it_is_refused() {
      assertThatThrownBy(() -> SetCookie.of("a", "my secret"))
          .hasMessage("the value of cookie a has to be encoded: SetCookie.encoded(name, text)");
    }

    @Test
    void is_one_line_for_each_name() {
      Response response =
          Response.empty()
              .withCookie(SID)
              .withCookie(SetCookie.of("si", "1"))
              .withCookie(SetCookie.removal("sid"));
      assertThat(response.headers().all("Set-Cookie"))
          .containsExactly(SetCookie.of("si", "1").toString(), SetCookie.removal("sid").toString());
    }

    private static void isRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable making) {
      assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
