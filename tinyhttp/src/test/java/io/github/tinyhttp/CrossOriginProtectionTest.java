package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that browsers send for pages of other sites.
class CrossOriginProtectionTest extends SocketTest {
  private static final CrossOriginProtection RULES =
      CrossOriginProtection.defaults().withTrusted("https://app.example");

  private WireClient ask(String method, String fields) throws IOException {
    Handler handler = RULES.wrap(_ -> Response.text("done"));
    return client(handler)
        .sendLines(method + " / HTTP/1.1\nHost: shop.example:8000\n" + fields + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | Sec-Fetch-Site: same-origin",
        "200 | Sec-Fetch-Site: none",
        "200 | Sec-Fetch-Site: same-origin;Origin: https://evil.example",
        "403 | Sec-Fetch-Site: same-site",
        "403 | Sec-Fetch-Site: cross-site",
        "403 | Sec-Fetch-Site: anything",
        "403 | Sec-Fetch-Site: cross-site;Origin: http://shop.example:8000",
        "200 | Sec-Fetch-Site: cross-site;Origin: https://app.example",
        "200 | X: y",
        "200 | Origin: http://shop.example:8000",
        "200 | Origin: https://shop.example:8000",
        "200 | Origin: https://app.example",
        "403 | Origin: http://shop.example",
        "403 | Origin: http://shop.example:8001",
        "403 | Origin: http://evil.example:8000",
        "403 | Origin: https://app.example.evil.example",
        "403 | Origin: http://app.example",
        "403 | Origin: ftp://shop.example:8000",
        "403 | Origin: null",
        "403 | Origin:"
      })
  void a_page_of_another_origin_changes_nothing(int status, String fields) throws IOException {
    ask("POST", fields.replace(';', '\n') + "\nContent-Length: 0\n").expectResponse(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "PROPPATCH", "foo"})
  void any_method_that_is_not_safe_is_meant(String method) throws IOException {
    ask(method, "Sec-Fetch-Site: cross-site\n").expectResponse(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "OPTIONS"})
  void safe_methods_pass(String method) throws IOException {
    ask(method, "Sec-Fetch-Site: cross-site\nOrigin: https://evil.example\n").expectResponse(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://App.Example", "https://app.example:443", "HTTPS://app.example"})
  void an_origin_is_trusted_however_it_is_written(String origin) throws IOException {
    var rules = CrossOriginProtection.defaults().withTrusted(origin);
    client(rules.wrap(_ -> Response.text("done")))
        .sendLines("POST / HTTP/1.1\nHost: a\nContent-Length: 0\nOrigin: https://app.example\n\n")
        .expectResponse(200);
    assertThat(rules).hasToString("CrossOriginProtection[https://app.example]");
  }

  @Test
  void a_server_can_protect_all_it_serves() throws Exception {
    var options = options().withCrossOriginProtection(RULES);
    String post = "POST / HTTP/1.1\nHost: a\nContent-Length: 2\nOrigin: https://";
    var client = client(server(_ -> Response.text("done"), options));
    client.sendLines(post + "evil.example\n\nhi").expectResponse(403);
    client.sendLines(post + "a\n\nhi").expectResponse(200, "done");
    client.sendLines(post + "app.example\n\nhi").expectResponse(200, "done");
  }

  @Test
  void what_a_trusted_proxy_tells_counts() throws IOException {
    var options =
        options()
            .withProxies(Proxies.trusting(Proxies.Fields.X_FORWARDED, "127.0.0.1"))
            .withCrossOriginProtection(RULES);
    String post =
        "POST / HTTP/1.1\nHost: backend\nContent-Length: 0\nX-Forwarded-For: 192.0.2.1\n"
            + "X-Forwarded-Host: shop.example\nX-Forwarded-Proto: https\nOrigin: ";
    var client = client(server(_ -> Response.text("done"), options));
    client.sendLines(post + "https://shop.example\n\n").expectResponse(200);
    client.sendLines(post + "http://shop.example\n\n").expectResponse(403);
    client.sendLines(post + "https://backend\n\n").expectResponse(403);
  }

  @Test
  void what_is_no_origin_is_refused_at_once() {
    assertThatIllegalArgumentException().isThrownBy(() -> RULES.withTrusted("app.example"));
    assertThatIllegalArgumentException().isThrownBy(() -> RULES.withTrusted("https://a/b"));
  }
}
