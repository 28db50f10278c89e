package io.github.tinyhttp.http1;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.sockets.Unending;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Clients that go away when they should not.
class LostClientTest extends SocketTest {
  /// Holds the event loop up while clients come and go, which no handler could.
  private static final class HoldUp implements ServerEvents {
    private final AtomicBoolean armed = new AtomicBoolean();
    private final CountDownLatch holding = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @Override
    public void connected(ConnectionEvent connection) {
      if (armed.getAndSet(false)) {
        holding.countDown();
        Await.opened(release);
      }
    }
  }

  /// What could not be written to one client must never reach another.
  @Test
  void a_response_that_cannot_be_sent_does_not_end_up_at_another_client() throws Exception {
    var events = new HoldUp();
    Server server =
        server(request -> Response.text("for " + request.path()), options().withEvents(events));
    List<WireClient> leaving = new ArrayList<>();
    List<WireClient> staying = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      leaving.add(client(server));
      staying.add(client(server));
    }
    Await.until("all are connected", () -> server.connections() == 20);
    events.armed.set(true);
    WireClient last = client(server);
    Await.opened(events.holding);
    for (int i = 0; i < 10; i++) {
      leaving.get(i).send(get("/leaving")).reset();
      staying.get(i).send(get("/staying"));
    }
    events.release.countDown();
    staying.forEach(client -> client.expectResponse(200, "for /staying"));
    last.send(get("/last")).expectResponse(200, "for /last");
    staying.forEach(WireClient::expectNothing);
    Await.until("they are gone", () -> server.connections() == 11);
  }

  @Test
  void one_that_vanishes_before_the_response_is_no_error_for_the_application() throws Exception {
    var cut = new CompletableFuture<Request>();
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .options(options())
                .events(
                    new ServerEvents() {
                      @Override
                      public void cut(RequestEvent event) {
                        Request request = event.request();
                        cut.complete(request);
                      }
                    })
                .start());
    client(server).send(get("/")).reset();
    Request request = server.receive();
    Await.until("it is noticed", () -> isGone(server, request));
    assertThat(cut.get(20, TimeUnit.SECONDS)).isSameAs(request);
    assertThat(server.requestsInFlight()).isZero();
  }

  private static boolean isGone(Server server, Request request) {
    if (!request.isResponded()) {
      request.respond(Response.bytes(new byte[4 << 20]));
    }
    return server.connections() == 0;
  }

  @Test
  void one_that_vanishes_in_the_middle_of_a_response_stops_its_writer() throws Exception {
    var failure = new CompletableFuture<Exception>();
    Server server = server(_ -> Unending.flood(failure));
    WireClient client = client(server).send(get("/"));
    client.expect("HTTP/1.1 200 OK\r\n");
    client.reset();
    assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(java.io.IOException.class);
    Await.until("it is forgotten", () -> server.connections() == 0);
    assertThat(server.requestsInFlight()).isZero();
  }

  @Test
  void one_that_vanishes_in_the_middle_of_its_body_wakes_the_reader() throws Exception {
    var failure = new CompletableFuture<Throwable>();
    Server server =
        server(
            request -> {
              try {
                return Response.bytes(request.body().readAllBytes());
              } catch (java.io.IOException e) {
                failure.complete(e);
                throw e;
              }
            });
    WireClient client =
        client(server)
            .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
            .send(new byte[100]);
    Await.until("it is with the handler", () -> server.requestsInFlight() == 1);
    client.reset();
    assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(java.io.IOException.class);
    Await.until("it is forgotten", () -> server.connections() == 0);
  }

  /// Half-close is how some clients end what they have to say (RFC 9112 §9.6).
  @Test
  void one_that_has_closed_its_side_still_gets_all_responses() throws Exception {
    var released = new CountDownLatch(1);
    Server server =
        server(
            request -> {
              if (request.path().equals("/slow")) {
                Await.opened(released);
              }
              return Response.text(request.path());
            });
    WireClient client = client(server).send(get("/1") + get("/slow") + get("/3")).halfClose();
    client.expectResponse(200, "/1");
    released.countDown();
    client.expectResponse(200, "/slow");
    client.expectResponse(200, "/3");
    client.expectClosed();
  }

  @Test
  void one_that_connects_and_says_nothing_is_forgotten_when_it_leaves() throws Exception {
    Server server = server(_ -> Response.empty());
    WireClient client = client(server);
    Await.until("it is there", () -> server.connections() == 1);
    client.close();
    Await.until("it is gone", () -> server.connections() == 0);
  }
}
