package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.EventStream;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.sockets.Unending;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A client that leaves while its request is worked on, and one that only seems to.
class DisconnectTest extends SocketTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
  private static final Duration LONG = Duration.ofSeconds(20);

  /// Where requests are worked on.
  private enum Way {
    INLINE,
    VIRTUAL,
    PULLED
  }

  /// A request at work: it waits for its client to leave, or to be told to respond.
  private static final class Work {
    private final CountDownLatch left = new CountDownLatch(1);
    private final CountDownLatch response = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private final Request request;

    Work(Request request) {
      this.request = request;
      assertThat(request.isConnected()).isTrue();
      request.onDisconnect(
          () -> {
            assertThat(Thread.currentThread().isVirtual()).isTrue();
            assertThat(request.isConnected()).isFalse();
            calls.incrementAndGet();
            left.countDown();
          });
    }

    Response run() {
      Await.opened(response);
      return Response.text("done " + request.path());
    }
  }

  private final BlockingQueue<Work> working = new LinkedBlockingQueue<>();

  // of tests whose handler is their own
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  private Server serve(Way way) throws IOException {
    Handler handler =
        request -> {
          assertThat(request.text()).isIn("", "hi");
          var work = new Work(request);
          working.add(work);
          return work.run();
        };
    return switch (way) {
      case INLINE -> server(handler);
      case VIRTUAL -> server(handler, options().withDispatch(Dispatch.VIRTUAL_THREADS));
      case PULLED -> {
        Server server = server();
        Thread.startVirtualThread(() -> pull(server, handler));
        yield server;
      }
    };
  }

  private static void pull(Server server, Handler handler) {
    for (Request request : server.incomingRequests()) {
      Thread.startVirtualThread(
          () -> {
            try {
              request.respond(handler.handle(request));
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  /// A client whose request is worked on.
  private WireClient client(Way way, String request) throws IOException {
    return client(serve(way)).send(request);
  }

  private Work work() throws InterruptedException {
    Work work = working.poll(LONG.toSeconds(), TimeUnit.SECONDS);
    if (work == null) {
      throw new AssertionError("no request came");
    }
    return work;
  }

  private void expectLeft(Way way, String request, BiConsumer<WireClient, Work> leave)
      throws Exception {
    Server server = serve(way);
    WireClient client = client(server).send(request);
    Work work = work();
    leave.accept(client, work);
    Await.opened(work.left);
    work.response.countDown();
    Await.until("nothing is left", () -> server.connections() == 0);
    assertThat(work.calls).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource
  void a_reset_is_noticed(Way way) throws Exception {
    expectLeft(way, GET, (client, _) -> client.reset());
  }

  @ParameterizedTest
  @EnumSource
  void a_reset_is_noticed_after_a_small_body(Way way) throws Exception {
    expectLeft(way, POST, (client, _) -> client.reset());
  }

  @ParameterizedTest
  @EnumSource
  void a_close_is_noticed(Way way) throws Exception {
    expectLeft(way, GET, (client, _) -> client.close());
  }

  @ParameterizedTest
  @EnumSource
  void a_close_is_noticed_after_a_small_body(Way way) throws Exception {
    expectLeft(way, POST, (client, _) -> client.close());
  }

  @ParameterizedTest
  @EnumSource
  void a_close_behind_further_requests_is_noticed(Way way) throws Exception {
    expectLeft(
        way,
        POST,
        (client, _) -> {
          client.send(POST.repeat(3));
          client.close();
        });
  }

  @ParameterizedTest
  @EnumSource
  void a_client_that_is_done_with_sending_gets_its_response(Way way) throws Exception {
    WireClient client = client(way, POST).halfClose();
    Work work = work();
    client.expect(CONTINUE.repeat(2)); // the second comes when the first brought no reset
    assertThat(work.request.isConnected()).isTrue();
    work.response.countDown();
    WireResponse response = client.readResponse();
    while (response.status() == 100) {
      response = client.readResponse();
    }
    assertThat(response.text()).isEqualTo("done /");
    client.expectClosed();
    assertThat(work.calls).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource
  void requests_that_come_meanwhile_get_responses(Way way) throws Exception {
    Server server = serve(way);
    WireClient client = client(server).send(POST);
    Work first = work();
    for (int i = 0; i < 10; i++) {
      client.send("POST /" + i + " HTTP/1.1\r\nHost: a\r\nContent-");
      barrier(server).pass(); // each half by itself
      client.send("Length: 2\r\n\r\nhi");
    }
    first.response.countDown();
    client.expectResponse(200, "done /");
    for (int i = 0; i < 10; i++) {
      work().response.countDown();
      client.expectResponse(200, "done /" + i);
    }
    assertThat(first.calls).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource
  void more_requests_than_are_read_ahead_get_responses_too(Way way) throws Exception {
    WireClient client = client(way, POST);
    Work first = work();
    String filled = POST.replace("Host", "X: " + "x".repeat(10_000) + "\r\nHost");
    client.send(filled.repeat(20));
    first.response.countDown();
    client.expectResponse(200, "done /");
    for (int i = 0; i < 20; i++) {
      work().response.countDown();
      client.expectResponse(200, "done /");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_body_that_was_streamed_is_followed_by_a_look_out(Way way) throws Exception {
    String chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    Server server = serve(way);
    WireClient client = client(server).send(chunked);
    barrier(server).pass();
    client.send("2\r\nhi\r\n0\r\n\r\n");
    Work work = work();
    client.send(GET);
    client.reset();
    Await.opened(work.left);
    work.response.countDown();
  }

  @Test
  void who_asked_before_the_body_came_is_told_after_it() throws Exception {
    var read = new CountDownLatch(1);
    Server server =
        server(
            request -> {
              request.onDisconnect(left::countDown);
              entered.countDown();
              request.text();
              read.countDown();
              Await.opened(left);
              return Response.empty();
            });
    WireClient client =
        client(server).send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    Await.opened(entered);
    client.send("2\r\nhi\r\n0\r\n\r\n");
    Await.opened(read);
    client.reset();
    Await.opened(left);
  }

  @Test
  void a_streamed_response_fails_and_tells() throws Exception {
    var failure = new CompletableFuture<Exception>();
    Server server =
        server(
            request -> {
              request.onDisconnect(left::countDown);
              return Response.stream(
                  out -> {
                    out.write('a');
                    out.flush();
                    Await.opened(left);
                    Unending.flood(failure).body().writeTo(out);
                  });
            });
    WireClient client = client(server).send(GET);
    assertThat(client.readLine()).isEqualTo("HTTP/1.1 200 OK");
    client.reset();
    Await.opened(left);
    assertThat(result(failure)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void a_stream_of_events_ends_without_waiting_for_a_comment(boolean reset) throws Exception {
    var source = new HandedOver();
    WireClient client = client(_ -> Response.events(Duration.ZERO, source)).send(GET);
    assertThat(client.readLine()).isEqualTo("HTTP/1.1 200 OK");
    if (reset) {
      client.reset();
    } else {
      client.close();
    }
    source.awaitEnd();
  }

  @Test
  void a_half_closed_client_gets_its_events() throws Exception {
    var go = new CountDownLatch(1);
    EventStream.Feed source =
        stream -> {
          Await.opened(go);
          stream.send("hello");
        };
    WireClient client = client(_ -> Response.events(Duration.ZERO, source)).send(GET).halfClose();
    client.expectHead(200);
    client.expect("3\r\n:\n\n\r\n".repeat(2)); // looking whether it is there
    go.countDown();
    assertThat(client.readToEnd()).endsWith("data: hello\n\n\r\n0\r\n\r\n");
  }

  @Test
  void nothing_is_told_after_the_response() throws Exception {
    var calls = new AtomicInteger();
    Server server =
        server(
            request -> {
              request.onDisconnect(calls::incrementAndGet);
              return Response.text("hello");
            });
    WireClient client = client(server).send(GET);
    client.expectResponse(200, "hello");
    client.reset();
    Await.until("nothing is left", () -> server.connections() == 0);
    assertThat(calls).hasValue(0);
  }

  @Test
  void an_old_client_that_has_ended_its_side_is_sent_nothing_but_its_response() throws Exception {
    WireClient client = client(Way.VIRTUAL, "GET / HTTP/1.0\r\n\r\n").halfClose();
    Work work = work();
    client.expectIdle(Duration.ofMillis(600)); // no event shows that a probe was not sent
    assertThat(work.request.isConnected()).isTrue();
    work.response.countDown();
    client.expectResponse(200, "done /");
  }

  @Test
  void whoever_did_not_ask_costs_a_half_closed_client_nothing() throws Exception {
    Server server =
        server(
            _ -> {
              entered.countDown();
              Await.opened(released);
              return Response.text("done");
            });
    WireClient client = client(server).send(GET).halfClose();
    Await.opened(entered);
    client.expectIdle(Duration.ofMillis(600)); // no event shows that a probe was not sent
    released.countDown();
    client.expectResponse(200, "done");
  }

  @Test
  void an_action_that_fails_keeps_no_other_from_being_run() throws Exception {
    Server server =
        server(
            request -> {
              request.onDisconnect(
                  () -> {
                    throw new IllegalStateException("on purpose");
                  });
              request.onDisconnect(left::countDown);
              entered.countDown();
              Await.opened(left);
              var late = new CountDownLatch(1);
              request.onDisconnect(late::countDown);
              Await.opened(late);
              return Response.empty();
            });
    WireClient client = client(server).send(GET);
    Await.opened(entered);
    client.reset();
    Await.opened(left);
    Await.until("nothing is left", () -> server.requestsInFlight() == 0);
  }

  @Test
  void the_requests_behind_the_first_are_told_too() throws Exception {
    Server server =
        server(
            request -> {
              var work = new Work(request);
              working.add(work);
              return work.run();
            },
            options()
                .withDispatch(Dispatch.VIRTUAL_THREADS)
                .withLimits(Limits.defaults().withPipelined(3)));
    WireClient client = client(server).send(GET.repeat(5));
    List<Work> three = List.of(work(), work(), work());
    client.reset();
    for (Work one : three) {
      Await.opened(one.left);
      one.response.countDown();
    }
    Await.until("nothing is left", () -> server.requestsInFlight() == 0);
  }
}
