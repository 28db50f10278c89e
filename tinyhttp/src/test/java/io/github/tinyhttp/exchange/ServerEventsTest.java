package io.github.tinyhttp.exchange;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.BrokenRule;
import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.HandOverEvent;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.PauseEvent;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.RequestEvent.Fault;
import io.github.tinyhttp.RequestEvent.HandlerThread;
import io.github.tinyhttp.RequestEvent.Moment;
import io.github.tinyhttp.RequestEvent.Outcome;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What events tell of connections and requests.
class ServerEventsTest extends SocketTest {
  private final List<RequestEvent> ended = new CopyOnWriteArrayList<>();
  private final List<ConnectionEvent> closed = new CopyOnWriteArrayList<>();
  private final List<RefusalEvent> refused = new CopyOnWriteArrayList<>();
  private final List<String> order = new CopyOnWriteArrayList<>();

  private final class Recording implements ServerEvents {
    @Override
    public void connected(ConnectionEvent connection) {
      order.add("connected");
    }

    @Override
    public void disconnected(ConnectionEvent connection) {
      order.add("disconnected");
      closed.add(connection);
    }

    @Override
    public void received(RequestEvent request) {
      order.add("received");
    }

    @Override
    public void handlingBegan(RequestEvent request) {
      order.add("handling began");
    }

    @Override
    public void responded(RequestEvent request) {
      order.add("responded");
    }

    @Override
    public void sent(RequestEvent request) {
      order.add("sent");
      ended.add(request);
    }

    @Override
    public void cut(RequestEvent request) {
      order.add("cut");
      ended.add(request);
    }

    @Override
    public void upgraded(RequestEvent request) {
      order.add("upgraded");
      ended.add(request);
    }

    @Override
    public void upgradeEnded(RequestEvent request) {
      order.add("upgrade ended");
    }

    @Override
    public void refused(RefusalEvent refusal) {
      order.add("refused");
      refused.add(refusal);
    }
  }

  private Server watched(Handler handler) throws IOException {
    return watched(handler, options());
  }

  private Server watched(Handler handler, ServerOptions options) throws IOException {
    return server(handler, options.withEvents(new Recording()));
  }

  private RequestEvent firstEnd() {
    Await.until("a request has ended", () -> !ended.isEmpty());
    return ended.getFirst();
  }

  @Test
  void a_request_is_told_from_its_head_to_its_end() throws IOException {
    Server server = watched(request -> Response.text("fine"));
    WireClient client = client(server).send(get("/"));
    client.expectResponse(200, "fine");
    client.close();
    Await.until("the connection is closed", () -> !closed.isEmpty());
    assertThat(order)
        .containsExactly(
            "connected", "received", "handling began", "responded", "sent", "disconnected");
  }

  @Test
  void bytes_of_heads_and_content_are_counted_both_ways() throws IOException {
    Server server = watched(request -> Response.text(request.text().repeat(2)));
    String head = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
    WireClient client = client(server).send(head + "hello");
    int responseHead = headSize(client.readResponse());
    RequestEvent event = firstEnd();
    assertThat(event.headBytesReceived()).isEqualTo(head.length());
    assertThat(event.contentBytesReceived()).isEqualTo(5);
    assertThat(event.headBytesSent()).isEqualTo(responseHead);
    assertThat(event.contentBytesSent()).isEqualTo(10);
    assertThat(event.connection().bytesReceived()).isEqualTo(head.length() + 5);
    assertThat(event.connection().bytesSent()).isEqualTo(responseHead + 10);
  }

  private static int headSize(WireResponse response) {
    String status = response.version() + " " + response.status() + " " + response.reason();
    int fields =
        response.fields().stream()
            .mapToInt(field -> (field.name() + ": " + field.value() + "\r\n").length())
            .sum();
    return status.length() + 2 + fields + 2;
  }

  @ParameterizedTest
  @CsvSource({"bytes, 70000", "stream, 70000", "chunked, 70000"})
  void content_is_counted_without_framing(String kind, int size) throws IOException {
    byte[] content = new byte[size];
    Response response =
        switch (kind) {
          case "bytes" -> Response.bytes(content);
          case "stream" -> Response.stream(new ByteArrayInputStream(content), size);
          default -> Response.stream(out -> out.write(content));
        };
    Server server =
        watched(
            request -> {
              assertThat(request.bytes()).hasSize(size);
              return response;
            });
    String chunks = Integer.toHexString(size) + "\r\n" + "a".repeat(size) + "\r\n0\r\n\r\n";
    WireClient client =
        client(server)
            .send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
    assertThat(client.readResponse().body()).hasSize(size);
    RequestEvent event = firstEnd();
    assertThat(event.contentBytesReceived()).isEqualTo(size);
    assertThat(event.contentBytesSent()).isEqualTo(size);
  }

  @Test
  void moments_are_told_by_both_clocks() throws IOException {
    Instant before = Instant.now();
    Server server =
        watched(
            request -> {
              Await.atLeast(Duration.ofMillis(20));
              return Response.text("fine");
            });
    client(server).send(get("/")).expectResponse(200, "fine");
    RequestEvent event = firstEnd();
    assertThat(event.elapsed(Moment.HANDLING_BEGAN, Moment.RESPONDED).orElseThrow())
        .isGreaterThanOrEqualTo(Duration.ofMillis(20));
    assertThat(event.elapsed(Moment.RECEIVED, Moment.ENDED).orElseThrow())
        .isGreaterThanOrEqualTo(event.elapsed(Moment.RECEIVED, Moment.RESPONDED).orElseThrow());
    assertThat(event.time(Moment.RECEIVED).orElseThrow()).isBetween(before, Instant.now());
    assertThat(event.time(Moment.ENDED).orElseThrow())
        .isAfterOrEqualTo(event.time(Moment.RECEIVED).orElseThrow());
  }

  @Test
  void requests_and_connections_are_numbered() throws IOException {
    Server server = watched(request -> Response.text("fine"));
    for (int connection = 0; connection < 2; connection++) {
      WireClient client = client(server).send(get("/1") + get("/2"));
      client.expectResponse(200, "fine");
      client.expectResponse(200, "fine");
    }
    Await.until("all have ended", () -> ended.size() == 4);
    assertThat(ended)
        .extracting(event -> event.connection().number() + "." + event.number())
        .containsExactlyInAnyOrder("1.1", "1.2", "2.1", "2.2");
    assertThat(ended.getFirst().connection()).isEqualTo(ended.get(1).connection());
  }

  @ParameterizedTest
  @CsvSource({
    "/, NONE, 200",
    "/missing, CLIENT, 404",
    "/thrown, CLIENT, 403",
    "/fails, APPLICATION, 500",
    "/busy, APPLICATION, 503"
  })
  void whose_fault_it_is(String path, Fault fault, int status) throws IOException {
    Server server = watched(ServerEventsTest::judged);
    client(server).send(get(path)).expectResponse(status);
    RequestEvent event = firstEnd();
    assertThat(event.fault()).isEqualTo(fault);
    assertThat(event.response().orElseThrow().status().code()).isEqualTo(status);
    assertThat(event.outcome()).contains(Outcome.SENT);
    assertThat(event.cause().isPresent()).isEqualTo(path.equals("/fails"));
  }

  private static Response judged(Request request) throws HttpException {
    return switch (request.path()) {
      case "/missing" -> Response.status(404);
      case "/thrown" -> throw new HttpException(403, "not for you");
      case "/fails" -> throw new IllegalStateException("on purpose");
      case "/busy" -> Response.status(503);
      default -> Response.text("fine");
    };
  }

  @Test
  void a_client_that_leaves_is_told_with_its_cause() throws Exception {
    var left = new CountDownLatch(1);
    Server server =
        watched(
            request ->
                Response.stream(
                    new InputStream() {
                      @Override
                      public int read() {
                        return 'a';
                      }

                      @Override
                      public int read(byte[] into, int offset, int length) {
                        left.countDown();
                        return length;
                      }
                    }),
            options().withDispatch(Dispatch.AUTO));
    WireClient client = client(server).send(get("/"));
    Await.opened(left);
    client.reset();
    RequestEvent event = firstEnd();
    assertThat(event.outcome()).contains(Outcome.CUT);
    assertThat(event.fault()).isEqualTo(Fault.CLIENT);
    assertThat(event.cause().orElseThrow()).isInstanceOf(IOException.class);
  }

  @Test
  void a_rule_is_told_as_a_value() throws IOException {
    Server server = watched(request -> Response.text("fine"));
    client(server).send("GET / HTTP/1.1\r\n\r\n").expectResponse(400);
    Await.until("it is told", () -> !refused.isEmpty());
    RefusalEvent refusal = refused.getFirst();
    BrokenRule rule = refusal.rule();
    assertThat(rule.name()).isEqualTo("HOST_MISSING");
    assertThat(rule.section()).isEqualTo("RFC 9112 §3.2");
    assertThat(rule.message()).isEqualTo("the Host field is missing");
    assertThat(refusal.status().code()).isEqualTo(400);
    assertThat(refusal.request()).isEmpty();
    assertThat(refusal.connection().number()).isEqualTo(1);
  }

  @Test
  void a_rule_of_the_body_is_told_with_its_request() throws IOException {
    Server server =
        watched(
            request -> Response.text(request.text()),
            options().withLimits(Limits.defaults().withSmallBody(0)));
    client(server)
        .send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n")
        .expectResponse(400);
    RequestEvent event = firstEnd();
    assertThat(event.rule().map(BrokenRule::name)).contains("CHUNK_SIZE");
    assertThat(event.fault()).isEqualTo(Fault.CLIENT);
    assertThat(refused.getFirst().request()).contains(event);
  }

  @ParameterizedTest
  @CsvSource({"INLINE, LOOP", "VIRTUAL, VIRTUAL", "EXECUTOR, PLATFORM"})
  void the_kind_of_thread_is_told(String dispatch, HandlerThread kind) throws IOException {
    Dispatch how =
        switch (dispatch) {
          case "INLINE" -> Dispatch.INLINE;
          case "VIRTUAL" -> Dispatch.VIRTUAL_THREADS;
          default -> Dispatch.on(task -> Thread.ofPlatform().start(task));
        };
    Server server = watched(request -> Response.text("fine"), options().withDispatch(how));
    client(server).send(get("/")).expectResponse(200, "fine");
    assertThat(firstEnd().handlerThread()).contains(kind);
  }

  @Test
  void a_request_that_is_received_is_handled_by_its_receiver() throws Exception {
    Server server =
        closedAfter(
            Server.builder().bind(0).options(options().withEvents(new Recording())).start());
    WireClient client = client(server).send(get("/"));
    server.receive().respond(_ -> Response.text("fine"));
    client.expectResponse(200, "fine");
    assertThat(firstEnd().handlerThread()).contains(HandlerThread.RECEIVER);
    assertThat(order).containsOnlyOnce("handling began");
  }

  @Test
  void an_upgrade_is_told_with_its_end() throws Exception {
    Server server =
        watched(
            request -> {
              request.upgrade("echo", Response.empty()).close();
              return Response.handled();
            });
    WireClient client =
        client(server)
            .send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
    client.readResponse();
    client.expectClosed();
    Await.until("the connection is closed", () -> !closed.isEmpty());
    assertThat(order).containsSubsequence("upgraded", "upgrade ended", "disconnected");
    assertThat(ended.getFirst().upgradedTo()).contains("echo");
    assertThat(ended.getFirst().outcome()).contains(Outcome.UPGRADED);
    assertThat(closed.getFirst().protocol()).isEqualTo("echo");
  }

  @Test
  void a_full_server_tells_that_it_pauses_and_goes_on() throws IOException {
    var paused = new CopyOnWriteArrayList<PauseEvent>();
    var resumed = new AtomicInteger();
    var events =
        new ServerEvents() {
          @Override
          public void acceptPaused(PauseEvent pause) {
            paused.add(pause);
          }

          @Override
          public void acceptResumed(PauseEvent pause) {
            resumed.incrementAndGet();
          }
        };
    var held = new CountDownLatch(1);
    Server server =
        server(
            request -> {
              Await.opened(held);
              return Response.text("fine");
            },
            options()
                .withDispatch(Dispatch.VIRTUAL_THREADS)
                .withEvents(events)
                .withLimits(Limits.defaults().withConnections(1)));
    WireClient first = client(server).send(get("/"));
    WireClient second = client(server).send(get("/"));
    Await.until("the pause is told", () -> !paused.isEmpty());
    assertThat(paused.getFirst().cause()).isEmpty();
    assertThat(paused.getFirst().listener()).isEqualTo(server.address());
    held.countDown();
    first.expectResponse(200, "fine");
    first.close();
    second.expectResponse(200, "fine");
    Await.until("the end of the pause is told", () -> resumed.get() > 0);
  }

  @Test
  void a_loop_that_is_handed_over_is_told_with_its_thread() throws IOException {
    var lost = new CopyOnWriteArrayList<Thread>();
    var handler = new CopyOnWriteArrayList<Thread>();
    var events =
        new ServerEvents() {
          @Override
          public void loopHandedOver(HandOverEvent handOver) {
            lost.add(handOver.thread());
          }
        };
    Server server =
        server(
            request -> {
              handler.add(Thread.currentThread());
              Await.until("the loop is handed over", () -> !lost.isEmpty());
              return Response.text("fine");
            },
            options().withEvents(events));
    client(server).send(get("/")).expectResponse(200, "fine");
    assertThat(lost.getFirst()).isEqualTo(handler.getFirst());
  }

  @Test
  void a_slow_listener_misses_events_but_no_end_of_a_connection() throws Exception {
    var begun = new CountDownLatch(1);
    var released = new CountDownLatch(1);
    var sent = new AtomicInteger();
    var handedOver = new AtomicInteger();
    var left = new AtomicInteger();
    var events =
        new ServerEvents() {
          @Override
          public void connected(ConnectionEvent connection) {
            begun.countDown();
            Await.opened(released);
          }

          @Override
          public void sent(RequestEvent request) {
            sent.incrementAndGet();
          }

          @Override
          public void loopHandedOver(HandOverEvent handOver) {
            handedOver.incrementAndGet();
          }

          @Override
          public void disconnected(ConnectionEvent connection) {
            left.incrementAndGet();
          }
        };
    Server server = server(request -> Response.text("fine"), options().withEvents(events));
    WireClient client = client(server);
    Await.opened(begun);
    int batch = 100;
    for (int i = 0; i < 10_100; i += batch) {
      client.send(get("/").repeat(batch));
      for (int j = 0; j < batch; j++) {
        client.expectResponse(200, "fine");
      }
    }
    Await.until("all are told or missed", () -> server.metrics().responses(2) == 10_100);
    long handOvers = server.metrics().loopHandOvers(); // a busy machine adds these to the events
    assertThat(server.metrics().eventsDropped()).isBetween(90L, 110L + handOvers);
    client.close();
    Await.until("it is closed", () -> server.metrics().connections() == 0);
    released.countDown();
    Await.until("the rest is told", () -> left.get() == 1);
    assertThat(sent.get() + handedOver.get() + server.metrics().eventsDropped())
        .isEqualTo(10_100 + server.metrics().loopHandOvers());
  }
}
