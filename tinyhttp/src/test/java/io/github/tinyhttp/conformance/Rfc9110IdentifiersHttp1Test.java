package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §4 and §7 where HTTP/1.1 has its own way: targets that are whole URIs, and HTTP/1.0.
class Rfc9110IdentifiersHttp1Test extends OnTheWire {
  private void serveTargets() throws IOException {
    serve(
        request ->
            Response.text(
                request.authority().orElse("-")
                    + " "
                    + request.path()
                    + " "
                    + request.query().orElse("-")));
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 8_192, 16_000})
  @Covers("9110-4.1-1")
  void targets_of_8000_octets_and_more_are_taken(int length) throws Exception {
    serve(request -> Response.text(request.target()));
    String path = "/" + "p".repeat(length - 1);
    assertThat(get(path, "").text()).isEqualTo(path);
    String query = "/?" + "q".repeat(length - 2);
    assertThat(get(query, "").text()).isEqualTo(query);
    String absolute = "http://a/" + "p".repeat(length - 9);
    assertThat(get(absolute, "").text()).isEqualTo(absolute);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://", "https:///", "https:///p", "https://:443/"})
  @Covers("9110-4.2.2-2")
  void an_https_uri_without_a_host_is_refused(String uri) throws Exception {
    serveOk();
    WireResponse response = ask("GET " + uri + " HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(response.status()).isEqualTo(421);
    assertThat(response.announcesClose()).isTrue();
    assertThat(handled).isEmpty();
  }

  @Test
  @Covers("9110-4.2.3-2")
  void the_scheme_of_a_target_has_no_case() throws Exception {
    serveTargets();
    assertThat(get("HTTP://b.example/p", "").text()).isEqualTo("b.example /p -");
    assertThat(get("hTTp://b.example/p", "").text()).isEqualTo("b.example /p -");
    refuses(421, "GET HTTPS://b.example/p HTTP/1.1\r\nHost: b.example\r\n\r\n");
  }

  @Test
  @Covers("9110-7.1-2")
  void an_http_1_0_request_may_name_no_authority() throws Exception {
    serveTargets();
    assertThat(ask("GET /p HTTP/1.0\r\n\r\n").text()).isEqualTo("- /p -");
    assertThat(ask("GET /p HTTP/1.0\r\nHost: b\r\n\r\n").text()).isEqualTo("b /p -");
    assertThat(ask("GET http://c/p HTTP/1.0\r\n\r\n").text()).isEqualTo("c /p -");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://a/", "https://a", "https://a:443/p?q", "https://a:80/", "HttpS://a/"})
  @Covers({"9110-7.4-1", "9110-7.4-2"})
  void an_https_target_without_tls_is_misdirected(String target) throws Exception {
    serveOk();
    for (String method : new String[] {"GET", "HEAD", "POST", "OPTIONS"}) {
      refuses(421, method + " " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }
  }
}
