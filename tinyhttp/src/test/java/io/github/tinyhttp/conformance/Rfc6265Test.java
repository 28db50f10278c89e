package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.SetCookie;
import io.github.tinyhttp.testkit.WireResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6265: what it asks of servers.
class Rfc6265Test extends OnTheWire {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final String DATE =
      "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d"
          + " (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \\d{4} \\d\\d:\\d\\d:\\d\\d GMT";

  /// The grammar of §4.1.1.
  private static final Pattern GRAMMAR =
      Pattern.compile(
          TOKEN
              + "=[!#-+\\--:<-\\[\\]-~]*"
              + "(; (Expires="
              + DATE
              + "|Max-Age=[1-9][0-9]*|Domain=[0-9A-Za-z.-]+|Path=[ -:<-~]+|Secure|HttpOnly"
              + "|SameSite=(Strict|Lax|None)|Partitioned))*");

  private static final List<SetCookie> COOKIES =
      List.of(
          SetCookie.of("lang", "en-US"),
          SetCookie.of("sid", "31d4d96e407aad42")
              .withExpires(Instant.parse("2021-06-09T10:18:14Z"))
              .withMaxAge(Duration.ofDays(14))
              .withPath("/docs")
              .withDomain("example.com")
              .withPath("/"),
          SetCookie.of("!#$%&'*+-.^_`|~", "!#$%&'()*+-./:<=>?@[]^_`{|}~").withPartitioned(),
          SetCookie.removal("old").withoutSecure().withoutHttpOnly());

  private List<String> linesOf(List<SetCookie> cookies) throws Exception {
    serve(
        _ -> {
          Response response = Response.text("");
          for (SetCookie cookie : cookies) {
            response = response.withCookie(cookie);
          }
          return response;
        });
    return get("/", "").all("Set-Cookie");
  }

  @Test
  @Covers({"6265-2.2-1", "6265-3-1", "6265-4.1.1-1", "6265-4.1.1-5"})
  void each_cookie_is_a_line_of_the_grammar() throws Exception {
    List<String> lines = linesOf(COOKIES);
    assertThat(lines).hasSameSizeAs(COOKIES).allMatch(line -> GRAMMAR.matcher(line).matches());
    assertThat(lines.get(1)).contains("; Expires=Wed, 09 Jun 2021 10:18:14 GMT;");
  }

  @Test
  @Covers({"6265-4.1.1-3", "6265-4.1.1-4"})
  void neither_an_attribute_nor_a_name_is_there_twice() throws Exception {
    SetCookie changed = COOKIES.get(1).withMaxAge(Duration.ofDays(1));
    List<String> lines = linesOf(List.of(COOKIES.get(1), changed));
    assertThat(lines).containsExactly(changed.toString());
    assertThat(lines.getFirst().split("; "))
        .extracting(av -> av.split("=")[0])
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a,b", "a;b", "\"", "\\", "\u00E4", "\r\n", "\0"})
  @Covers({"6265-4.1.1-1", "6265-4.1.1-2"})
  void what_would_break_the_grammar_is_refused(String text) {
    assertThatThrownBy(() -> SetCookie.of("a", text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Covers("6265-8.3-2")
  void secure_is_set_unless_somebody_says_otherwise() throws Exception {
    assertThat(linesOf(COOKIES).subList(0, 3)).allMatch(line -> line.contains("; Secure"));
  }

  @Test
  @Covers("6265-4.2.2-1")
  void what_comes_back_is_what_was_set() throws Exception {
    serve(request -> Response.text(request.cookies().toString()));
    WireResponse response =
        get(
            "/",
            "Cookie: SID=31d4d96e407aad42; lang=en-US; junk;=;x y=1; =; !#$%&'*+-.^_`|~=<=>\r\n");
    assertThat(response.text())
        .isEqualTo("{SID=[31d4d96e407aad42], lang=[en-US], x y=[1], !#$%&'*+-.^_`|~=[<=>]}");
  }
}
