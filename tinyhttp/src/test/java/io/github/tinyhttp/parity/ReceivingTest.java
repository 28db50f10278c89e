package io.github.tinyhttp.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerClosedException;
import io.github.tinyhttp.UnblockedException;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Receiving requests, tiny-http's own way: rows S6 to S14 of what it offers.
class ReceivingTest extends SocketTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  @DisplayName("S6: several iterators share the requests, each goes to one")
  void several_iterators_share_the_requests() throws Exception {
    Server server = server();
    var paths = new ConcurrentLinkedQueue<String>();
    List<Future<Integer>> iterators = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      iterators.add(
          inBackground(
              () -> {
                int count = 0;
                for (Request request : server.incomingRequests()) {
                  paths.add(request.path());
                  request.respond(Response.empty());
                  count++;
                }
                return count;
              }));
    }
    WireClient client = client(server);
    for (int i = 0; i < 100; i++) {
      client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(204);
    }
    server.close();
    int sum = 0;
    for (Future<Integer> iterator : iterators) {
      sum += result(iterator);
    }
    assertThat(sum).isEqualTo(100);
    assertThat(paths).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("S6: an iterator asks for no more than it is asked for")
  void an_iterator_takes_one_at_a_time() throws Exception {
    Server server = server();
    WireClient client = client(server).send(GET + GET);
    Iterator<Request> iterator = server.incomingRequests().iterator();
    assertThat(iterator.hasNext()).isTrue();
    assertThat(iterator.hasNext()).isTrue();
    iterator.next().respond(Response.text("1"));
    server.receive().respond(Response.text("2"));
    client.expectResponse(200, "1");
    client.expectResponse(200, "2");
    server.close();
    assertThat(iterator.hasNext()).isFalse();
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  @DisplayName("S7: receive ends with an interrupt")
  void receive_ends_with_an_interrupt() throws Exception {
    Server server = server();
    List<Throwable> ends = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    threads.add(Thread.ofPlatform().start(() -> ends.add(endOf(server::receive))));
    threads.add(Thread.ofVirtual().start(() -> ends.add(endOf(() -> server.receive(LONG)))));
    for (Thread thread : threads) {
      Await.until("it waits", () -> isWaiting(thread));
      thread.interrupt();
      thread.join();
    }
    assertThat(ends).hasSize(2).allMatch(InterruptedException.class::isInstance);
    WireClient client = client(server).send(GET);
    server.receive().respond(Response.empty());
    client.expectResponse(204);
  }

  @Test
  @DisplayName("S7: an iterator ends with an interrupt, which is kept")
  void an_iterator_ends_with_an_interrupt() throws Exception {
    Server server = server();
    var kept = new FutureTask<>(() -> Thread.currentThread().isInterrupted());
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  server.incomingRequests().forEach(Request::close);
                  kept.run();
                });
    Await.until("it waits", () -> isWaiting(thread));
    thread.interrupt();
    assertThat(result(kept)).isTrue();
  }

  private static boolean isWaiting(Thread thread) {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING -> true;
      case NEW, RUNNABLE, BLOCKED, TERMINATED -> false;
    };
  }

  private static Throwable endOf(Callable<?> wait) {
    try {
      return new AssertionError("got " + wait.call());
    } catch (Exception e) {
      return e;
    }
  }

  @Test
  @DisplayName("S8: a wait has a deadline, whatever wakes it meanwhile")
  void a_wait_has_a_deadline() throws Exception {
    Server server = server();
    Future<Boolean> waiting = inBackground(() -> respondToOne(server, Duration.ofMillis(500)));
    long start = System.nanoTime();
    while (!waiting.isDone() && System.nanoTime() - start < LONG.toNanos()) {
      WireClient client = client(server).send(GET); // wakes it, but perhaps another one is faster
      boolean _ = respondToOne(server);
      client.close();
    }
    assertThat(waiting.isDone()).isTrue();
  }

  private static boolean respondToOne(Server server, Duration time) throws InterruptedException {
    var request = server.receive(time);
    request.ifPresent(Request::close);
    return request.isPresent();
  }

  @Test
  @DisplayName("S8: no time and negative times do not wait")
  void no_time_does_not_wait() throws Exception {
    Server server = server();
    assertThat(server.receive(Duration.ZERO)).isEmpty();
    assertThat(server.receive(Duration.ofDays(-1))).isEmpty();
    WireClient client = client(server).send(GET);
    assertThat(server.receive(Duration.ofDays(1_000_000)))
        .isPresent()
        .get()
        .satisfies(Request::close);
    client.expectResponse(500);
  }

  @Test
  @DisplayName("S9: a look takes a request and leaves the tokens")
  void a_look_leaves_the_tokens() throws Exception {
    Server server = server();
    assertThat(server.tryReceive()).isEmpty();
    server.unblock();
    WireClient client = client(server).send(GET);
    Await.until("it has come", () -> server.requestsInFlight() == 1);
    Await.until("it is handed out", () -> respondToOne(server));
    client.expectResponse(204);
    assertThat(server.tryReceive()).isEmpty();
    assertThatThrownBy(server::receive).isInstanceOf(UnblockedException.class);
  }

  private static boolean respondToOne(Server server) {
    var request = server.tryReceive();
    request.ifPresent(one -> one.respond(Response.empty()));
    return request.isPresent();
  }

  @Test
  @DisplayName("S10: each token wakes one, now or later, and the server goes on")
  void each_token_wakes_one() throws Exception {
    Server server = server();
    Future<Throwable> first = inBackground(() -> endOf(server::receive));
    server.unblock();
    assertThat(result(first)).isInstanceOf(UnblockedException.class);
    server.unblock();
    server.unblock();
    assertThatThrownBy(server::receive).isInstanceOf(UnblockedException.class);
    assertThat(server.incomingRequests().iterator().hasNext()).isFalse();
    assertThat(server.receive(Duration.ZERO)).isEmpty();
    WireClient client = client(server).send(GET);
    server.receive().respond(Response.empty());
    client.expectResponse(204);
  }

  @Test
  @DisplayName("S12: connections and requests are counted")
  void connections_and_requests_are_counted() throws Exception {
    Server server = server();
    assertThat(server.connections()).isZero();
    WireClient one = client(server).send(GET + GET);
    WireClient two = client(server).send(GET);
    Await.until("all are there", () -> server.requestsInFlight() == 3);
    assertThat(server.connections()).isEqualTo(2);
    for (int i = 2; i >= 0; i--) {
      server.receive().respond(Response.empty());
    }
    one.expectResponse(204);
    one.expectResponse(204);
    two.expectResponse(204);
    assertThat(server.requestsInFlight()).isZero();
    one.close();
    Await.until("it is gone", () -> server.connections() == 1);
  }

  @Test
  @DisplayName("S13: a closed server says so to all who ask")
  void a_closed_server_says_so() throws Exception {
    Server server = server();
    server.close();
    assertThatThrownBy(server::receive).isInstanceOf(ServerClosedException.class);
    assertThatThrownBy(() -> server.receive(LONG)).isInstanceOf(ServerClosedException.class);
    assertThat(server.tryReceive()).isEmpty();
    assertThat(server.incomingRequests()).isEmpty();
  }

  @Test
  @DisplayName("S14: a server with a handler hands its requests to nobody else")
  void a_server_with_a_handler_hands_out_nothing() throws Exception {
    Server server = server(_ -> Response.empty());
    assertThatThrownBy(server::receive).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(server::tryReceive).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(server::incomingRequests).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(server::unblock).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("S14: many threads receive, each request once")
  void many_threads_receive() throws Exception {
    Server server = server();
    var seen = new ConcurrentLinkedQueue<String>();
    var done = new CountDownLatch(1_000);
    for (int i = 0; i < 8; i++) {
      Thread.ofPlatform()
          .daemon()
          .start(
              () ->
                  server
                      .incomingRequests()
                      .forEach(
                          request -> {
                            seen.add(request.path());
                            request.respond(Response.text(request.path()));
                            done.countDown();
                          }));
    }
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      var batch = new StringBuilder();
      for (int j = 0; j < 50; j++) {
        batch.append("GET /").append(i).append('-').append(j);
        batch.append(" HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      clients.add(client(server).send(batch.toString()));
    }
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < 50; j++) {
        clients.get(i).expectResponse(200, "/" + i + "-" + j);
      }
    }
    Await.opened(done);
    assertThat(seen).hasSize(1_000).doesNotHaveDuplicates();
  }
}
