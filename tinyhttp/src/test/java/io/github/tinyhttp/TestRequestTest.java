package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestRequestTest {
  private static Response handle(Request request) throws IOException {
    return Response.text(request.method() + " " + request.path() + " " + request.text());
  }

  private static String bodyOf(Response response) throws Exception {
    var out = new ByteArrayOutputStream();
    response.body().writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_handler_is_tested_without_a_socket() throws Exception {
    Response response = handle(TestRequest.post("/notes?x=1", "héllo"));
    assertThat(response.status()).isEqualTo(Status.OK);
    assertThat(bodyOf(response)).isEqualTo("POST /notes héllo");
  }

  @Test
  void says_nothing_it_was_not_told() {
    TestRequest request = TestRequest.get("/");
    assertThat(request.method()).isEqualTo(HttpMethod.GET);
    assertThat(request.version()).isEqualTo(HttpVersion.HTTP_1_1);
    assertThat(request.headers()).isEqualTo(Headers.of("Host", "localhost"));
    assertThat(request.authority()).hasValue("localhost");
    assertThat(request.contentLength()).hasValue(0);
    assertThat(request.isSecure()).isFalse();
    assertThat(request.remoteAddress()).isEqualTo(new InetSocketAddress("127.0.0.1", 23456));
    assertThat(request.query()).isEmpty();
    assertThat(request.queryParameters()).isEmpty();
    assertThat(request.trailers().isEmpty()).isTrue();
    assertThat(request.isResponded()).isFalse();
    assertThat(request.answer()).isEmpty();
  }

  @Test
  void says_what_it_was_told() throws Exception {
    var address = new InetSocketAddress("192.0.2.1", 1);
    TestRequest request =
        TestRequest.of("PUT", "/a%20b?c=d&c=e+f", new byte[] {1, 2})
            .withHeader("X", "1")
            .withHeader("X", "2")
            .withHttps()
            .withVersion(HttpVersion.HTTP_1_0)
            .withTrailers(Headers.of("T", "3"))
            .withRemoteAddress(address);
    assertThat(request.method()).isEqualTo(HttpMethod.PUT);
    assertThat(request.path()).isEqualTo("/a b");
    assertThat(request.rawPath()).isEqualTo("/a%20b");
    assertThat(request.target()).isEqualTo("/a%20b?c=d&c=e+f");
    assertThat(request.queryParameters()).containsEntry("c", List.of("d", "e f"));
    assertThat(request.queryParameter("c")).hasValue("d");
    assertThat(request.headers().all("x")).containsExactly("1", "2");
    assertThat(request.header("content-length")).hasValue("2");
    assertThat(request.isSecure()).isTrue();
    assertThat(request.version()).isEqualTo(HttpVersion.HTTP_1_0);
    assertThat(request.remoteAddress()).isEqualTo(address);
    assertThat(request.bytes()).containsExactly(1, 2);
    assertThat(request.trailers().first("T")).hasValue("3");
  }

  @Test
  void keeps_its_response() throws Exception {
    TestRequest request = TestRequest.get("/");
    request.respond(Response.text("kept").withHeader("X", "y"));
    Response response = request.answer().orElseThrow();
    assertThat(bodyOf(response)).isEqualTo("kept");
    assertThat(response.headers().first("X")).hasValue("y");
    assertThat(request.isResponded()).isTrue();
  }

  @Test
  void gets_one_response() {
    TestRequest request = TestRequest.get("/");
    request.respond(Response.empty());
    assertThatThrownBy(() -> request.respond(Response.empty()))
        .isInstanceOf(IllegalStateException.class);
    request.close();
    assertThat(request.answer()).map(Response::status).hasValue(Status.NO_CONTENT);
  }

  @Test
  void gets_500_when_closed() {
    TestRequest request = TestRequest.get("/");
    request.close();
    assertThat(request.answer()).map(Response::status).hasValue(Status.INTERNAL_SERVER_ERROR);
  }

  @Test
  void keeps_interim_responses() {
    TestRequest request = TestRequest.get("/");
    request.inform(103, Headers.of("Link", "</a>"));
    assertThat(request.interimAnswers()).containsExactly(new Status(103));
  }

  @Test
  void can_be_upgraded() throws Exception {
    TestRequest request = TestRequest.get("/").withHeader("Upgrade", "chat");
    try (Upgrade upgrade = request.upgrade("chat", Response.status(200))) {
      upgrade.output().write('x');
      assertThat(upgrade.protocol()).isEqualTo("chat");
    }
    assertThat(request.upgradedOutput()).containsExactly('x');
    assertThatThrownBy(() -> TestRequest.get("/").upgrade("chat", Response.status(200)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void does_not_take_what_no_client_can_send() {
    assertThatThrownBy(() -> TestRequest.of("G T", "/", new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TestRequest.get("/").withHeader("a b", "c"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takes_the_response_of_a_handler_as_a_server_would() {
    assertThat(responseOf(_ -> Response.text("fine")).status().code()).isEqualTo(200);
    assertThat(responseOf(_ -> null).status().code()).isEqualTo(500);
    assertThat(
            responseOf(
                    _ -> {
                      throw new HttpException(418, "no coffee");
                    })
                .status()
                .code())
        .isEqualTo(418);
    assertThat(
            responseOf(
                    _ -> {
                      throw new IllegalStateException("on purpose");
                    })
                .status()
                .code())
        .isEqualTo(500);
    assertThat(
            responseOf(
                    request -> {
                      request.respond(Response.status(201));
                      throw new IllegalStateException("on purpose");
                    })
                .status()
                .code())
        .isEqualTo(201);
  }

  private static Response responseOf(Handler handler) {
    var request = TestRequest.get("/");
    request.respond(handler);
    assertThatThrownBy(() -> request.respond(handler)).isInstanceOf(IllegalStateException.class);
    return request.answer().orElseThrow();
  }
}
