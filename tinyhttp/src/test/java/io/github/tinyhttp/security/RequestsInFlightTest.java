package io.github.tinyhttp.security;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// How many requests of all connections may be with the application.
class RequestsInFlightTest extends EachVersionTest {
  private static final int MOST = 5;

  private static ServerOptions bounded() {
    return options().withLimits(Limits.defaults().withRequests(MOST));
  }

  @Test
  void one_more_than_the_application_may_have_gets_503_and_its_connection_goes_on()
      throws Exception {
    var released = new CountDownLatch(1);
    Server server =
        server(
            request -> {
              Await.opened(released);
              return Response.text(request.path());
            },
            bounded().withDispatch(Dispatch.VIRTUAL_THREADS));
    List<Conversation> clients = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      clients.add(converse(server).send(get("/" + i)));
    }
    Await.until("they are with the handler", () -> server.requestsInFlight() == MOST);
    Conversation excess = converse(server);
    excess.send(get("/excess")).expectResponse(503);
    excess.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello").expectResponse(503);
    assertThat(server.metrics().refusals()).containsEntry("TOO_MANY_REQUESTS", 2L);
    released.countDown();
    for (int i = 0; i < MOST; i++) {
      clients.get(i).expectResponse(200, "/" + i);
    }
    excess.send(get("/again")).expectResponse(200, "/again");
  }

  @Test
  void the_queue_of_a_server_that_is_not_asked_is_bounded() throws Exception {
    Server server = closedAfter(Server.builder().bind(0).options(bounded()).start());
    List<Conversation> clients = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      clients.add(converse(server).send(get("/" + i)));
    }
    Await.until("they wait", () -> server.requestsInFlight() == MOST);
    Conversation excess = converse(server).send(get("/excess"));
    excess.expectResponse(503);
    for (int i = 0; i < MOST; i++) {
      Request request = receive(server);
      request.respond(Response.text(request.path()));
    }
    for (int i = 0; i < MOST; i++) {
      clients.get(i).expectResponse(200, "/" + i);
    }
    excess.send(get("/again"));
    receive(server).respond(Response.text("again"));
    excess.expectResponse(200, "again");
  }

  @Test
  void handlers_on_the_loop_wait_for_each_other() throws Exception {
    Server server =
        server(
            request -> Response.text(request.path()),
            options().withLimits(Limits.defaults().withRequests(1)));
    Conversation client = converse(server).send(get("/0") + get("/1") + get("/2"));
    for (int i = 0; i < 3; i++) {
      client.expectResponse(200, "/" + i);
    }
  }

  @Test
  void less_than_one_is_no_bound() {
    assertThatThrownBy(() -> Limits.defaults().withRequests(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Limits.defaults().withConnectionsPerClient(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
