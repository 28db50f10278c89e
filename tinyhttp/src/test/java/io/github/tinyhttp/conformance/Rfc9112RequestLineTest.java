package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9112 chapter 3: the request line, and the URI it asks for.
class Rfc9112RequestLineTest extends SocketTest {
  private final Seen seen = new Seen();

  @Nested
  class Section_3_request_line {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "GET  / HTTP/1.1",
          "GET /  HTTP/1.1",
          "GET\t/ HTTP/1.1",
          "GET / HTTP/1.1 ",
          " GET / HTTP/1.1",
          "GET / HTTP/1.1 x",
          "GET /",
          "GET HTTP/1.1"
        })
    @Covers("9112-3-1")
    void a_request_line_is_three_words_with_one_space_between_them(String line) throws IOException {
      refuses(line, 400);
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 100, 1_000})
    @Covers("9112-3-2")
    void responds_to_a_method_that_is_too_long_with_501(int length) throws IOException {
      refuses("X".repeat(length) + " / HTTP/1.1", 501);
    }

    @ParameterizedTest
    @ValueSource(ints = {16 << 10, 20_000})
    @Covers("9112-3-3")
    void responds_to_a_target_that_is_too_long_with_414(int length) throws IOException {
      refuses("GET /" + "a".repeat(length) + " HTTP/1.1", 414);
    }

    @Test
    @Covers("9112-3-4")
    void serves_request_lines_of_8000_octets() throws IOException {
      String target = "/" + "a".repeat(8_000 - "GET / HTTP/1.1".length());
      String response = responseOf(seen, "GET " + target + " HTTP/1.1\nHost: a\n\n").text();
      assertThat(response).isEqualTo("GET " + target);
    }
  }

  @Nested
  class Section_3_1_method {
    @ParameterizedTest
    @ValueSource(strings = {"GET", "get", "Get", "BREW", "!#$%&'*+-.^_`|~09Az"})
    @Covers("9112-3.1-1")
    void a_method_is_any_token_and_case_counts(String method) throws IOException {
      String response = responseOf(seen, method + " / HTTP/1.1\nHost: a\n\n").text();
      assertThat(response).isEqualTo(method + " /");
    }

    @ParameterizedTest
    @ValueSource(strings = {"G(T", "G/T", "G:T", "G@T", "\"GET\"", "G\0T", "G\u00C4T"})
    @Covers("9112-3.1-1")
    void a_method_is_nothing_but_a_token(String method) throws IOException {
      refuses(method + " / HTTP/1.1", 400);
    }
  }

  @Nested
  class Section_3_2_request_target {
    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/a\tb", "/a?b c"})
    @Covers({"9112-3.2-1", "9112-3.2-2", "9112-3.2-3"})
    void refuses_whitespace_in_a_target_and_does_not_guess(String target) throws IOException {
      refuses("GET " + target + " HTTP/1.1", 400);
    }

    @Test
    @Covers("9112-3.2-7")
    void responds_to_an_http_1_1_request_without_host_with_400() throws IOException {
      refusesHead("GET / HTTP/1.1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
    @Covers("9112-3.2-8")
    void responds_to_a_request_with_two_hosts_with_400(String version) throws IOException {
      refusesHead("GET / " + version + "\nHost: a\nHost: a\n");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "a b", "a/b", "a@b", "a, b", "a:b", "a:80:80", "[::1", "::1", "a\0", "a\u00FF", "a%", ":",
          ":80"
        })
    @Covers("9112-3.2-9")
    void responds_to_a_request_with_an_invalid_host_with_400(String host) throws IOException {
      refusesHead("GET / HTTP/1.1\nHost: " + host + "\n");
    }

    @Test
    @Covers("9112-3.2-9")
    void responds_to_an_http_1_0_request_with_an_invalid_host_with_400() throws IOException {
      refusesHead("GET / HTTP/1.0\nHost: a b\n");
    }
  }

  @Nested
  class Section_3_2_forms_of_a_target {
    @ParameterizedTest
    @CsvSource({"/,/,", "/where?q=now,/where,q=now", "/a?,/a,''", "/a%20b?c?d,/a%20b,c?d"})
    @Covers({"9112-3.2.1-1", "9112-3.3-4"})
    void the_origin_form_is_a_path_and_maybe_a_query(String target, String path, String query)
        throws IOException {
      String response = describe("GET " + target + " HTTP/1.1", "Host: a");
      assertThat(response).isEqualTo("http a " + path + " " + query);
    }

    @ParameterizedTest
    @CsvSource({
      "http://b/x?y,b,/x,y",
      "HTTP://b:8080/,b:8080,/,",
      "http://b,b,/,",
      "http://[::1]:80/x,[::1]:80,/x,"
    })
    @Covers({"9112-3.2.2-5", "9112-3.2.2-6", "9112-3.3-1"})
    void the_absolute_form_is_accepted_and_its_host_counts(
        String target, String authority, String path, String query) throws IOException {
      String response = describe("GET " + target + " HTTP/1.1", "Host: a");
      assertThat(response).isEqualTo("http " + authority + " " + path + " " + query);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "OPTIONS", "HEAD"})
    @Covers("9112-3.2.3-1")
    void host_and_port_are_no_target_but_for_connect(String method) throws IOException {
      refuses(method + " a:80 HTTP/1.1", 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "*", "a", "a:", ":80", "http://a:80/", "a:80/x"})
    @Covers("9112-3.2.3-1")
    void connect_has_no_target_but_host_and_port(String target) throws IOException {
      refuses("CONNECT " + target + " HTTP/1.1", 400);
    }

    @Test
    @Covers("9112-3.2.3-1")
    void connect_hands_out_host_and_port_to_a_server_that_asks_for_it() throws IOException {
      Server server =
          closedAfter(
              Server.builder()
                  .bind(0)
                  .handler(seen)
                  .options(options())
                  .handleMethods(HttpMethod.CONNECT)
                  .start());
      client(server).sendLines("CONNECT b:443 HTTP/1.1\nHost: b:443\n\n").readResponse("CONNECT");
      assertThat(seen.requests()).containsExactly("CONNECT b:443");
    }

    @Test
    @Covers("9112-3.2.4-1")
    void the_asterisk_is_a_target_of_options() throws IOException {
      client(seen).sendLines("OPTIONS * HTTP/1.1\nHost: a\n\n").expectResponse(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "HEAD", "BREW"})
    @Covers("9112-3.2.4-1")
    void the_asterisk_is_no_target_of_other_methods(String method) throws IOException {
      refuses(method + " * HTTP/1.1", 400);
    }
  }

  @Nested
  class Section_3_3_reconstructing_the_target_uri {
    @Test
    @Covers({"9112-3.3-2", "9112-3.3-3"})
    void takes_scheme_from_the_connection_and_authority_from_host() throws IOException {
      assertThat(describe("GET /x HTTP/1.1", "Host: www.example.org:8080"))
          .isEqualTo("http www.example.org:8080 /x null");
    }

    @Test
    @Covers("9112-3.3-2")
    void an_https_uri_is_not_served_on_an_insecure_connection() throws IOException {
      int status = responseOf(seen, "GET https://a/ HTTP/1.1\nHost: a\n\n").status();
      assertThat(status).isEqualTo(421);
      assertThat(seen.requests()).isEmpty();
    }

    @Test
    @Covers("9112-3.3-3")
    void there_is_no_authority_without_a_host() throws IOException {
      assertThat(describe("GET /x HTTP/1.0", "X: y")).matches("http (null)? /x null");
    }

    @Test
    @Covers({"9112-3.3-3", "9110-4.2.1-2"})
    void an_empty_host_is_of_no_http_uri() throws IOException {
      Handler handler = _ -> Response.text("not asked");
      assertThat(responseOf(handler, "GET /x HTTP/1.1\nHost:\n\n").status()).isEqualTo(400);
      assertThat(responseOf(handler, "GET /x HTTP/1.0\nHost: \n\n").status()).isEqualTo(400);
    }
  }

  private String describe(String line, String field) throws IOException {
    return responseOf(request -> Response.text(describe(request)), line + "\n" + field + "\n\n")
        .text();
  }

  private static String describe(Request request) {
    return "%s %s %s %s"
        .formatted(
            request.isSecure() ? "https" : "http",
            request.authority().orElse(null),
            request.rawPath(),
            request.query().orElse(null));
  }

  private void refuses(String requestLine, int status) throws IOException {
    refusesHead(requestLine + "\nHost: a\n", status);
  }

  private void refusesHead(String head) throws IOException {
    refusesHead(head, 400);
  }

  private void refusesHead(String head, int status) throws IOException {
    WireClient client = client(seen).sendLines(head + "\n");
    String method = head.substring(0, Math.max(0, head.indexOf(' ')));
    assertThat(client.expectResponse(method, status).announcesClose()).isTrue();
    client.expectClosed();
    assertThat(seen.requests()).isEmpty();
  }
}
