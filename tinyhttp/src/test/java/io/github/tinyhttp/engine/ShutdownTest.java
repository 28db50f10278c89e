package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerClosedException;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.LoggedWarnings;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.sockets.Unending;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The end of a server: nobody new, a response for everyone who is in, and then nothing is left.
class ShutdownTest extends SocketTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);

  private static List<Dispatch> dispatches() {
    return List.of(Dispatch.AUTO, Dispatch.INLINE, Dispatch.VIRTUAL_THREADS);
  }

  /// Clients that stay are not waited for long.
  protected static ServerOptions options() {
    return SocketTest.options().withTimeouts(Timeouts.defaults().withLinger(SHORT));
  }

  private Server pulling() throws IOException {
    return closedAfter(Server.builder().bind(0).options(options()).start());
  }

  @Test
  void an_idle_server_is_closed_at_once() throws Exception {
    Server server = server(_ -> Response.empty(), options());
    assertThat(server.shutdown(LONG)).isTrue();
    assertThat(server.awaitTermination(Duration.ZERO)).isTrue();
    assertThat(server.connections()).isZero();
  }

  @Test
  void idle_connections_are_closed_and_new_ones_refused() throws Exception {
    Server server = server(_ -> Response.text("hello"), options());
    WireClient silent = client(server);
    WireClient idle = client(server).send(get("/"));
    idle.expectResponse(200, "hello");
    assertThat(server.shutdown(LONG)).isTrue();
    silent.expectClosed();
    idle.expectClosed();
    assertThatThrownBy(() -> connect(server.address())).isInstanceOf(IOException.class);
  }

  private static void connect(InetSocketAddress address) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(address);
    }
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void a_request_in_flight_gets_a_response_that_says_it_is_the_last(Dispatch dispatch)
      throws Exception {
    var released = new CountDownLatch(1);
    Server server =
        server(
            _ -> {
              Await.opened(released);
              return Response.text("done");
            },
            options().withDispatch(dispatch));
    WireClient client = client(server).send(get("/"));
    Await.until("it is with the handler", () -> server.requestsInFlight() == 1);
    Future<Boolean> shutdown = shuttingDown(server);
    client.expectNothing();
    released.countDown();
    assertThat(client.expectResponse(200, "done").announcesClose()).isTrue();
    client.expectClosed();
    assertThat(result(shutdown)).isTrue();
  }

  @Test
  void all_requests_that_are_with_the_application_get_responses() throws Exception {
    Server server = pulling();
    WireClient client = client(server).send(get("/1") + get("/2") + get("/3"));
    List<Request> requests = List.of(server.receive(), server.receive(), server.receive());
    Future<Boolean> shutdown = shuttingDown(server);
    requests.reversed().forEach(request -> request.respond(Response.text(request.path())));
    client.expectResponse(200, "/1");
    client.expectResponse(200, "/2");
    assertThat(client.expectResponse(200, "/3").announcesClose()).isTrue();
    client.expectClosed();
    assertThat(result(shutdown)).isTrue();
  }

  @Test
  void a_request_whose_body_is_on_its_way_gets_a_response() throws Exception {
    Server server = server(request -> Response.text(request.text()), options());
    WireClient client =
        client(server).send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nab");
    barrier(server).pass().close();
    Future<Boolean> shutdown = shuttingDown(server);
    client.send("cd");
    assertThat(client.expectResponse(200, "abcd").announcesClose()).isTrue();
    assertThat(result(shutdown)).isTrue();
  }

  @Test
  void a_request_whose_head_is_on_its_way_gets_a_response() throws Exception {
    Server server = server(request -> Response.text(request.path()), options());
    WireClient client = client(server).send("GET /slow HTT");
    barrier(server).pass().close();
    Future<Boolean> shutdown = shuttingDown(server);
    client.send("P/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(client.expectResponse(200, "/slow").announcesClose()).isTrue();
    assertThat(result(shutdown)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void a_large_response_on_its_way_arrives_whole_and_is_the_last(Dispatch dispatch)
      throws Exception {
    byte[] large = new byte[20 << 20];
    expectWholeAndLast(Response.bytes(large), large.length, dispatch);
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void a_stream_on_its_way_arrives_whole_and_is_the_last(Dispatch dispatch) throws Exception {
    byte[] large = new byte[20 << 20];
    Response stream = Response.stream(new ByteArrayInputStream(large), large.length);
    expectWholeAndLast(stream, large.length, dispatch);
  }

  private void expectWholeAndLast(Response large, int size, Dispatch dispatch) throws Exception {
    Server server = server(_ -> large, options().withDispatch(dispatch));
    WireClient client = client(server).send(get("/"));
    client.expect("HTTP/1.1 200 OK\r\n");
    Future<Boolean> shutdown = shuttingDown(server);
    assertThat(client.readToEnd()).endsWith("\0").hasSizeGreaterThan(size);
    assertThat(result(shutdown)).isTrue();
  }

  @Test
  void what_takes_longer_than_the_grace_is_cut() throws Exception {
    Server server = pulling();
    WireClient client = client(server).send(get("/"));
    Request request = server.receive();
    assertThat(server.shutdown(SHORT)).isFalse();
    client.expectGone();
    request.respond(Response.text("too late")); // no error of the application's
    assertThat(server.connections()).isZero();
  }

  /// The end of the connection is the end of such a response, so it must not look like one.
  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
  void a_client_sees_that_its_response_is_cut_at_the_end_of_the_grace(String version)
      throws Exception {
    var released = new CountDownLatch(1);
    Server server = server(_ -> Unending.half(released), options());
    WireClient client = client(server).send("GET / " + version + "\r\nHost: localhost\r\n\r\n");
    client.awaitInput();
    assertThat(server.shutdown(SHORT)).isFalse();
    assertThat(client.readToReset()).contains("half").doesNotContain("0\r\n\r\n");
    released.countDown();
  }

  @Test
  void requests_nobody_has_received_can_still_be_received() throws Exception {
    Server server = pulling();
    WireClient client = client(server).send(get("/"));
    Await.until("it has come", () -> server.requestsInFlight() == 1);
    Future<Boolean> shutdown = shuttingDown(server);
    server.receive().respond(Response.text("just in time"));
    client.expectResponse(200, "just in time");
    assertThat(result(shutdown)).isTrue();
    assertThatThrownBy(server::receive).isInstanceOf(ServerClosedException.class);
  }

  @Test
  void close_responds_with_503_to_those_not_received() throws Exception {
    Server server = pulling();
    WireClient client = client(server).send(get("/"));
    Await.until("it has come", () -> server.requestsInFlight() == 1);
    server.close();
    assertThat(client.expectResponse(503).announcesClose()).isTrue();
    client.expectClosed();
  }

  @Test
  void close_wakes_all_who_wait_for_requests() throws Exception {
    Server server = pulling();
    List<Future<Integer>> iterators = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      iterators.add(inBackground(() -> count(server.incomingRequests())));
    }
    Future<Request> receiver = inBackground(server::receive);
    server.close();
    for (Future<Integer> iterator : iterators) {
      assertThat(result(iterator)).isZero();
    }
    assertThatThrownBy(() -> result(receiver)).hasCauseInstanceOf(ServerClosedException.class);
    assertThatThrownBy(() -> server.receive(LONG)).isInstanceOf(ServerClosedException.class);
  }

  private static int count(Iterable<Request> requests) {
    int count = 0;
    for (Request request : requests) {
      request.close();
      count++;
    }
    return count;
  }

  @Test
  void closing_twice_is_the_same_as_once() throws Exception {
    Server server = server(_ -> Response.empty(), options());
    server.close();
    server.close();
    assertThat(server.shutdown(LONG)).isTrue();
  }

  @Test
  void the_port_is_free_again() throws Exception {
    Server server = server(_ -> Response.text("first"), options());
    client(server).send(get("/")).expectResponse(200, "first");
    server.close();
    Server second = closedAfter(Server.http(server.port(), _ -> Response.text("second")));
    client(second).send(get("/")).expectResponse(200, "second");
  }

  @Test
  void no_thread_is_left() throws Exception {
    var released = new CountDownLatch(1);
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .options(options())
                .handler(
                    _ -> {
                      Await.opened(released);
                      return Response.empty();
                    })
                .start());
    Set<Thread> before = threads();
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clients.add(client(server).send(get("/")));
    }
    Await.until("all are with the handler", () -> server.requestsInFlight() == 5);
    released.countDown();
    clients.forEach(client -> client.expectResponse(204));
    server.close();
    assertThat(before).isNotEmpty();
    Await.until("its threads have ended", () -> threads().stream().noneMatch(before::contains));
  }

  /// Those of all servers there are; tests run one after the other.
  private static Set<Thread> threads() {
    Set<Thread> found = ConcurrentHashMap.newKeySet();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("tinyhttp-")) {
        found.add(thread);
      }
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void a_handler_may_shut_its_own_server_down(Dispatch dispatch) throws Exception {
    Server[] server = new Server[1];
    var released = new CountDownLatch(1);
    server[0] =
        server(
            request -> {
              if (request.path().equals("/stop")) {
                boolean _ = server[0].shutdown(LONG);
                return Response.text("stopped");
              }
              Await.opened(released);
              return Response.text("waited for");
            },
            options().withDispatch(dispatch));
    WireClient other = client(server[0]).send(get("/other"));
    Await.until("it is with the handler", () -> server[0].requestsInFlight() == 1);
    WireClient client = client(server[0]).send(get("/stop"));
    assertThat(client.expectResponse(200, "stopped").announcesClose()).isTrue();
    client.expectClosed();
    released.countDown();
    other.expectResponse(200, "waited for");
    assertThat(server[0].awaitTermination(LONG)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void under_load_every_request_a_handler_has_seen_gets_a_whole_response(Dispatch dispatch)
      throws Exception {
    for (int round = 0; round < 5; round++) {
      Set<String> handled = ConcurrentHashMap.newKeySet();
      Set<String> responded = ConcurrentHashMap.newKeySet();
      Server server =
          server(
              request -> {
                handled.add(request.path());
                return Response.bytes(new byte[20_000]).withHeader("For", request.path());
              },
              options().withDispatch(dispatch).withLoops(2));
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          String name = "/" + i + "/";
          clients.add(executor.submit(() -> ask(server, name, responded)));
        }
        Await.until("there is load", () -> responded.size() > 200);
        assertThat(server.shutdown(LONG)).isTrue();
        for (Future<?> client : clients) {
          result(client);
        }
      }
      assertThat(responded).containsAll(handled);
    }
  }

  /// Asks until the connection ends, and then no more.
  private static void ask(Server server, String name, Set<String> responded) {
    try (WireClient client = WireClient.connect(server.port())) {
      for (int i = 0; ; i++) {
        client.renewDeadline();
        if (!client.trySend(get(name + i)) || !client.awaitResponse()) {
          return;
        }
        WireResponse response = client.expectResponse(200);
        assertThat(response.body()).hasSize(20_000);
        responded.add(response.header("For"));
        if (response.announcesClose()) {
          client.expectClosed();
          return;
        }
      }
    }
  }

  @Test
  void what_a_server_waits_for_is_logged_once() throws Exception {
    LoggedWarnings logged = closedAfter(LoggedWarnings.begin());
    try (Server server = pulling();
        Request _ = receiveFrom(server)) {
      assertThat(server.shutdown(Duration.ofMillis(6500))).isFalse();
    }
    assertThat(logged.lines())
        .filteredOn(line -> line.contains("the server ends"))
        .singleElement()
        .asString()
        .contains("1 requests have a response and 1 connections are closed");
  }

  private Request receiveFrom(Server server) throws InterruptedException {
    client(server).send(get("/"));
    return receive(server);
  }
}
