package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.EventStream;
import io.github.tinyhttp.EventStream.Event;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Server-sent events over a socket: at once, and with an end.
class EventsWireTest extends SocketTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private static List<Dispatch> dispatches() {
    return List.of(Dispatch.AUTO, Dispatch.INLINE, Dispatch.VIRTUAL_THREADS);
  }

  private static WireClient expectChunk(WireClient client, String text) {
    return client.expect(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void each_event_arrives_before_the_next_is_sent(Dispatch dispatch) throws Exception {
    var source = new HandedOver();
    Server server = server(_ -> Response.events(source), options().withDispatch(dispatch));
    WireClient client = client(server).send(GET).expectHead(200); // before there is any event
    EventStream open = source.stream();
    for (int i = 0; i < 3; i++) {
      open.send("tick " + i);
      expectChunk(client, "data: tick " + i + "\n\n");
    }
    open.close();
    client.expect("0\r\n\r\n");
    client.send(GET);
    client.expectHead(200); // the connection goes on
  }

  @Test
  void an_old_client_gets_them_until_the_connection_ends() throws Exception {
    WireClient client = client(_ -> Response.events(stream -> stream.send("hello")));
    client.send("GET / HTTP/1.0\r\n\r\n");
    WireResponse response = client.readResponse();
    assertThat(response.text()).isEqualTo("data: hello\n\n");
    client.expectClosed();
  }

  @Test
  void head_runs_no_source() throws Exception {
    var runs = ConcurrentHashMap.newKeySet();
    WireClient client = client(_ -> Response.events(runs::add));
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse("HEAD", 200);
    assertThat(runs).isEmpty();
  }

  @Test
  void one_publisher_reaches_many_subscribers_and_loses_those_who_left() throws Exception {
    Set<EventStream> subscribers = ConcurrentHashMap.newKeySet();
    EventStream.Feed source =
        stream -> {
          subscribers.add(stream);
          try {
            stream.awaitEnd();
          } finally {
            subscribers.remove(stream);
          }
        };
    Server server = server(_ -> Response.events(source));
    var clients = new ArrayList<WireClient>();
    for (int i = 0; i < 50; i++) {
      clients.add(client(server).send(GET).expectHead(200));
    }
    Await.until("all have subscribed", () -> subscribers.size() == 50);
    subscribers.forEach(one -> assertThat(one.offer(Event.of("first"))).isTrue());
    clients.forEach(client -> expectChunk(client, "data: first\n\n"));
    clients.subList(0, 20).forEach(WireClient::reset);
    Await.until(
        "those who left are gone",
        () -> {
          subscribers.forEach(one -> one.offer(Event.of("second")));
          return subscribers.size() == 30;
        });
    for (WireClient client : clients.subList(20, 50)) {
      assertThat(client.readLine()).as("size of a chunk, of one event or more").isNotEqualTo("0");
      client.expect("data: second\n\n");
    }
  }

  @Test
  void a_source_that_fails_cuts_the_connection() throws Exception {
    EventStream.Feed source =
        stream -> {
          stream.send("one");
          throw new IllegalStateException("on purpose");
        };
    WireClient client = client(_ -> Response.events(source)).send(GET).expectHead(200);
    assertThat(client.readToCut()).doesNotContain("0\r\n\r\n");
  }

  @Test
  void a_source_that_waits_for_something_else_is_interrupted_when_the_stream_ends()
      throws Exception {
    var open = new AtomicReference<EventStream>();
    var opened = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    EventStream.Feed source =
        stream -> {
          open.set(stream);
          opened.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        };
    WireClient client = client(_ -> Response.events(source)).send(GET).expectHead(200);
    Await.opened(opened);
    open.get().close();
    client.expect("0\r\n\r\n");
    Await.opened(interrupted);
  }

  @Test
  void a_server_that_is_shut_down_ends_them_at_once_and_in_order() throws Exception {
    var after = new AtomicReference<Throwable>();
    var ended = new CountDownLatch(1);
    EventStream.Feed source =
        stream -> {
          stream.send("hello");
          stream.awaitEnd();
          try {
            stream.send("too late");
          } catch (IOException e) {
            after.set(e);
          }
          ended.countDown();
        };
    Server server = server(_ -> Response.events(source));
    WireClient client = client(server).send(GET).expectHead(200);
    expectChunk(client, "data: hello\n\n");
    Future<Boolean> shutdown = shuttingDown(server);
    client.expect("0\r\n\r\n").expectClosed();
    assertThat(result(shutdown)).isTrue();
    Await.opened(ended);
    assertThat(after.get()).isInstanceOf(IOException.class);
  }

  @Test
  void one_that_begins_while_the_server_is_shut_down_ends_at_once() throws Exception {
    var entered = new CountDownLatch(1);
    var released = new CountDownLatch(1);
    Server server =
        server(
            _ -> {
              entered.countDown();
              Await.opened(released);
              return Response.events(EventStream::awaitEnd);
            });
    WireClient client = client(server).send(GET);
    Await.opened(entered);
    Future<Boolean> shutdown = shuttingDown(server);
    released.countDown();
    assertThat(client.readResponse().announcesClose()).isTrue();
    client.close(); // the server would wait for that
    assertThat(result(shutdown)).isTrue();
  }

  @Test
  void a_client_that_leaves_without_a_word_is_noticed_by_the_next_comments() throws Exception {
    var source = new HandedOver();
    Server server = server(_ -> Response.events(Duration.ofMillis(20), source));
    WireClient client = client(server).send(GET).expectHead(200);
    expectChunk(client, ":\n\n");
    client.close();
    source.awaitEnd();
    Await.until("nothing is left", () -> server.connections() == 0);
  }

  @Test
  void what_cannot_be_sent_is_an_error_for_the_sender() throws Exception {
    var source = new HandedOver();
    WireClient client = client(_ -> Response.events(source)).send(GET).expectHead(200);
    EventStream open = source.stream();
    client.reset();
    assertThatThrownBy(
            () -> {
              while (true) {
                open.send("x".repeat(10_000));
              }
            })
        .isInstanceOf(IOException.class);
    assertThat(open.isOpen()).isFalse();
  }
}
