package io.github.tinyhttp.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.ProxyHeader;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestRequestTest {
  private static final byte[] NOTHING = {};

  private static Response echo(Request request) throws IOException {
    return Response.text(request.method() + " " + request.path() + " " + request.text());
  }

  @Test
  void a_handler_is_tested_without_a_socket() throws Exception {
    TestResponse response = TestRequest.post("/notes?x=1", "héllo").sendTo(TestRequestTest::echo);
    assertThat(response.status()).isEqualTo(Status.OK);
    assertThat(response.text()).isEqualTo("POST /notes héllo");
    assertThat(response.header("content-length")).hasValue("18");
    assertThat(response.headers().contains("Date")).isTrue();
    assertThat(response.isComplete()).isTrue();
  }

  @Nested
  class The_request {
    @Test
    void says_nothing_it_was_not_told() {
      Request request = TestRequest.get("/").start().request();
      assertThat(request.method()).isEqualTo(HttpMethod.GET);
      assertThat(request.version()).isEqualTo(HttpVersion.HTTP_1_1);
      assertThat(request.headers()).isEqualTo(Headers.of("Host", "localhost"));
      assertThat(request.authority()).hasValue("localhost");
      assertThat(request.contentLength()).hasValue(0);
      assertThat(request.isSecure()).isFalse();
      assertThat(request.tls()).isEmpty();
      assertThat(request.remoteAddress()).isEqualTo(new InetSocketAddress("127.0.0.1", 23456));
      assertThat(request.localAddress()).isEqualTo(new InetSocketAddress("127.0.0.1", 80));
      assertThat(request.peerCredentials()).isEmpty();
      assertThat(request.query()).isEmpty();
      assertThat(request.queryParameters()).isEmpty();
      assertThat(request.trailers().isEmpty()).isTrue();
      assertThat(request.isResponded()).isFalse();
      assertThat(request.isConnected()).isTrue();
    }

    @Test
    void says_what_it_was_told() throws Exception {
      var address = new InetSocketAddress("192.0.2.1", 1);
      Request request =
          TestRequest.of("PUT", "/a%20b?c=d&c=e+f", new byte[] {1, 2})
              .withHeader("X", "1")
              .withAddedHeader("X", "2")
              .withHttps()
              .withTrailers(Headers.of("T", "3"))
              .withRemoteAddress(address)
              .start()
              .request();
      assertThat(request.method()).isEqualTo(HttpMethod.PUT);
      assertThat(request.path()).isEqualTo("/a b");
      assertThat(request.rawPath()).isEqualTo("/a%20b");
      assertThat(request.target()).isEqualTo("/a%20b?c=d&c=e+f");
      assertThat(request.queryParameters()).containsEntry("c", List.of("d", "e f"));
      assertThat(request.queryParameter("c")).hasValue("d");
      assertThat(request.headers().all("x")).containsExactly("1", "2");
      assertThat(request.header("transfer-encoding")).hasValue("chunked");
      assertThat(request.contentLength()).isEmpty();
      assertThat(request.isSecure()).isTrue();
      assertThat(request.remoteAddress()).isEqualTo(address);
      assertThat(request.bytes()).containsExactly(1, 2);
      assertThat(request.trailers().first("T")).hasValue("3");
    }

    @Test
    void says_the_length_of_its_content() {
      assertThat(TestRequest.post("/", "hello").start().request().header("content-length"))
          .hasValue("5");
    }

    @Test
    void can_be_secure() {
      Request request = TestRequest.get("/").withHttps().start().request();
      assertThat(request.isSecure()).isTrue();
      assertThat(request.scheme()).isEqualTo("https");
      assertThat(request.uri()).hasToString("https://localhost/");
      assertThat(request.tls())
          .hasValueSatisfying(tls -> assertThat(tls.protocol()).isEqualTo("TLSv1.3"));
      assertThat(request.localAddress()).isEqualTo(new InetSocketAddress("127.0.0.1", 443));
    }

    @Test
    void has_one_field_in_place_of_those_there_are() {
      TestRequest twice = TestRequest.get("/").withHeader("X", "1").withAddedHeader("x", "2");
      assertThat(twice.withHeader("X", "3").start().request().headers().all("X"))
          .containsExactly("3");
      assertThat(twice.withoutHeader("X").start().request().headers().all("X")).isEmpty();
      assertThat(twice.withHeader("Host", "a").start().request().authority()).hasValue("a");
    }

    @Test
    void is_asked_for_a_whole_uri_as_a_server_is() {
      Request request = TestRequest.get("http://example.com:81?a=b").start().request();
      assertThat(request.path()).isEqualTo("/");
      assertThat(request.authority()).hasValue("example.com:81");
      assertThat(request.query()).hasValue("a=b");
    }

    @Test
    void comes_from_whom_trusted_proxies_say() {
      TestRequest forwarded =
          TestRequest.get("/")
              .withHeader("X-Forwarded-For", "192.0.2.7")
              .withHeader("X-Forwarded-Proto", "https");
      assertThat(forwarded.start().request().clientAddress())
          .isEqualTo(new InetSocketAddress("127.0.0.1", 23456));
      TestRequest trusted =
          forwarded.withProxies(Proxies.trusting(Proxies.Fields.X_FORWARDED, "127.0.0.0/8"));
      Request request = trusted.start().request();
      assertThat(request.clientAddress()).isEqualTo(new InetSocketAddress("192.0.2.7", 0));
      assertThat(request.scheme()).isEqualTo("https");
      assertThat(request.uri()).hasToString("https://localhost/");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trusted.withHeader("X-Forwarded-Proto", "a b").start());
    }

    @Test
    void comes_from_whom_a_proxy_header_says() {
      var source = new InetSocketAddress("192.0.2.7", 1234);
      var destination = new InetSocketAddress("192.0.2.8", 80);
      ProxyHeader header = ProxyHeader.of(source, destination);
      Request request = TestRequest.get("/").withProxyHeader(header).start().request();
      assertThat(request.remoteAddress()).isEqualTo(source);
      assertThat(request.localAddress()).isEqualTo(destination);
      assertThat(request.proxyHeader()).hasValue(header);
    }

    @Test
    void may_be_large_as_far_as_the_options_allow() throws Exception {
      TestRequest request = TestRequest.post("/", "hello");
      ServerOptions small = ServerOptions.defaults().withLimits(Limits.defaults().withBody(4));
      assertThat(request.sendTo(TestRequestTest::echo).status().code()).isEqualTo(200);
      assertThat(request.withOptions(small).sendTo(TestRequestTest::echo).status().code())
          .isEqualTo(413);
    }

    @Test
    void never_changes() throws Exception {
      byte[] content = {'a'};
      TestRequest request = TestRequest.of("POST", "/", content);
      content[0] = 'b';
      TestRequest other = request.withHeader("X", "1");
      assertThat(request.start().request().headers().contains("X")).isFalse();
      assertThat(other.start().request().headers().contains("X")).isTrue();
      request.start().request().bytes()[0] = 'c';
      assertThat(request.start().request().text()).isEqualTo("a");
      assertThat(other.sendTo(TestRequestTest::echo).text()).isEqualTo("POST / a");
      assertThat(request).hasToString("POST / HTTP/1.1");
    }
  }

  @Nested
  class What_no_client_can_send {
    @Test
    void is_not_taken() {
      assertThatIllegalArgumentException().isThrownBy(() -> TestRequest.of("G T", "/", NOTHING));
      assertThatIllegalArgumentException().isThrownBy(() -> TestRequest.get(""));
      assertThatIllegalArgumentException().isThrownBy(() -> TestRequest.get("/ü"));
      TestRequest request = TestRequest.get("/");
      assertThatIllegalArgumentException().isThrownBy(() -> request.withHeader("a b", "c"));
      assertThatIllegalArgumentException().isThrownBy(() -> request.withHeader("a", "b\r\nc: d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "/%zz", "/\\", "*", "/a#b", "https://localhost/", "ftp://a/"})
    void is_refused_as_by_a_server(String target) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TestRequest.get(target).start())
          .withMessageContaining("refuses");
    }

    @ParameterizedTest
    @CsvSource({
      "Host, a b",
      "Content-Length, 4",
      "Content-Length, x",
      "Transfer-Encoding, gzip",
      "Expect, something"
    })
    void is_no_field_of_the_protocol_either(String name, String value) {
      TestRequest request = TestRequest.post("/", "hello").withHeader(name, value);
      assertThatIllegalArgumentException().isThrownBy(request::start);
    }

    @Test
    void is_a_head_beyond_the_limits() {
      TestRequest request = TestRequest.get("/").withHeader("a", "b".repeat(70_000));
      assertThatIllegalArgumentException().isThrownBy(request::start);
      ServerOptions large =
          ServerOptions.defaults().withLimits(Limits.defaults().withHead(1 << 20));
      assertThat(request.withOptions(large).start().request().header("a")).isPresent();
    }

    @Test
    void is_a_trailer_in_http_1_0() {
      TestRequest request =
          TestRequest.get("/").withTrailers(Headers.of("a", "b")).withVersion(HttpVersion.HTTP_1_0);
      assertThatIllegalArgumentException().isThrownBy(request::start);
    }
  }

  @Nested
  class A_handler {
    private static int statusBy(Handler handler) throws Exception {
      return TestRequest.get("/").sendTo(handler).status().code();
    }

    @Test
    void responds_as_on_a_server() throws Exception {
      assertThat(statusBy(_ -> Response.text("fine"))).isEqualTo(200);
      assertThat(statusBy(_ -> Response.handled())).isEqualTo(500);
      assertThat(
              statusBy(
                  _ -> {
                    throw new HttpException(418, "no coffee");
                  }))
          .isEqualTo(418);
    }

    @Test
    void throws_to_the_test_what_is_no_response() {
      var failure = new IllegalStateException("on purpose");
      assertThatThrownBy(
              () ->
                  statusBy(
                      _ -> {
                        throw failure;
                      }))
          .isSameAs(failure);
      assertThatThrownBy(
              () ->
                  statusBy(
                      request -> {
                        request.respond(Response.status(201));
                        throw failure;
                      }))
          .isSameAs(failure);
      assertThatThrownBy(
              () ->
                  statusBy(
                      _ -> {
                        throw new AssertionError("on purpose");
                      }))
          .isInstanceOf(AssertionError.class);
    }

    @Test
    void throws_to_the_test_what_its_content_has_thrown() {
      var failure = new IllegalStateException("on purpose");
      assertThatThrownBy(
              () ->
                  statusBy(
                      _ ->
                          Response.stream(
                              _ -> {
                                throw failure;
                              })))
          .isSameAs(failure);
      assertThatThrownBy(
              () ->
                  statusBy(
                      _ ->
                          Response.stream(
                              out -> {
                                out.write('a');
                                out.flush();
                                throw failure;
                              })))
          .isSameAs(failure);
    }

    @Test
    void may_respond_on_another_thread() throws Exception {
      TestResponse response =
          TestRequest.get("/")
              .sendTo(
                  request -> {
                    var out = request.begin(Response.status(200));
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              try (out) {
                                out.write('x');
                              } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                              }
                            });
                    return Response.handled();
                  });
      assertThat(response.text()).isEqualTo("x");
    }

    @Test
    void is_not_asked_what_the_library_responds_to() throws Exception {
      TestResponse options =
          TestRequest.of("OPTIONS", "*", NOTHING).sendTo(_ -> Response.text("mine"));
      assertThat(options.status().code()).isEqualTo(204);
      assertThat(options.header("Allow")).isPresent();
      assertThat(
              TestRequest.of("TRACE", "/", NOTHING)
                  .sendTo(_ -> Response.text("mine"))
                  .status()
                  .code())
          .isEqualTo(501);
    }
  }
}
