package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that are slow, or end in the middle: honest ones lose nothing, and others cost little.
class TroubleTest extends Http2Test {
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final int WINDOW = 65_535;

  private static ServerOptions impatient() {
    return options().withTimeouts(Timeouts.defaults().withProgress(SHORT));
  }

  private static Response content(Request request, int length) {
    byte[] octets = new byte[length];
    return request.path().equals("/stream")
        ? Response.stream(new ByteArrayInputStream(octets))
        : Response.bytes(octets);
  }

  private static TestClient get(TestClient client, int stream, String path) {
    return client.headers(stream, Frames.END_STREAM, TestClient.but(TestClient.GET, ":path", path));
  }

  /// A telephone that asks for a whole page over a slow line: each of its streams waits for its
  /// turn for longer than a client may take between two bytes, and the client reads all the time.
  @ParameterizedTest
  @ValueSource(strings = {"/fixed", "/stream"})
  void streams_that_share_a_slow_connection_are_patient_with_each_other(String path)
      throws Exception {
    TestClient client =
        h2(
            server(
                request -> content(request, path.equals("/stream") ? 70_000 : 3_000), impatient()));
    client.settings(ClientSettings.INITIAL_WINDOW_SIZE, 1 << 20);
    client.next(Frames.SETTINGS);
    client.window(0, 1);
    int count = path.equals("/stream") ? 41 : 61;
    for (int stream = 1; stream < 2 * count; stream += 2) {
      get(client, stream, path);
    }
    int step = path.equals("/stream") ? 10_000 : 1_000;
    var left = new HashMap<Integer, Boolean>();
    for (int round = 0; left.size() < count; round++) {
      while (client.frames().hasInput()) {
        Frame frame = client.frames().read();
        assertThat(frame.type()).as("%s", frame).isIn(Frames.HEADERS, Frames.DATA);
        if (frame.type() == Frames.HEADERS) {
          client.decode(frame);
        } else if (frame.has(Frames.END_STREAM)) {
          left.put(frame.stream(), true);
        }
      }
      Await.atLeast(Duration.ofMillis(15)); // the line is slow
      client.window(0, step);
      if (round % 100 == 0) {
        client.frames().renewDeadline();
      }
    }
  }

  /// A response that was long in coming, to a client whose window is closed for a moment.
  @Test
  void a_response_has_time_from_when_it_is_there() throws Exception {
    Server server = closedAfter(Server.builder().bind(0).options(impatient()).start());
    TestClient client = raw(server);
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 0);
    client.get(1);
    Request request = receive(server);
    Await.atLeast(SHORT.multipliedBy(2)); // the application works
    request.respond(Response.text("at last"));
    client.decode(client.next(Frames.HEADERS));
    Await.atLeast(SHORT.dividedBy(2)); // the client works, too
    client.window(1, 100);
    Frame data = client.next(Frames.DATA);
    assertThat(data.payload()).hasSize(7);
  }

  /// No window is needed for the end of a stream, RFC 9113 §6.9.1.
  @Test
  void a_stream_ends_though_the_window_of_the_connection_is_used_up() throws Exception {
    var open = new CountDownLatch(1);
    TestClient client =
        h2(
            server(
                request ->
                    request.path().equals("/large")
                        ? content(request, 1 << 20)
                        : Response.stream(
                            out -> {
                              out.write('a');
                              out.flush();
                              Await.opened(open);
                            })));
    get(client, 1, "/slow");
    client.decode(client.next(Frames.HEADERS));
    assertThat(client.next(Frames.DATA).payload()).hasSize(1);
    client.settings(ClientSettings.INITIAL_WINDOW_SIZE, 1 << 20);
    client.next(Frames.SETTINGS);
    get(client, 3, "/large");
    for (int count = 1; count < WINDOW; ) {
      Frame frame = client.frames().read();
      if (frame.type() == Frames.HEADERS) {
        client.decode(frame);
      } else {
        count += frame.payload().length;
      }
    }
    open.countDown();
    Frame end = client.next(Frames.DATA);
    assertThat(end.stream()).isEqualTo(1);
    assertThat(end.has(Frames.END_STREAM)).isTrue();
  }

  /// A client that measures the line with a PING for each message it gets, as gRPC's do, and gives
  /// credit for each of them.
  @Test
  void a_ping_and_credit_for_each_small_message_are_no_abuse() throws Exception {
    TestClient client =
        h2(
            server(
                request ->
                    Response.stream(
                        out -> {
                          for (int octet = request.body().read();
                              octet >= 0;
                              octet = request.body().read()) {
                            out.write(octet);
                            out.flush();
                          }
                        })));
    client.headers(1, 0, TestClient.POST);
    for (int i = 0; i < 5_000; i++) {
      client.data(1, 0, "m").ping(i);
      boolean isHere = false;
      for (boolean isPonged = false; !isHere || !isPonged; ) {
        Frame frame = client.frames().read();
        switch (frame.type()) {
          case Frames.HEADERS -> client.decode(frame);
          case Frames.DATA -> isHere = true;
          case Frames.PING -> isPonged = true;
          case Frames.WINDOW_UPDATE -> {}
          default -> throw client.frames().failure("unexpected " + frame);
        }
      }
      client.window(0, 1).window(1, 1);
      if (i % 500 == 0) {
        client.frames().renewDeadline();
      }
    }
  }

  /// A user leaves a page whose requests take long, and goes to the next one. The application has
  /// not noticed yet.
  @Test
  void requests_wait_for_the_handlers_of_those_that_were_cancelled() throws Exception {
    var open = new CountDownLatch(1);
    TestClient client =
        h2(
            server(
                request -> {
                  if (request.path().equals("/long")) {
                    Await.opened(open);
                  }
                  return Response.text("done");
                },
                options().withDispatch(Dispatch.VIRTUAL_THREADS)));
    int stream = 1;
    for (; stream < 200; stream += 2) {
      get(client, stream, "/long");
    }
    client.barrier();
    for (int i = 1; i < stream; i += 2) {
      client.reset(i, ErrorCode.CANCEL);
    }
    int first = stream;
    for (; stream < first + 200; stream += 2) {
      get(client, stream, "/next");
    }
    client.barrier(); // no stream is refused
    open.countDown();
    Map<Integer, Boolean> ended = new HashMap<>();
    while (ended.size() < 100) {
      Frame frame = client.frames().read();
      if (frame.type() == Frames.HEADERS) {
        client.decode(frame);
      } else {
        assertThat(frame.type()).isEqualTo(Frames.DATA);
        ended.put(frame.stream(), true);
      }
    }
  }

  /// A page with many streams that do not end, and the requests that it makes beside them.
  @Test
  void requests_get_through_beside_responses_without_end() throws Exception {
    var open = new CountDownLatch(1);
    TestClient client =
        raw(
            server(
                request -> {
                  if (request.path().equals("/small")) {
                    return Response.text("small");
                  }
                  return Response.stream(
                      out -> {
                        while (open.getCount() > 0) {
                          out.write(new byte[1_000]);
                          out.flush();
                        }
                      });
                },
                ServerOptions.defaults().withHosts("*")));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
    client.window(0, Integer.MAX_VALUE - WINDOW);
    int next = 1;
    for (; next < 180; next += 2) {
      get(client, next, "/endless");
    }
    for (int asked = 0, ended = 0; ended < 50; ) {
      for (; asked < 50 && asked - ended < 10; asked++, next += 2) {
        get(client, next, "/small");
      }
      Frame frame = client.frames().read();
      ended += frame.has(Frames.END_STREAM) && frame.type() == Frames.DATA ? 1 : 0;
      assertThat(frame.type()).isIn(Frames.HEADERS, Frames.DATA);
    }
    for (int stream = 1; stream < 180; stream += 2) {
      client.reset(stream, ErrorCode.CANCEL);
    }
    open.countDown();
  }

  @Test
  void a_response_gets_through_windows_of_one_octet() throws Exception {
    TestClient client = raw(server(request -> content(request, 2_000)));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 1);
    client.get(1);
    client.decode(client.next(Frames.HEADERS));
    for (int i = 1; i < 2_000; i++) {
      assertThat(client.next(Frames.DATA).payload()).hasSize(1);
      client.window(1, 1);
    }
    assertThat(client.next(Frames.DATA).has(Frames.END_STREAM)).isTrue();
  }

  /// A client that lets one octet through now and then, to keep a response for ever.
  @ParameterizedTest
  @ValueSource(strings = {"/fixed", "/stream"})
  void a_response_is_not_kept_for_a_client_below_the_least_rate(String path) throws Exception {
    TestClient client = raw(server(request -> content(request, 1 << 20), impatient()));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 1);
    get(client, 1, path);
    for (int round = 0; ; round++) {
      assertThat(round).isLessThan(150);
      if (client.frames().hasInput()) {
        Frame frame = client.frames().read();
        if (frame.type() == Frames.RST_STREAM) {
          assertThat(frame.intAt(0)).isEqualTo(ErrorCode.CANCEL.code());
          return;
        }
      }
      Await.atLeast(Duration.ofMillis(30));
      client.window(1, 1);
    }
  }

  /// Windows are open, and the client's system takes no more octets.
  @Test
  void a_client_that_never_reads_loses_its_connection() throws Exception {
    var cut = new CountDownLatch(10);
    var events =
        new ServerEvents() {
          @Override
          public void cut(RequestEvent event) {
            cut.countDown();
          }
        };
    TestClient client =
        raw(server(request -> content(request, 8 << 20), impatient().withEvents(events)));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
    client.window(0, Integer.MAX_VALUE - WINDOW);
    for (int stream = 1; stream < 20; stream += 2) {
      get(client, stream, stream % 4 == 1 ? "/fixed" : "/stream");
    }
    Await.opened(cut);
  }

  @Test
  void a_list_of_fields_of_a_megabyte_is_not_kept() throws Exception {
    TestClient client = h2(server(request -> content(request, 1)));
    client.frame(Frames.HEADERS, Frames.END_STREAM, 1, TestClient.block(TestClient.GET));
    byte[] more = TestClient.block("x", "v".repeat(16_000));
    boolean open = true;
    for (int i = 0; open && i < 64; i++) {
      open = client.frames().trySend(new Frame(Frames.CONTINUATION, 0, 1, more).octets());
    }
    isGoAway(client, ErrorCode.ENHANCE_YOUR_CALM);
  }

  /// It has all the windows that it needs.
  @Test
  void a_client_that_ends_its_side_gets_its_responses() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1).get(3).get(5);
    Request first = receive(server);
    Request second = receive(server);
    Request third = receive(server);
    client.frames().halfClose();
    second.respond(Response.text("b"));
    assertThat(client.response(3).text()).isEqualTo("b");
    first.respond(Response.stream(new ByteArrayInputStream(new byte[50_000])));
    third.respond(Response.text("c"));
    int ended = 0;
    while (ended < 2) {
      Frame frame = client.frames().read();
      ended += frame.has(Frames.END_STREAM) ? 1 : 0;
    }
    isGoAway(client, ErrorCode.NO_ERROR);
  }

  @Test
  void a_client_that_says_goodbye_gets_its_responses() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1).get(3);
    Request first = receive(server);
    Request second = receive(server);
    client.put(out -> Frames.putGoAway(out, 0, ErrorCode.NO_ERROR, "bye"));
    client.barrier();
    second.respond(Response.text("b"));
    assertThat(client.response(3).text()).isEqualTo("b");
    first.respond(Response.text("a"));
    assertThat(client.response(1).text()).isEqualTo("a");
    isGoAway(client, ErrorCode.NO_ERROR);
  }
}
