package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Shutdown (RFC 9113 §6.8), and what is bounded by time.
class EndingTest extends Http2Test {
  private static final Duration SHORT = Duration.ofMillis(300);

  private static ServerOptions within(Timeouts timeouts) {
    return options().withTimeouts(timeouts);
  }

  private Server impatient() throws IOException {
    return server(
        request -> Response.text(request.text()),
        within(
            Timeouts.defaults()
                .withHead(SHORT)
                .withProgress(SHORT)
                .withIdle(SHORT)
                .withLinger(SHORT)));
  }

  /// The first GOAWAY lets requests through that are on their way, the second one tells the last
  /// stream that is handled.
  @Test
  @Covers("9113-6.8-1")
  void a_server_that_ends_handles_what_the_client_has_sent_before_it_knew() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1);
    Request first = receive(server);
    Future<Boolean> shutdown = shuttingDown(server);
    Frame announced = client.next(Frames.GOAWAY);
    assertThat(announced.intAt(0)).isEqualTo(Integer.MAX_VALUE);
    assertThat(announced.intAt(4)).isZero();
    Frame ping = client.next(Frames.PING);
    client.get(3);
    Request second = receive(server);
    client.frame(Frames.PING, Frames.ACK, 0, ping.payload());
    assertThat(client.next(Frames.GOAWAY).intAt(0)).isEqualTo(3);
    client.headers(5, 0, TestClient.POST); // passed over: the client may send it elsewhere
    client.data(5, Frames.END_STREAM, "and its body");
    first.respond(Response.text("first"));
    assertThat(client.response(1).text()).isEqualTo("first");
    second.respond(Response.text("second"));
    assertThat(client.response(3).text()).isEqualTo("second");
    assertThat(client.frames().readOrEnd()).isNull();
    client.close();
    assertThat(result(shutdown)).isTrue();
  }

  @Test
  void an_idle_connection_ends_when_the_server_does() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    Future<Boolean> shutdown = shuttingDown(server);
    client.next(Frames.GOAWAY);
    Frame ping = client.next(Frames.PING);
    client.frame(Frames.PING, Frames.ACK, 0, ping.payload());
    assertThat(client.next(Frames.GOAWAY).intAt(0)).isZero();
    assertThat(client.frames().readOrEnd()).isNull();
    client.close();
    assertThat(result(shutdown)).isTrue();
  }

  @Test
  void a_connection_without_requests_ends_with_goaway() throws Exception {
    TestClient client = h2(impatient());
    client.get(1);
    client.response(1);
    assertThat(client.next(Frames.GOAWAY).intAt(4)).isZero();
    assertThat(client.frames().readOrEnd()).isNull();
  }

  @Test
  void half_a_preface_is_not_waited_for() throws Exception {
    TestClient client = raw(impatient());
    client.frames().send(Arrays.copyOf(FrameClient.PREFACE, 20));
    assertThat(client.frames().endsSoon()).isTrue();
  }

  @Test
  void half_a_frame_is_not_waited_for() throws Exception {
    TestClient client = h2(impatient());
    client.frames().send(new byte[] {0, 0, 8, Frames.PING});
    isGoAway(client, ErrorCode.ENHANCE_YOUR_CALM);
  }

  @Test
  void half_a_header_block_is_not_waited_for() throws Exception {
    TestClient client = h2(impatient());
    client.frame(Frames.HEADERS, 0, 1, TestClient.block(TestClient.GET));
    isGoAway(client, ErrorCode.ENHANCE_YOUR_CALM);
  }

  @Test
  @Covers("9113-6.5.3-2")
  void settings_have_to_be_acknowledged() throws Exception {
    TestClient client = raw(impatient());
    client.frames().preface();
    client.settings();
    client.next(Frames.SETTINGS);
    client.next(Frames.SETTINGS);
    isGoAway(client, ErrorCode.SETTINGS_TIMEOUT);
  }

  @Test
  void a_small_body_that_does_not_come_gets_408() throws Exception {
    TestClient client = h2(impatient());
    client.headers(1, 0, TestClient.with(TestClient.POST, "content-length", "5"));
    client.data(1, 0, "abc");
    assertThat(client.response(1).status()).isEqualTo(408);
  }

  @Test
  void a_body_that_is_waited_for_and_does_not_come_gets_408() throws Exception {
    TestClient client = h2(impatient());
    client.headers(1, 0, TestClient.POST);
    client.data(1, 0, "abc");
    assertThat(client.response(1).status()).isEqualTo(408);
  }

  @Test
  void a_response_whose_window_stays_closed_is_cut_and_others_go_on() throws Exception {
    Server server =
        server(
            request ->
                request.path().equals("/") ? Response.bytes(new byte[100]) : Response.empty(),
            within(Timeouts.defaults().withProgress(SHORT)));
    TestClient client = raw(server);
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 10);
    client.get(1);
    client.decode(client.next(Frames.HEADERS));
    client.next(Frames.DATA);
    isReset(client, 1, ErrorCode.CANCEL);
    client.headers(3, Frames.END_STREAM, TestClient.but(TestClient.GET, ":path", "/empty"));
    assertThat(client.response(3).status()).isEqualTo(204);
  }

  @Test
  void a_thread_that_writes_more_than_the_client_takes_fails() throws Exception {
    var failed = new CountDownLatch(1);
    Server server =
        server(
            _ ->
                Response.stream(
                    out -> {
                      try {
                        while (true) {
                          out.write(new byte[1000]);
                        }
                      } catch (IOException e) {
                        failed.countDown();
                        throw e;
                      }
                    }),
            within(Timeouts.defaults().withProgress(SHORT)));
    TestClient client = h2(server);
    client.get(1);
    Await.opened(failed);
    while (client.frames().read().type() != Frames.RST_STREAM) {
      // DATA up to the window
    }
    client.barrier();
  }

  @Test
  void an_application_that_is_late_gets_503_for_its_client() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .options(within(Timeouts.defaults().withResponse(SHORT)))
                .start());
    TestClient client = h2(server);
    client.get(1);
    receive(server);
    assertThat(client.response(1).status()).isEqualTo(503);
  }

  @Test
  void a_connection_that_is_lost_cuts_its_requests() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1);
    Request request = receive(server);
    var left = new CountDownLatch(1);
    request.onDisconnect(left::countDown);
    client.close();
    Await.opened(left);
    request.respond(Response.text("too late"));
  }

  @Test
  @Covers("9113-3.4-2")
  void a_client_that_begins_as_http_2_and_goes_on_as_http_1_is_refused() throws Exception {
    TestClient client = raw(server(_ -> Response.text("a")));
    client
        .frames()
        .send("PRI * HTTP/2.0\r\n\r\nGET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
    client.next(Frames.SETTINGS);
    isGoAway(client, ErrorCode.PROTOCOL_ERROR);
  }
}
