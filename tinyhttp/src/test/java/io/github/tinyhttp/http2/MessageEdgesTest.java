package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The edges of what a request and a response may look like in frames, and of the times that a
/// client has.
class MessageEdgesTest extends Http2Test {
  private static final long DATA = 0x0102_0304_0506_0708L;

  private static String[] connect(String authority) {
    return new String[] {":method", "CONNECT", ":authority", authority};
  }

  static Stream<Arguments> malformed() {
    String[] tunnel = TestClient.tunnel("raw", "a");
    return Stream.of(
        Arguments.of("no digits", TestClient.with(TestClient.GET, "content-length", "")),
        Arguments.of(
            "19 digits", TestClient.with(TestClient.GET, "content-length", "1" + "0".repeat(18))),
        Arguments.of("a letter", TestClient.with(TestClient.GET, "content-length", "1a")),
        Arguments.of("a sign", TestClient.with(TestClient.GET, "content-length", "+1")),
        Arguments.of("less than a digit", TestClient.with(TestClient.GET, "content-length", "1/")),
        Arguments.of("no method", TestClient.but(TestClient.GET, ":method", "")),
        Arguments.of("no scheme", TestClient.but(TestClient.GET, ":scheme", "")),
        Arguments.of("CONNECT, a scheme", TestClient.with(connect("a:1"), ":scheme", "http")),
        Arguments.of("CONNECT, a path", TestClient.with(connect("a:1"), ":path", "/")),
        Arguments.of("CONNECT, no host", new String[] {":method", "CONNECT", "host", "a:1"}),
        Arguments.of("CONNECT, no port", connect("a")),
        Arguments.of("CONNECT, port 0", connect("a:0")),
        Arguments.of("CONNECT, no host name", connect("a b:1")),
        Arguments.of("CONNECT, two hosts", TestClient.with(connect("a:1"), "host", "b:1")),
        Arguments.of("a protocol of two words", TestClient.but(tunnel, ":protocol", "a b")),
        Arguments.of("no protocol before a version", TestClient.but(tunnel, ":protocol", "/1")),
        Arguments.of("no version of a protocol", TestClient.but(tunnel, ":protocol", "a/")),
        Arguments.of("two versions", TestClient.but(tunnel, ":protocol", "a/1/2")),
        Arguments.of("a protocol of GET", TestClient.with(TestClient.GET, ":protocol", "raw")));
  }

  /// RFC 9113 §8.1.1 and §8.5, RFC 8441 §4: the stream ends, and the connection goes on.
  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void a_malformed_head_ends_its_stream(String what, String[] fields) throws Exception {
    TestClient client = h2(_ -> Response.text("beside"));
    client.headers(1, Frames.END_STREAM, fields);
    assertThat(client.response(1).status()).as(what).isBetween(400, 499);
    client.ping(DATA);
    Frame next = client.frames().read();
    while (next.type() != Frames.PING) {
      assertThat(next.stream()).as("%s, %s", what, next).isEqualTo(1);
      next = client.frames().read();
    }
    client.get(3);
    assertThat(client.response(3).text()).isEqualTo("beside");
  }

  @ParameterizedTest
  @CsvSource({"GET, true", "GET, false", "HEAD, true"})
  void trailers_may_follow_no_content(String method, boolean flush) throws Exception {
    Headers sum = Headers.of("sum", "0");
    TestClient client =
        h2(
            flush
                ? _ -> Response.stream(out -> out.flush()).withTrailers(sum)
                : _ -> Response.bytes(new byte[0]).withTrailers(sum));
    client.headers(1, Frames.END_STREAM, TestClient.but(TestClient.GET, ":method", method));
    TestClient.Response response = client.response(1);
    assertThat(response.content()).isEmpty();
    assertThat(response.trailers())
        .isEqualTo(method.equals("HEAD") ? List.of() : List.of("sum: 0"));
  }

  @Test
  void the_name_of_the_server_is_the_applications_if_it_has_one() throws Exception {
    TestClient client =
        h2(
            server(
                request ->
                    request.path().equals("/")
                        ? Response.text("a")
                        : Response.text("a").withHeader("Server", "mine"),
                options().withName("tiny")));
    client.get(1);
    assertThat(client.response(1).field("server")).isEqualTo("tiny");
    client.headers(3, Frames.END_STREAM, TestClient.but(TestClient.GET, ":path", "/mine"));
    assertThat(client.response(3).fields()).containsOnlyOnce("server: mine");
  }

  /// RFC 7239 §4: what a trusted proxy says and the server does not understand is no request.
  @Test
  void what_a_trusted_proxy_says_has_to_be_well_formed() throws Exception {
    ServerOptions options =
        options().withProxies(Proxies.trusting(Proxies.Fields.FORWARDED, "127.0.0.1"));
    TestClient client = h2(server(request -> Response.text(request.host().orElse("")), options));
    client.get(1, "forwarded", "host=");
    assertThat(client.response(1).status()).isEqualTo(400);
    client.get(3, "forwarded", "host=b");
    assertThat(client.response(3).text()).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"u=/", "u=:", "u", "u=", "u=12", "i=?2", "i;u=1"})
  void what_a_client_says_wrongly_of_its_priority_is_passed_over(String value) {
    assertThat(Priority.of(value).urgency()).isEqualTo(3);
  }

  // ---- times

  private Server receiving(ServerOptions options) throws IOException {
    return closedAfter(Server.builder().bind(0).options(options).start());
  }

  @Test
  void a_body_is_waited_for_as_long_as_the_application_says() throws Exception {
    Server server = receiving(options());
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.POST).data(1, 0, "a part");
    Request request = receive(server);
    request.readTimeout(Duration.ofMillis(1));
    InputStream body = request.body();
    assertThat(body).isSameAs(request.body());
    assertThat(body.readNBytes(6)).asString().isEqualTo("a part");
    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(body::read)
        .satisfies(late -> assertThat(late.status().code()).isEqualTo(408));
    assertThat(request.trailers()).isEqualTo(Headers.empty());
    request.close();
    assertThat(client.response(1).status()).isEqualTo(408);
  }

  /// A frame of DATA counts by the rate, as a body does, and not as a frame of another type.
  @Test
  void a_frame_of_data_that_does_not_come_to_its_end_ends_the_connection() throws Exception {
    Duration progress = Duration.ofMillis(150);
    Server server = receiving(options().withTimeouts(Timeouts.defaults().withProgress(progress)));
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.POST);
    Request request = receive(server);
    byte[] frame = new Frame(Frames.DATA, 0, 1, new byte[1000]).octets();
    client.frames().send(Arrays.copyOf(frame, 20));
    assertThat(request.isConnected()).isTrue();
    isGoAway(client, ErrorCode.ENHANCE_YOUR_CALM);
  }

  // ---- a client that says nothing

  private Server speakingNothingElse(Timeouts timeouts) throws IOException {
    Listener listener = Listener.on(0).withVersions(HttpVersion.HTTP_2);
    return closedAfter(
        Server.builder()
            .listen(listener)
            .options(options().withTimeouts(timeouts))
            .handler(_ -> Response.text("a"))
            .start());
  }

  @Test
  void a_client_that_says_nothing_is_told_nothing_when_its_time_is_over() throws Exception {
    Timeouts hasty = Timeouts.defaults().withHead(Duration.ofMillis(100));
    TestClient client = raw(speakingNothingElse(hasty));
    assertThat(client.frames().readOrEnd()).isNull();
  }

  @Test
  void a_client_that_has_said_nothing_is_told_nothing_when_the_server_ends() throws Exception {
    Server server = speakingNothingElse(Timeouts.defaults());
    TestClient client = raw(server);
    Await.until("it is there", () -> server.metrics().connections() == 1);
    assertThat(server.shutdown(Duration.ofSeconds(10))).isTrue();
    assertThat(client.frames().readOrEnd()).isNull();
  }
}
