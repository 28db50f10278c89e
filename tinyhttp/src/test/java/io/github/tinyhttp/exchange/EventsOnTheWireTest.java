package io.github.tinyhttp.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.EventStream;
import io.github.tinyhttp.EventStream.Event;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Server-sent events over each version of HTTP.
class EventsOnTheWireTest extends EachVersionTest {
  private static final String GET = Wire.get("/");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void events_come_in_their_order_and_end(boolean inline) throws Exception {
    Dispatch dispatch = inline ? Dispatch.INLINE : Dispatch.VIRTUAL_THREADS;
    EventStream.Feed source =
        stream -> {
          for (int i = 0; i < 100; i++) {
            stream.send(Event.of("tick " + i).withId("" + i));
          }
        };
    Server server = server(_ -> Response.events(source), options().withDispatch(dispatch));
    Conversation client = converse(server);
    for (int i = 0; i < 2; i++) {
      String text = client.send(GET).expectResponse(200).text();
      assertThat(text).startsWith("id: 0\ndata: tick 0\n\n").endsWith("data: tick 99\n\n");
    }
  }

  @Test
  void head_runs_no_source() throws Exception {
    var runs = ConcurrentHashMap.newKeySet();
    Conversation client = converse(_ -> Response.events(runs::add));
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
    var clients = new ArrayList<Conversation>();
    for (int i = 0; i < 10; i++) {
      clients.add(converse(server).send(GET));
    }
    Await.until("all have subscribed", () -> subscribers.size() == 10);
    clients.subList(0, 4).forEach(Conversation::close);
    Await.until(
        "those who left are gone",
        () -> {
          subscribers.forEach(one -> one.offer(Event.of("tick")));
          return subscribers.size() == 6;
        });
    subscribers.forEach(EventStream::close);
    for (Conversation client : clients.subList(4, 10)) {
      assertThat(client.expectResponse(200).text()).startsWith("data: tick\n\n");
    }
  }

  @Test
  void a_source_that_fails_cuts_the_response() throws Exception {
    EventStream.Feed source =
        stream -> {
          stream.send("x".repeat(100_000)); // more than may wait, so some of it has left
          throw new IllegalStateException("on purpose");
        };
    assertThat(converse(_ -> Response.events(source)).send(GET).readToCut()).contains("data: xx");
  }

  @Test
  void a_server_that_is_shut_down_ends_them_in_order() throws Exception {
    var opened = new CountDownLatch(1);
    EventStream.Feed source =
        stream -> {
          stream.send("hello");
          opened.countDown();
          stream.awaitEnd();
        };
    Server server = server(_ -> Response.events(source));
    Conversation client = converse(server).send(GET);
    Await.opened(opened);
    Future<Boolean> shutdown = shuttingDown(server);
    client.expectResponse(200, "data: hello\n\n");
    client.close();
    assertThat(result(shutdown)).isTrue();
  }

  @Test
  void a_client_that_leaves_without_a_word_is_noticed_by_the_next_comments() throws Exception {
    var opened = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    EventStream.Feed source =
        stream -> {
          opened.countDown();
          try {
            stream.awaitEnd();
          } finally {
            ended.countDown();
          }
        };
    Server server = server(_ -> Response.events(Duration.ofMillis(20), source));
    Conversation client = converse(server).send(GET);
    Await.opened(opened);
    client.close();
    Await.opened(ended);
    Await.until("nothing is left", () -> server.connections() == 0);
  }

  @Test
  void what_cannot_be_sent_is_an_error_for_the_sender() throws Exception {
    var opened = new CompletableFuture<EventStream>();
    EventStream.Feed source =
        stream -> {
          opened.complete(stream);
          stream.awaitEnd();
        };
    Conversation client = converse(_ -> Response.events(source)).send(GET);
    Await.until("a stream is open", opened::isDone);
    EventStream open = opened.join();
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
