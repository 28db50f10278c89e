package io.github.tinyhttp.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7617.
class BasicAuthenticationTest extends SocketTest {
  private static final Handler GREETING =
      request ->
          Response.text("hello " + request.attribute(BasicAuthentication.USER).orElse("stranger"));
  private static final Handler SECRET =
      BasicAuthentication.of("no\"tes", Map.of("ada", "a:b", "zoë", "pass wörd", "eve", ""))
          .wrap(GREETING);

  private static String base64(String text, Charset charset) {
    return Base64.getEncoder().encodeToString(text.getBytes(charset));
  }

  private WireResponse ask(String field) throws IOException {
    return responseOf(SECRET, "GET / HTTP/1.1\nHost: a\n" + field + "\n");
  }

  private WireResponse authorized(String scheme, String credentials) throws IOException {
    return ask(
        "Authorization: " + scheme + " " + base64(credentials, StandardCharsets.UTF_8) + "\n");
  }

  @Test
  void a_client_is_asked_for_name_and_password() throws IOException {
    WireResponse response = ask("");
    assertThat(response.status()).isEqualTo(401);
    assertThat(response.header("WWW-Authenticate"))
        .isEqualTo("Basic realm=\"no\\\"tes\", charset=\"UTF-8\"");
  }

  @Test
  void a_known_user_comes_in() throws IOException {
    assertThat(authorized("Basic", "ada:a:b").text()).isEqualTo("hello ada");
    assertThat(authorized("bASIC", "ada:a:b").text()).isEqualTo("hello ada");
    assertThat(authorized("Basic ", "eve:").text()).isEqualTo("hello eve");
    assertThat(authorized("Basic", "zoë:pass wörd").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada:a",
        "ada:a:b:",
        "ada:A:B",
        "ada:",
        "ada",
        "",
        ":",
        "bob:a:b",
        "ada\n:a:b",
        "eve: ",
        "unknown:",
        "ADA:a:b"
      })
  void any_other_does_not(String credentials) throws IOException {
    assertThat(authorized("Basic", credentials).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "zoë:pass wörd, hello zoë",
    "zoë:pass wörds, 'name and password, please'",
    "zoé:pass wörd, 'name and password, please'"
  })
  void a_client_that_writes_latin_1_is_understood(String credentials, String text)
      throws IOException {
    String latin1 = base64(credentials, StandardCharsets.ISO_8859_1);
    assertThat(ask("Authorization: Basic " + latin1 + "\n").text().strip()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Basic",
        "Authorization: Basic !!!!",
        "Authorization: Bearer YWRhOmE6Yg==",
        "Authorization:",
        "Authorization: BasicYWRhOmE6Yg==",
        "Authorization: Basic YWRhOmE6Yg==\nAuthorization: Basic YWRhOmE6Yg=="
      })
  void what_is_malformed_does_not(String field) throws IOException {
    assertThat(ask(field + "\n").status()).isEqualTo(401);
  }

  @Test
  void the_application_can_decide() throws IOException {
    Handler secret =
        BasicAuthentication.of("x", (user, password) -> user.equals(password)).wrap(GREETING);
    String same = base64("bob:bob", StandardCharsets.UTF_8);
    assertThat(
            responseOf(secret, "GET / HTTP/1.1\nHost: a\nAuthorization: Basic " + same + "\n\n")
                .text())
        .isEqualTo("hello bob");
  }

  @Test
  void credentials_do_not_end_up_in_logs() {
    String value = "Basic " + base64("ada:secret", StandardCharsets.UTF_8);
    assertThat(Credentials.parse(value).orElseThrow().toString()).doesNotContain("secret");
    assertThat(BasicAuthentication.of("x", Map.of("ada", "secret")).toString())
        .doesNotContain("secret");
  }

  @Test
  void what_no_client_could_send_is_refused_at_once() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BasicAuthentication.of("x", Map.of("a:b", "c")));
    assertThatIllegalArgumentException().isThrownBy(() -> BasicAuthentication.of("x\ny", Map.of()));
  }
}
