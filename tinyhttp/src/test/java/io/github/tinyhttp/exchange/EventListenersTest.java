package io.github.tinyhttp.exchange;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.engine.Workers;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Which events a listener is told, and which take a place in its queue.
class EventListenersTest extends SocketTest {
  private static final int MORE_THAN_MAY_WAIT = 10_001;

  /// Waits in the end of a request.
  private static final class Slow implements ServerEvents {
    final CountDownLatch inside = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);

    @Override
    public void sent(RequestEvent request) {
      holds();
    }

    void holds() {
      inside.countDown();
      Await.opened(released);
    }
  }

  private static EventListeners listeners(ServerEvents... events) {
    return new EventListeners(options().withEvents(ServerEvents.all(events)), Workers.ofCaller());
  }

  @Test
  void each_method_of_a_listener_is_a_kind() {
    ServerEvents all =
        (ServerEvents)
            Proxy.newProxyInstance(
                ServerEvents.class.getClassLoader(),
                new Class<?>[] {ServerEvents.class},
                (_, _, _) -> null);
    assertThat(EventKind.values()).allMatch(kind -> kind.isWantedBy(all));
    assertThat(EventKind.values()).noneMatch(kind -> kind.isWantedBy(ServerEvents.NONE));
    long methods =
        Arrays.stream(ServerEvents.class.getMethods())
            .map(Method::getReturnType)
            .filter(void.class::equals)
            .count();
    assertThat(EventKind.values()).hasSize((int) methods);
  }

  @Test
  void what_a_listener_does_not_override_takes_no_place_in_its_queue() throws Exception {
    var slow = new Slow();
    EventListeners listeners = listeners(slow);
    try {
      listeners.tell(EventKind.SENT, (_, _) -> slow.holds(), "");
      Await.opened(slow.inside);
      for (EventKind kind : EventKind.values()) {
        for (int i = 0; i < MORE_THAN_MAY_WAIT && kind != EventKind.SENT; i++) {
          listeners.tell(kind, (_, _) -> {}, "");
        }
      }
      assertThat(listeners.dropped()).isZero();
      for (int i = 0; i < MORE_THAN_MAY_WAIT; i++) {
        listeners.tell(EventKind.SENT, (_, _) -> {}, "");
      }
      assertThat(listeners.dropped()).isPositive();
    } finally {
      slow.released.countDown();
      listeners.end();
    }
  }

  @Test
  void each_of_several_listeners_is_told_what_it_overrides() throws Exception {
    var slow = new Slow();
    var connections = new AtomicInteger();
    ServerEvents quick =
        new ServerEvents() {
          @Override
          public void connected(ConnectionEvent connection) {}
        };
    EventListeners listeners = listeners(slow, quick);
    try {
      listeners.tell(EventKind.SENT, (_, _) -> slow.holds(), "");
      Await.opened(slow.inside);
      listeners.tell(EventKind.CONNECTED, (_, _) -> connections.incrementAndGet(), "");
      Await.until("the quick one is told", () -> connections.get() == 1);
      assertThat(listeners.want(EventKind.DISCONNECTED)).isFalse();
    } finally {
      slow.released.countDown();
      listeners.end();
    }
  }

  @Test
  void requests_are_watched_only_for_a_listener_of_requests() throws Exception {
    ServerEvents ofConnections =
        new ServerEvents() {
          @Override
          public void connected(ConnectionEvent connection) {}
        };
    for (ServerEvents events : new ServerEvents[] {ofConnections, new Slow()}) {
      if (events instanceof Slow slow) {
        slow.released.countDown();
      }
      Server server =
          server(
              request -> Response.text("" + request.attribute(RequestEvent.OF_REQUEST).isPresent()),
              options().withEvents(events));
      client(server).send(get("/")).expectResponse(200, "" + (events instanceof Slow));
    }
  }
}
