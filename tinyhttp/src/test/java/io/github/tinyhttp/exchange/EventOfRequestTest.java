package io.github.tinyhttp.exchange;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.AttributeKey;
import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.RequestWrapper;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// How filters and listeners find each other.
class EventOfRequestTest extends SocketTest {
  private static final AttributeKey<String> OTHER = AttributeKey.named("other");

  private final List<RequestEvent> sent = new CopyOnWriteArrayList<>();
  private final List<Optional<RequestEvent>> asked = new CopyOnWriteArrayList<>();

  private final class Recording implements ServerEvents {
    @Override
    public void sent(RequestEvent request) {
      sent.add(request);
    }
  }

  private Response ask(Request request) {
    asked.add(request.attribute(RequestEvent.OF_REQUEST));
    assertThat(request.attribute(OTHER)).contains("kept");
    return Response.text("fine");
  }

  @Test
  void a_filter_finds_the_event_through_any_wrapper() throws IOException {
    Server server =
        server(
            request -> ask(new RequestWrapper(request.with(OTHER, "kept")) {}),
            options().withEvents(new Recording()));
    client(server).send(get("/")).expectResponse(200, "fine");
    Await.until("the end is told", () -> !sent.isEmpty());
    assertThat(asked.getFirst().orElseThrow()).isSameAs(sent.getFirst());
  }

  @Test
  void there_is_no_event_where_no_listener_is() throws IOException {
    Server server = server(request -> ask(request.with(OTHER, "kept")), options());
    client(server).send(get("/")).expectResponse(200, "fine");
    assertThat(asked.getFirst()).isEmpty();
  }

  @Test
  void a_slow_listener_holds_up_no_other() throws IOException {
    var end = new CountDownLatch(1);
    ServerEvents slow =
        new ServerEvents() {
          @Override
          public void sent(RequestEvent request) {
            Await.opened(end);
          }
        };
    ServerEvents both = ServerEvents.all(slow, ServerEvents.all(new Recording()));
    Server server = server(request -> Response.text("fine"), options().withEvents(both));
    for (int i = 0; i < 3; i++) {
      client(server).send(get("/")).expectResponse(200, "fine");
    }
    Await.until("the other is told", () -> sent.size() == 3);
    end.countDown();
  }

  @Test
  void a_connection_whose_end_several_listeners_do_not_know_counts_once() throws IOException {
    var end = new CountDownLatch(1);
    var ending = new CountDownLatch(2);
    class Slow implements ServerEvents {
      @Override
      public void disconnected(ConnectionEvent connection) {
        ending.countDown();
        Await.opened(end);
      }
    }
    ServerEvents both = ServerEvents.all(new Slow(), new Slow());
    Server server = server(request -> Response.text("fine"), options().withEvents(both));
    WireClient client = client(server).send(get("/"));
    client.expectResponse(200, "fine");
    client.close();
    Await.opened(ending);
    Await.until("it counts once", () -> server.connections() == 1);
    end.countDown();
  }
}
