package io.github.tinyhttp.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SecurityHeadersTest extends SocketTest {
  private static final String GET = "GET / HTTP/1.1\nHost: a\n\n";
  private static final Handler HELLO = _ -> Response.text("hello");

  @Test
  void every_response_has_the_defaults() throws IOException {
    WireResponse response = responseOf(SecurityHeaders.defaults().wrap(HELLO), GET);
    assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(response.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(response.header("Referrer-Policy")).isEqualTo("strict-origin-when-cross-origin");
    assertThat(response.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(response.has("Strict-Transport-Security")).isFalse();
  }

  @Test
  void what_the_handler_sets_stays() throws IOException {
    Handler framed = _ -> Response.text("hello").withHeader("x-frame-options", "SAMEORIGIN");
    WireResponse response = responseOf(SecurityHeaders.defaults().wrap(framed), GET);
    assertThat(response.all("X-Frame-Options")).containsExactly("SAMEORIGIN");
  }

  @Test
  void errors_have_them() throws IOException {
    Handler failing =
        _ -> {
          throw new HttpException(404, "not here");
        };
    WireResponse response = responseOf(SecurityHeaders.defaults().wrap(failing), GET);
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.has("X-Content-Type-Options")).isTrue();
  }

  @Test
  void fields_are_added_and_taken_away() throws IOException {
    SecurityHeaders fields =
        SecurityHeaders.defaults()
            .with("Content-Security-Policy", "default-src 'self'")
            .without("x-frame-options");
    WireResponse response = responseOf(fields.wrap(HELLO), GET);
    assertThat(response.header("Content-Security-Policy")).isEqualTo("default-src 'self'");
    assertThat(response.has("X-Frame-Options")).isFalse();
  }

  @Test
  void strict_transport_is_told_to_clients_with_tls_alone() throws IOException {
    Handler strict =
        SecurityHeaders.defaults().withStrictTransport(Duration.ofDays(365)).wrap(HELLO);
    assertThat(responseOf(strict, GET).has("Strict-Transport-Security")).isFalse();

    var proxies = Proxies.trusting(Proxies.Fields.X_FORWARDED, "127.0.0.1");
    var client = client(server(strict, options().withProxies(proxies)));
    WireResponse secured =
        client
            .sendLines(
                "GET / HTTP/1.1\nHost: a\nX-Forwarded-Proto: https\n"
                    + "X-Forwarded-For: 192.0.2.1\n\n")
            .readResponse();
    assertThat(secured.header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
  }

  @Test
  void what_is_no_field_is_refused_at_once() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecurityHeaders.defaults().with("a b", "c"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecurityHeaders.defaults().with("a", "c\r\nd: e"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecurityHeaders.defaults().withStrictTransport(Duration.ofDays(-1)));
  }
}
