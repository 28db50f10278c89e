package io.github.tinyhttp.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The CORS protocol of the Fetch standard.
class CorsTest extends SocketTest {
  private static final String ALLOWED = "Access-Control-Allow-Origin";
  private static final Handler HELLO = _ -> Response.text("hello");
  private static final Cors RULES = Cors.of("https://app.example", "http://localhost:3000");

  private WireResponse get(Handler handler, String origin) throws IOException {
    return responseOf(handler, "GET / HTTP/1.1\nHost: a\nOrigin: " + origin + "\n\n");
  }

  private WireResponse preflight(Cors rules, String origin) throws IOException {
    return responseOf(
        rules.wrap(HELLO),
        "OPTIONS / HTTP/1.1\nHost: a\nOrigin: "
            + origin
            + "\nAccess-Control-Request-Method: PUT\nAccess-Control-Request-Headers: x-a\n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://app.example", "http://localhost:3000"})
  void an_allowed_origin_may_read_a_response(String origin) throws IOException {
    WireResponse response = get(RULES.wrap(HELLO), origin);
    assertThat(response.header(ALLOWED)).isEqualTo(origin);
    assertThat(response.header("Vary")).isEqualTo("Origin");
    assertThat(response.has("Access-Control-Allow-Credentials")).isFalse();
    assertThat(response.text()).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "https://app.example.evil.example",
        "https://evil-app.example",
        "http://app.example",
        "https://app.example:8443",
        "https://app.example/",
        "https://APP.example.",
        "null",
        "*",
        "file://",
        "https://app.example https://evil.example"
      })
  void any_other_origin_may_not(String origin) throws IOException {
    WireResponse response = get(RULES.wrap(HELLO), origin);
    assertThat(response.has(ALLOWED)).isFalse();
    assertThat(response.header("Vary")).isEqualTo("Origin");
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.pages.example, true",
    "https://a.b.pages.example, true",
    "https://pages.example, false",
    "https://evilpages.example, false",
    "https://.pages.example, false",
    "http://a.pages.example, false",
    "https://a.pages.example:444, false",
    "https://a.pages.example.evil.example, false",
    "https://evil.example/a.pages.example, false",
    "https://evil.example?.pages.example, false",
    "https://evil.example#.pages.example, false",
    "https://evil.example\\.pages.example, false",
    "https://evil@x.pages.example, false"
  })
  void subdomains_are_allowed_by_a_suffix_that_begins_with_a_dot(String origin, boolean allowed)
      throws IOException {
    WireResponse response = get(Cors.of("https://*.pages.example").wrap(HELLO), origin);
    assertThat(response.has(ALLOWED)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://App.Example", "https://app.example:443", "https://*.EXAMPLE:443"})
  void an_origin_is_allowed_however_it_is_written(String allowed) throws IOException {
    WireResponse response = get(Cors.of(allowed).wrap(HELLO), "https://app.example");
    assertThat(response.header(ALLOWED)).isEqualTo("https://app.example");
  }

  @Test
  void the_response_varies_for_a_client_without_an_origin_as_well() throws IOException {
    WireResponse response = responseOf(RULES.wrap(HELLO), "GET / HTTP/1.1\nHost: a\n\n");
    assertThat(response.header("Vary")).isEqualTo("Origin");
    assertThat(response.has(ALLOWED)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"Accept-Language, 'Accept-Language, Origin'", "origin, origin", "*, *"})
  void what_the_handler_varies_on_stays(String own, String all) throws IOException {
    Handler varying = _ -> Response.text("hello").withHeader("Vary", own);
    WireResponse response = get(RULES.wrap(varying), "https://app.example");
    assertThat(String.join(", ", response.all("Vary"))).isEqualTo(all);
  }

  @Test
  void a_preflight_is_granted_what_the_rules_allow() throws IOException {
    Cors rules =
        RULES
            .withMethods(HttpMethod.PUT, HttpMethod.DELETE)
            .withRequestHeaders("Content-Type", "X-A")
            .withMaxAge(Duration.ofMinutes(10));
    WireResponse response = preflight(rules, "https://app.example");
    assertThat(response.status()).isEqualTo(204);
    assertThat(response.header(ALLOWED)).isEqualTo("https://app.example");
    assertThat(response.header("Access-Control-Allow-Methods")).isEqualTo("PUT, DELETE");
    assertThat(response.header("Access-Control-Allow-Headers")).isEqualTo("Content-Type, X-A");
    assertThat(response.header("Access-Control-Max-Age")).isEqualTo("600");
    assertThat(response.header("Vary"))
        .isEqualTo("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
  }

  @Test
  void a_preflight_of_another_origin_is_granted_nothing() throws IOException {
    WireResponse response = preflight(RULES.withMethods(HttpMethod.PUT), "https://evil.example");
    assertThat(response.status()).isEqualTo(204);
    assertThat(response.fields()).noneMatch(field -> field.name().startsWith("Access-Control"));
  }

  @Test
  void options_that_is_no_preflight_goes_to_the_handler() throws IOException {
    Handler handler = RULES.wrap(Handler.get(HELLO));
    WireResponse response =
        responseOf(handler, "OPTIONS / HTTP/1.1\nHost: a\nOrigin: https://app.example\n\n");
    assertThat(response.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(response.header(ALLOWED)).isEqualTo("https://app.example");
  }

  @Test
  void credentials_are_allowed_for_named_origins() throws IOException {
    WireResponse response = get(RULES.withCredentials().wrap(HELLO), "https://app.example");
    assertThat(response.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(response.header(ALLOWED)).isEqualTo("https://app.example");
    WireResponse other = get(RULES.withCredentials().wrap(HELLO), "https://evil.example");
    assertThat(other.has("Access-Control-Allow-Credentials")).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> Cors.anyOrigin().withCredentials());
  }

  @Test
  void any_origin_is_a_star_and_does_not_vary() throws IOException {
    Cors rules = Cors.anyOrigin().withExposedHeaders("ETag", "Link");
    WireResponse response = get(rules.wrap(HELLO), "null");
    assertThat(response.header(ALLOWED)).isEqualTo("*");
    assertThat(response.header("Access-Control-Expose-Headers")).isEqualTo("ETag, Link");
    assertThat(response.has("Vary")).isFalse();
  }

  @Test
  void scripts_may_read_why_a_request_was_refused() throws IOException {
    Handler failing =
        _ -> {
          throw new HttpException(418, "no coffee");
        };
    WireResponse response = get(RULES.wrap(failing), "https://app.example");
    assertThat(response.status()).isEqualTo(418);
    assertThat(response.header(ALLOWED)).isEqualTo("https://app.example");
    assertThat(response.text()).isEqualTo("no coffee\n");
  }

  @Test
  void a_response_that_the_handler_gives_itself_says_so_too() throws IOException {
    Handler responding =
        request -> {
          request.respond(Response.text("by itself"));
          return Response.handled();
        };
    WireResponse response = get(RULES.wrap(responding), "https://app.example");
    assertThat(response.header(ALLOWED)).isEqualTo("https://app.example");
    assertThat(response.text()).isEqualTo("by itself");

    Handler handing =
        request -> {
          request.respond(HELLO);
          return Response.handled();
        };
    assertThat(get(RULES.wrap(handing), "https://app.example").has(ALLOWED)).isTrue();
  }

  @Test
  void a_response_that_is_written_says_so_too() throws IOException {
    Handler writing =
        request -> {
          try (OutputStream out = request.begin(Response.text(""), 7)) {
            out.write("written".getBytes(StandardCharsets.US_ASCII));
          }
          return Response.handled();
        };
    WireResponse response = get(RULES.wrap(writing), "https://app.example");
    assertThat(response.header(ALLOWED)).isEqualTo("https://app.example");
    assertThat(response.text()).isEqualTo("written");
  }

  @Test
  void a_request_that_is_received_can_be_given_to_one() throws Exception {
    Server server = server();
    var client = client(server);
    client.sendLines("GET / HTTP/1.1\nHost: a\nOrigin: https://app.example\n\n");
    receive(server).respond(RULES.wrap(HELLO));
    assertThat(client.readResponse().has(ALLOWED)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"app.example", "https://app.example/", "*", "https://*", "https://a b", "null"})
  void what_is_no_origin_is_refused_at_once(String origin) {
    assertThatIllegalArgumentException().isThrownBy(() -> Cors.of(origin));
  }

  @Test
  void what_makes_no_sense_is_refused_at_once() {
    assertThatIllegalArgumentException().isThrownBy(Cors::of);
    assertThatIllegalArgumentException().isThrownBy(() -> RULES.withMethods());
    assertThatIllegalArgumentException().isThrownBy(() -> RULES.withRequestHeaders("a b"));
    assertThatIllegalArgumentException().isThrownBy(() -> RULES.withMaxAge(Duration.ofSeconds(-1)));
  }
}
