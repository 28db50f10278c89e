package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §4 and §7.1 to §7.4: URIs, the target of a request, and whom it is for.
class Rfc9110IdentifiersTest extends OnEachVersion {
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
  @ValueSource(
      strings = {
        "http://",
        "http:///",
        "http:///p",
        "http://?q",
        "http://:80",
        "http://:80/",
        "http://:/"
      })
  @Covers("9110-4.2.1-2")
  void an_http_uri_without_a_host_is_refused(String uri) throws Exception {
    serveOk();
    refuses(400, "GET " + uri + " HTTP/1.1\r\nHost: a\r\n\r\n");
    refuses(400, "OPTIONS " + uri + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://u@a/",
        "http://u:p@a/",
        "http://@a/",
        "http://:@a/",
        "http://a@b@c/",
        "http://a:80@b/"
      })
  @Covers("9110-4.2.4-2")
  void userinfo_in_a_target_is_an_error(String uri) throws Exception {
    serveOk();
    refuses(400, "GET " + uri + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"u@a", "u:p@a", "@a", "u@a:80"})
  @Covers({"9110-4.2.4-2", "9110-7.2-1"})
  void userinfo_in_host_is_an_error(String host) throws Exception {
    serveOk();
    refuses(400, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET *",
        "HEAD *",
        "POST *",
        "PATCH *",
        "options *",
        "GET a.example:80",
        "HEAD a.example:80",
        "POST a:1",
        "OPTIONS a.example:80",
        "DELETE [::1]:80",
        "GET a.example",
        "GET **",
        "OPTIONS **",
        "OPTIONS */",
        "CONNECT *",
        "CONNECT /",
        "CONNECT /a:80",
        "CONNECT http://a:80",
        "CONNECT http://a:80/"
      })
  @Covers("9110-7.1-1")
  void forms_of_targets_go_with_their_method_only(String start) throws Exception {
    serveOk();
    refuses(400, start + " HTTP/1.1\r\nHost: a.example:80\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "/,                          a.example /                -",
    "/p,                         a.example /p               -",
    "/p?q,                       a.example /p               q",
    "/p?,                        a.example /p               ''",
    "/?a?b,                      a.example /                a?b",
    "//c.example/p,              a.example //c.example/p    -",
    "/http://c.example/,         a.example /http://c.example/ -",
    "/*,                         a.example /*               -",
    "/a:80,                      a.example /a:80            -",
    "http://b.example/p?q,       b.example /p               q",
    "http://b.example:81/p,      b.example:81 /p            -",
    "http://b.example,           b.example /                -",
    "http://b.example?q,         b.example /                q",
    "http://b.example:/p,        b.example: /p              -",
    "http://[::1]:81/p,          [::1]:81 /p                -",
    "http://127.0.0.1//p,        127.0.0.1 //p              -"
  })
  @Covers("9110-7.1-2")
  void the_target_uri_is_put_together_and_a_whole_uri_wins(String target, String expected)
      throws Exception {
    serveTargets();
    WireResponse response = ask("GET " + target + " HTTP/1.1\r\nHost: a.example\r\n\r\n");
    assertThat(response.text()).isEqualTo(expected.replaceAll(" +", " ").replace("''", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a", "a.example", "a.example.", "A.Example", "a.example:80", "a.example:", "a_b-c~d",
            "%41.example",
        "127.0.0.1", "127.0.0.1:8080", "1234", "a!$&'()*+;=b", "[::1]", "[::1]:80", "[::]",
            "[2001:db8::1]",
        "[1:2:3:4:5:6:7:8]", "[::ffff:192.0.2.1]", "[v1.a:b]", "xn--bcher-kva.example"
      })
  @Covers("9110-7.2-1")
  void a_host_with_or_without_a_port_is_taken(String host) throws Exception {
    serveTargets();
    assertThat(ask("GET /p HTTP/1.1\r\nHost: " + host + "\r\n\r\n").text())
        .isEqualTo(host + " /p -");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "a\tb",
        "a/",
        "a/b",
        "/",
        "http://a",
        "a:b",
        "a:80:80",
        "a:-1",
        "a:8 0",
        "a: 80",
        "a, b",
        "a,b:x",
        "::1",
        "[::1",
        "::1]",
        "[::1]x",
        "[::1]]",
        "[]",
        "[:::1]",
        "[1::2::3]",
        "[1:2:3]",
        "[12345::]",
        "[g::]",
        "[1:2:3:4:5:6:7:8:9]",
        "[::256.1.1.1]",
        "[127.0.0.1]",
        "[v.a]",
        "[v1.]",
        "[fec0::1%25eth0]",
        "a\"b",
        "a<b>",
        "a\\b",
        "a^b",
        "a`b",
        "a{b}",
        "a|b",
        "a?b",
        "a#b",
        "%",
        "%4",
        "%zz",
        "b\u00FCcher",
        "a\u0000b"
      })
  @Covers("9110-7.2-1")
  void anything_else_in_host_is_refused(String host) throws Exception {
    serveOk();
    refuses(400, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://a/",
        "urn:a",
        "mailto:b@a",
        "foo://a/",
        "http:",
        "http:/",
        "http:/a",
        "http:a",
        "http//a",
        "://a/",
        "httpx://a/",
        "http ://a/",
        "ws://a/",
        "data:,x",
        "http://a:x/",
        "http://a:80:80/",
        "http://a b/",
        "http://[::1/",
        "http://%zz/",
        "a/b",
        "?q",
        ".",
        "../a",
        "\\a",
        "/a\\b",
        "/%",
        "/%4",
        "/%zz",
        "/a#b",
        "/\"",
        "/<a>",
        "/\u00FC",
        "http://b\u00FCcher/"
      })
  @Covers("9110-7.4-1")
  void a_target_that_breaks_the_rules_of_its_scheme_is_refused(String target) throws Exception {
    serveOk();
    refuses(400, "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }
}
