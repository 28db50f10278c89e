package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Http2Options;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Extended CONNECT, RFC 8441, in frames.
@Timeout(120)
class TunnelTest extends Http2Test {
  private static final String[] RAW = {
    ":method", "CONNECT", ":protocol", "raw", ":scheme", "http", ":path", "/t", ":authority", "a"
  };

  /// Sends back what comes, until the client has ended its side.
  private static final class Echo implements Upgrade.Receiver {
    private final Upgrade upgrade;

    Echo(Upgrade upgrade) {
      this.upgrade = upgrade;
    }

    @Override
    public void received(ByteBuffer bytes) throws IOException {
      upgrade.channel().write(bytes);
    }

    @Override
    public void ended() throws IOException {
      upgrade.shutdownOutput();
    }
  }

  private static Response echo(Request request) throws IOException {
    Upgrade upgrade = request.upgrade("raw", Response.empty());
    upgrade.receive(new Echo(upgrade));
    return Response.handled();
  }

  private static Response blockingEcho(Request request) throws IOException {
    try (Upgrade upgrade = request.upgrade("raw", Response.empty())) {
      upgrade.input().transferTo(upgrade.output());
    }
    return Response.handled();
  }

  /// Tunnels at `/t`, and other responses elsewhere.
  private static Handler besides(Handler tunnel) {
    return request ->
        request.path().equals("/t") ? tunnel.handle(request) : Response.text("beside");
  }

  private static TestClient open(TestClient client, int stream, String... more) {
    client.headers(stream, 0, TestClient.with(RAW, more));
    assertThat(headOf(client, stream)).first().isEqualTo(":status: 200");
    return client;
  }

  private static List<String> headOf(TestClient client, int stream) {
    Frame head = client.next(Frames.HEADERS);
    assertThat(head.stream()).isEqualTo(stream);
    assertThat(head.has(Frames.END_STREAM)).isFalse();
    return client.decode(head);
  }

  private static String dataOf(TestClient client, int stream, int count) {
    var text = new ByteArrayOutputStream();
    while (text.size() < count) {
      Frame data = client.next(Frames.DATA);
      assertThat(data.stream()).isEqualTo(stream);
      text.writeBytes(data.payload());
    }
    return text.toString(StandardCharsets.US_ASCII);
  }

  /// Reads to the end of a stream.
  ///
  /// @return what came before it
  private static String restOf(TestClient client, int stream) {
    var text = new ByteArrayOutputStream();
    while (true) {
      Frame data = client.next(Frames.DATA);
      assertThat(data.stream()).isEqualTo(stream);
      text.writeBytes(data.payload());
      if (data.has(Frames.END_STREAM)) {
        return text.toString(StandardCharsets.US_ASCII);
      }
    }
  }

  private static void ends(TestClient client, int stream) {
    assertThat(restOf(client, stream)).isEmpty();
  }

  // ---- opening

  @Test
  @Covers({"8441-3-2", "8441-3-4"})
  void the_first_settings_offer_tunnels() throws Exception {
    TestClient client = raw(server(_ -> Response.text("a")));
    client.frames().preface();
    client.settings();
    Frame settings = client.next(Frames.SETTINGS);
    int offers = 0;
    for (int at = 0; at < settings.payload().length; at += 6) {
      int identifier = settings.payload()[at] << 8 | settings.payload()[at + 1];
      if (identifier == ClientSettings.ENABLE_CONNECT_PROTOCOL) {
        assertThat(settings.intAt(at + 2)).isOne();
        offers++;
      }
    }
    assertThat(offers).isOne();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @Covers("8441-3-3")
  void what_a_client_says_of_tunnels_has_no_impact(int value) throws Exception {
    TestClient client = raw(server(TunnelTest::echo));
    client.greet(ClientSettings.ENABLE_CONNECT_PROTOCOL, value);
    open(client, 1).data(1, 0, "a");
    assertThat(dataOf(client, 1, 1)).isEqualTo("a");
  }

  @Test
  @Covers("8441-3-1")
  void a_setting_of_two_is_an_error() throws Exception {
    TestClient client = h2(TunnelTest::echo);
    client.settings(ClientSettings.ENABLE_CONNECT_PROTOCOL, 2);
    isGoAway(client, ErrorCode.PROTOCOL_ERROR);
  }

  @Test
  @Covers({"8441-4-1", "8441-4-4", "8441-5-3", "8441-5-8"})
  void the_application_sees_a_get_that_offers_the_protocol() throws Exception {
    var seen = new CompletableFuture<String>();
    TestClient client =
        h2(
            request -> {
              seen.complete(
                  "%s %s %s %s %s %d %s %b %b %s"
                      .formatted(
                          request.method(),
                          request.target(),
                          request.version(),
                          request.authority().orElse(""),
                          request.uri(),
                          request.contentLength().orElse(-1),
                          request.text(),
                          request.offersUpgrade("RAW"),
                          request.offersUpgrade("websocket"),
                          request.header("x-mine").orElse("")));
              Upgrade upgrade =
                  request.upgrade(
                      "Raw",
                      Response.text("no content")
                          .withHeader("X-Yours", "b")
                          .withHeader("Set-Cookie", "c=d"));
              assertThat(request.method()).isEqualTo(HttpMethod.GET);
              assertThat(request.version()).isEqualTo(HttpVersion.HTTP_2);
              upgrade.receive(new Echo(upgrade));
              return Response.handled();
            });
    client.headers(1, 0, TestClient.with(RAW, "x-mine", "a"));
    assertThat(headOf(client, 1))
        .contains(":status: 200", "x-yours: b", "set-cookie: c=d")
        .noneMatch(field -> field.matches("(content-length|upgrade|connection|trailer):.*"));
    assertThat(seen.get(60, TimeUnit.SECONDS))
        .isEqualTo("GET /t HTTP/2 a http://a/t 0  true false a");
    client.data(1, 0, "hello ").data(1, 0, "world");
    assertThat(dataOf(client, 1, 11)).isEqualTo("hello world");
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("no path", TestClient.but(RAW, ":path", "")),
        Arguments.of("no scheme", TestClient.but(RAW, ":scheme", "")),
        Arguments.of("no authority", TestClient.but(RAW, ":authority", "")),
        Arguments.of(
            "a host in its place",
            TestClient.with(TestClient.but(RAW, ":authority", ""), "host", "a")),
        Arguments.of("no method", TestClient.but(RAW, ":method", "")),
        Arguments.of("another method", TestClient.but(RAW, ":method", "GET")),
        Arguments.of("no name", TestClient.with(TestClient.but(RAW, ":protocol", " "))),
        Arguments.of("a list of names", TestClient.but(RAW, ":protocol", "raw, websocket")),
        Arguments.of("a name that is none", TestClient.but(RAW, ":protocol", "raw/")),
        Arguments.of("two protocols", TestClient.with(new String[] {":protocol", "raw"}, RAW)),
        Arguments.of("an asterisk", TestClient.but(RAW, ":path", "*")),
        Arguments.of("a scheme of WebSocket", TestClient.but(RAW, ":scheme", "wss")),
        Arguments.of("connection", TestClient.with(RAW, "connection", "upgrade")),
        Arguments.of("upgrade", TestClient.with(RAW, "upgrade", "raw")),
        Arguments.of("content", TestClient.with(RAW, "content-length", "1")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  @Covers({"8441-4-2", "8441-4-3", "8441-5-4", "8441-5-5"})
  void a_malformed_request_opens_nothing(String what, String[] fields) throws Exception {
    TestClient client = h2(besides(TunnelTest::echo));
    client.headers(1, 0, fields);
    assertThat(client.response(1).status()).as(what).isEqualTo(400);
    isReset(client, 1, ErrorCode.PROTOCOL_ERROR);
    client.get(3);
    assertThat(client.response(3).text()).isEqualTo("beside");
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw/2", "RAW", "raw"})
  void names_have_no_case_and_may_have_a_version(String name) throws Exception {
    TestClient client =
        h2(
            request -> {
              String other = request.offersUpgrade("raw") ? "raw" : "Raw/2";
              Upgrade upgrade = request.upgrade(other, Response.empty());
              upgrade.output().write(upgrade.protocol().getBytes(StandardCharsets.US_ASCII));
              upgrade.close();
              return Response.handled();
            });
    client.headers(1, 0, TestClient.but(RAW, ":protocol", name));
    headOf(client, 1);
    assertThat(restOf(client, 1)).isEqualTo(name);
  }

  @Test
  @Covers("8441-8-1")
  void no_field_of_a_get_asks_for_a_tunnel() throws Exception {
    TestClient client = h2(TunnelTest::echo);
    client.get(1, "protocol", "raw", "sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    assertThat(client.response(1).status()).isEqualTo(400);
  }

  @Test
  void connect_without_a_protocol_is_refused_as_before() throws Exception {
    TestClient client = h2(TunnelTest::echo);
    client.headers(1, 0, ":method", "CONNECT", ":authority", "a:1");
    assertThat(client.response(1).status()).isEqualTo(501);
  }

  /// Kinds of responses that would open a tunnel, and one that would not.
  private static Response respond(Request request) throws Exception {
    return switch (request.header("kind").orElse("")) {
      case "text" -> Response.text("hello");
      case "empty" -> Response.status(204);
      case "stream" -> Response.stream(out -> out.write('a'));
      case "given" -> {
        request.respond(Response.text("hello"));
        yield Response.handled();
      }
      case "begun" -> {
        try (var out = request.begin(Response.text(""))) {
          out.write(new byte[100_000]);
        }
        yield Response.handled();
      }
      case "other" -> {
        Upgrade _ = request.upgrade("websocket", Response.empty());
        yield Response.handled();
      }
      default -> Response.status(404);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "empty", "stream", "given", "begun", "other", "none"})
  void a_tunnel_that_the_application_does_not_open_stays_shut(String kind) throws Exception {
    for (Dispatch dispatch : List.of(Dispatch.INLINE, Dispatch.VIRTUAL_THREADS)) {
      TestClient client =
          h2(server(besides(TunnelTest::respond), options().withDispatch(dispatch)));
      client.headers(1, 0, TestClient.with(RAW, "kind", kind)).data(1, 0, "early");
      var response = client.response(1);
      assertThat(response.status()).isEqualTo(kind.equals("none") ? 404 : 501);
      assertThat(response.text()).doesNotContain("hello");
      Frame ping = client.next(Frames.PING); // the client is asked to stop
      client.frame(Frames.PING, Frames.ACK, 0, ping.payload());
      isReset(client, 1, ErrorCode.NO_ERROR);
      client.get(3);
      assertThat(client.response(3).text()).isEqualTo("beside");
    }
  }

  @Test
  void a_tunnel_is_no_request_in_flight() throws Exception {
    Server server = server(TunnelTest::echo);
    TestClient client = open(h2(server), 1);
    assertThat(server.requestsInFlight()).isZero();
    assertThat(server.connections()).isOne();
    client.data(1, 0, "a");
    assertThat(dataOf(client, 1, 1)).isEqualTo("a");
  }

  // ---- on any thread

  static Stream<Arguments> ways() {
    Handler receiver = TunnelTest::echo;
    Handler blocking = TunnelTest::blockingEcho;
    return Stream.of(
            Dispatch.AUTO,
            Dispatch.INLINE,
            Dispatch.VIRTUAL_THREADS,
            Dispatch.on(Thread::startVirtualThread),
            Dispatch.on(Runnable::run))
        .flatMap(
            dispatch ->
                Stream.of(
                    Arguments.of(dispatch, "called", receiver),
                    Arguments.of(dispatch, "blocking", blocking)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("ways")
  void every_way_to_run_code_echoes_beside_requests(Dispatch dispatch, String what, Handler handler)
      throws Exception {
    TestClient client = h2(server(besides(handler), options().withDispatch(dispatch)));
    open(client, 1);
    for (int i = 0; i < 50; i++) {
      client.frames().renewDeadline();
      String text = what + " " + i;
      client.data(1, 0, text);
      assertThat(dataOf(client, 1, text.length())).isEqualTo(text);
      client.get(2 * i + 3);
      assertThat(client.response(2 * i + 3).text()).isEqualTo("beside");
    }
    client.data(1, Frames.END_STREAM, "last");
    assertThat(restOf(client, 1)).isEqualTo("last");
  }

  @Test
  void a_request_that_is_received_is_upgraded_as_well() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.headers(1, 0, RAW);
    Upgrade upgrade = receive(server).upgrade("raw", Response.empty());
    headOf(client, 1);
    client.data(1, 0, "a");
    assertThat(upgrade.input().read()).isEqualTo('a');
    upgrade.output().write('b');
    assertThat(dataOf(client, 1, 1)).isEqualTo("b");
    upgrade.close();
    ends(client, 1);
  }

  @Test
  void a_call_that_blocks_holds_up_no_other_stream() throws Exception {
    var held = new CountDownLatch(1);
    TestClient client =
        h2(
            besides(
                request -> {
                  Upgrade upgrade = request.upgrade("raw", Response.empty());
                  upgrade.receive(
                      new Upgrade.Receiver() {
                        @Override
                        public void received(ByteBuffer bytes) throws IOException {
                          upgrade.channel().write(bytes);
                          await(held);
                          upgrade.output().write('!');
                        }

                        @Override
                        public void ended() {}
                      });
                  return Response.handled();
                }));
    open(client, 1).data(1, 0, "a");
    assertThat(dataOf(client, 1, 1)).isEqualTo("a"); // although the call has not returned
    open(client, 3).data(3, 0, "b");
    assertThat(dataOf(client, 3, 1)).isEqualTo("b");
    client.get(5);
    assertThat(client.response(5).text()).isEqualTo("beside");
    held.countDown();
    var ends = List.of(client.next(Frames.DATA).stream(), client.next(Frames.DATA).stream());
    assertThat(ends).containsExactlyInAnyOrder(1, 3);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // ---- windows

  @Test
  void bytes_that_come_before_the_tunnel_is_open_are_read_first() throws Exception {
    TestClient client = h2(TunnelTest::echo);
    client.headers(1, 0, RAW).data(1, 0, "early ").data(1, 0, "late");
    headOf(client, 1);
    assertThat(dataOf(client, 1, 10)).isEqualTo("early late");
  }

  @Test
  void no_more_is_sent_than_the_window_of_the_stream_allows() throws Exception {
    TestClient client = raw(server(besides(TunnelTest::echo)));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 5);
    open(client, 1).data(1, 0, "0123456789");
    assertThat(client.next(Frames.DATA).payload()).hasSize(5);
    client.barrier();
    client.data(1, 0, "more");
    client.barrier(); // nothing is read before the client has taken what was written
    client.get(3); // has a window of its own
    assertThat(client.next(Frames.HEADERS).stream()).isEqualTo(3);
    assertThat(client.next(Frames.DATA).stream()).isEqualTo(3);
    client.window(1, 100);
    assertThat(dataOf(client, 1, 9)).isEqualTo("56789more");
  }

  @Test
  void tunnels_that_are_not_read_hold_up_neither_each_other_nor_requests() throws Exception {
    var held = new CountDownLatch(1);
    TestClient client =
        h2(
            besides(
                request -> {
                  Upgrade upgrade = request.upgrade("raw", Response.empty());
                  Thread.startVirtualThread(
                      () -> {
                        await(held);
                        upgrade.receive(new Echo(upgrade));
                      });
                  return Response.handled();
                }));
    client.window(0, 1 << 30);
    byte[] part = new byte[Frames.PAYLOAD];
    for (int stream = 1; stream < 40; stream += 2) {
      open(client, stream);
      for (int sent = 0; sent + part.length <= FlowControl.INITIAL; sent += part.length) {
        client.data(stream, 0, part);
      }
    }
    client.get(41);
    assertThat(client.response(41).text()).isEqualTo("beside");
    held.countDown();
    int expected = 20 * (FlowControl.INITIAL / part.length) * part.length;
    for (int count = 0; count < expected; ) {
      count += client.next(Frames.DATA).payload().length;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50})
  void a_client_gets_credit_at_half_a_window_and_padding_leaks_none(int padding) throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.headers(1, 0, RAW);
    Upgrade upgrade = receive(server).upgrade("raw", Response.empty());
    headOf(client, 1);
    byte[] octets = new byte[1000 + padding + (padding > 0 ? 1 : 0)];
    octets[0] = (byte) padding;
    long left = Http2Options.defaults().streamWindow(); // the rest came before the head
    int updates = 0;
    for (int sent = 0; sent < 4 * Http2Options.defaults().streamWindow(); sent += octets.length) {
      while (left < octets.length) {
        Frame frame = client.frames().read();
        if (frame.type() == Frames.WINDOW_UPDATE && frame.stream() == 1) {
          left += frame.intAt(0);
          updates++;
        }
      }
      client.frame(Frames.DATA, padding > 0 ? Frames.PADDED : 0, 1, octets);
      left -= octets.length;
      assertThat(upgrade.input().readNBytes(1000)).hasSize(1000);
    }
    assertThat(updates).isLessThan(100);
    upgrade.close();
  }

  // ---- the end

  @Test
  @Covers("8441-5-9")
  void each_side_ends_alone() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.headers(1, 0, RAW);
    Upgrade upgrade = receive(server).upgrade("raw", Response.empty());
    headOf(client, 1);
    client.data(1, Frames.END_STREAM, "bye");
    assertThat(upgrade.input().readAllBytes()).asString().isEqualTo("bye");
    upgrade.output().write("still here".getBytes(StandardCharsets.US_ASCII));
    assertThat(dataOf(client, 1, 10)).isEqualTo("still here");
    upgrade.shutdownOutput();
    ends(client, 1);

    client.headers(3, 0, RAW);
    Upgrade other = receive(server).upgrade("raw", Response.empty());
    headOf(client, 3);
    other.shutdownOutput();
    ends(client, 3);
    assertThatThrownBy(() -> other.output().write('a')).isInstanceOf(ClosedChannelException.class);
    byte[] part = new byte[10_000];
    for (int i = 0; i < 100; i++) { // many windows
      client.data(3, 0, part);
      assertThat(other.input().readNBytes(part.length)).hasSize(part.length);
    }
    client.data(3, Frames.END_STREAM);
    assertThat(other.input().read()).isNegative();
  }

  @Test
  void a_client_that_ends_with_its_request_sends_nothing() throws Exception {
    TestClient client = h2(TunnelTest::echo);
    client.headers(1, Frames.END_STREAM, RAW);
    headOf(client, 1);
    ends(client, 1);
  }

  @Test
  void a_receiver_is_told_of_the_end_when_both_sides_have_ended() throws Exception {
    var told = new LinkedBlockingQueue<String>();
    TestClient client =
        h2(
            request -> {
              Upgrade upgrade = request.upgrade("raw", Response.empty());
              upgrade.receive(
                  new Upgrade.Receiver() {
                    @Override
                    public void received(ByteBuffer bytes) {
                      told.add(StandardCharsets.US_ASCII.decode(bytes).toString());
                    }

                    @Override
                    public void ended() throws IOException {
                      told.add("ended");
                      upgrade.shutdownOutput();
                    }

                    @Override
                    public void closed(Throwable cause) {
                      told.add(cause.getClass().getSimpleName());
                    }
                  });
              return Response.handled();
            });
    open(client, 1).data(1, Frames.END_STREAM, "a");
    assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("a");
    assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("ended");
    assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("ClosedChannelException");
    ends(client, 1);
  }

  @Test
  @Covers("8441-5-10")
  void a_reset_of_the_client_ends_both_sides_at_once_and_is_no_failure_of_the_handler()
      throws Exception {
    var failure = new CompletableFuture<Throwable>();
    var left = new AtomicBoolean();
    TestClient client =
        h2(
            server(
                besides(
                    request -> {
                      request.onDisconnect(() -> left.set(true));
                      Upgrade upgrade = request.upgrade("raw", Response.empty());
                      try {
                        upgrade.input().read();
                      } catch (IOException e) {
                        failure.complete(e);
                        throw e;
                      }
                      return Response.handled();
                    }),
                options().withDispatch(Dispatch.VIRTUAL_THREADS)));
    open(client, 1).reset(1, ErrorCode.CANCEL);
    assertThat(failure.get(60, TimeUnit.SECONDS)).hasMessage("the client has reset the stream");
    client.get(3);
    assertThat(client.response(3).text()).isEqualTo("beside");
    assertThat(left).isFalse(); // the response was whole
  }

  @Test
  @Covers("8441-5-10")
  void a_handler_that_fails_resets_its_tunnel() throws Exception {
    TestClient client =
        h2(
            besides(
                request -> {
                  Upgrade _ = request.upgrade("raw", Response.empty());
                  throw new IllegalStateException("asked to fail");
                }));
    client.headers(1, 0, RAW);
    Frame first = client.frames().read();
    while (first.type() == Frames.WINDOW_UPDATE) {
      first = client.frames().read();
    }
    if (first.type() == Frames.HEADERS) {
      client.decode(first);
      isReset(client, 1, ErrorCode.CANCEL);
    } else {
      assertThat(first.type()).isEqualTo(Frames.RST_STREAM);
      assertThat(first.intAt(0)).isEqualTo(ErrorCode.CANCEL.code());
    }
    client.get(3);
    assertThat(client.response(3).text()).isEqualTo("beside");
  }

  @Test
  void close_ends_behind_what_was_written_and_then_asks_the_client_to_stop() throws Exception {
    Server server = server();
    TestClient client = raw(server);
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 5);
    client.headers(1, 0, RAW);
    Upgrade upgrade = receive(server).upgrade("raw", Response.empty());
    headOf(client, 1);
    upgrade.output().write("0123456789".getBytes(StandardCharsets.US_ASCII));
    upgrade.close();
    assertThat(upgrade.isOpen()).isFalse();
    assertThatThrownBy(() -> upgrade.input().read()).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> upgrade.output().write(1)).isInstanceOf(ClosedChannelException.class);
    assertThat(dataOf(client, 1, 5)).isEqualTo("01234");
    client.window(1, 100);
    assertThat(restOf(client, 1)).isEqualTo("56789");
    client.data(1, 0, "is not read");
    Frame ping = client.next(Frames.PING);
    client.frame(Frames.PING, Frames.ACK, 0, ping.payload());
    isReset(client, 1, ErrorCode.CANCEL);
  }

  @Test
  void trailer_fields_reset_a_tunnel() throws Exception {
    TestClient client = open(h2(besides(TunnelTest::echo)), 1);
    client.headers(1, Frames.END_STREAM, "a", "b");
    isReset(client, 1, ErrorCode.PROTOCOL_ERROR);
    client.get(3);
    assertThat(client.response(3).text()).isEqualTo("beside");
  }

  @Test
  void a_connection_that_ends_ends_its_tunnels() throws Exception {
    var told = new LinkedBlockingQueue<Throwable>();
    TestClient client =
        h2(
            request -> {
              Upgrade upgrade = request.upgrade("raw", Response.empty());
              upgrade.receive(
                  new Upgrade.Receiver() {
                    @Override
                    public void received(ByteBuffer bytes) {}

                    @Override
                    public void ended() {}

                    @Override
                    public void closed(Throwable cause) {
                      told.add(cause);
                    }
                  });
              return Response.handled();
            });
    open(open(client, 1), 3);
    client.frames().halfClose();
    assertThat(told.poll(60, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    assertThat(told.poll(60, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    assertThat(client.frames().endsSoon()).isTrue();
  }

  @Test
  void a_server_that_ends_says_goaway_and_waits_for_its_tunnels() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.headers(1, 0, RAW);
    Upgrade upgrade = receive(server).upgrade("raw", Response.empty());
    headOf(client, 1);
    var said = new CountDownLatch(1);
    upgrade.onShutdown(said::countDown);
    Thread.startVirtualThread(server::close);
    assertThat(client.next(Frames.GOAWAY).intAt(0)).isEqualTo(Integer.MAX_VALUE);
    assertThat(said.await(60, TimeUnit.SECONDS)).isTrue();
    Frame ping = client.next(Frames.PING);
    client.frame(Frames.PING, Frames.ACK, 0, ping.payload());
    assertThat(client.next(Frames.GOAWAY).intAt(0)).isOne();
    client.data(1, 0, "a");
    assertThat(upgrade.input().read()).isEqualTo('a');
    upgrade.output().write('b');
    assertThat(dataOf(client, 1, 1)).isEqualTo("b");
    client.data(1, Frames.END_STREAM);
    upgrade.close();
    ends(client, 1);
    assertThat(client.frames().endsSoon()).isTrue();
    client.close(); // the server would wait for that
    Await.until("it is closed", () -> server.connections() == 0);
  }
}
