package io.github.tinyhttp.http1;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Responses leave in the order of the requests, whoever gives them, and whenever.
class ResponseOrderTest extends SocketTest {
  private static List<Request> receive(Server server, int count) throws InterruptedException {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(server.receive());
    }
    return requests;
  }

  private static String gets(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(get("/" + i));
    }
    return text.toString();
  }

  private static Response streamed(String text) {
    return Response.stream(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void one_thread_responds_backwards_and_does_not_wait() throws Exception {
    Server server = server();
    WireClient client = client(server).send(gets(10));
    for (Request request : receive(server, 10).reversed()) {
      request.respond(Response.text(request.path()));
      assertThat(request.isResponded()).isTrue();
    }
    for (int i = 0; i < 10; i++) {
      client.expectResponse(200, "/" + i);
    }
  }

  @Test
  void one_thread_responds_backwards_with_streams_and_does_not_wait() throws Exception {
    Server server = server();
    WireClient client = client(server).send(gets(10));
    for (Request request : receive(server, 10).reversed()) {
      request.respond(streamed(request.path()));
    }
    for (int i = 0; i < 10; i++) {
      client.expectResponse(200, "/" + i);
    }
  }

  @Test
  void nothing_leaves_before_its_turn() throws Exception {
    Server server = server();
    WireClient client = client(server).send(gets(3));
    List<Request> requests = receive(server, 3);
    requests.get(2).respond(Response.text("2"));
    requests.get(1).respond(streamed("1"));
    client.expectIdle(barrierThatResponds(server));
    requests.get(0).respond(Response.text("0"));
    client.expectResponse(200, "0");
    client.expectResponse(200, "1");
    client.expectResponse(200, "2");
  }

  private io.github.tinyhttp.testkit.Barrier barrierThatResponds(Server server) {
    return barrier(server); // the library responds to OPTIONS *
  }

  @Test
  void many_threads_respond_in_any_order() throws Exception {
    Server server = server();
    for (int round = 0; round < 20; round++) {
      WireClient client = client(server).send(gets(40));
      List<Request> requests = receive(server, 40);
      Collections.shuffle(requests, new Random(round));
      CountDownLatch go = new CountDownLatch(1);
      for (Request request : requests) {
        Thread.startVirtualThread(
            () -> {
              Await.opened(go);
              String path = request.path();
              request.respond(path.endsWith("7") ? streamed(path) : Response.text(path));
            });
      }
      go.countDown();
      for (int i = 0; i < 40; i++) {
        client.expectResponse(200, "/" + i);
      }
      client.close();
    }
  }

  @Test
  void a_response_is_given_once() throws Exception {
    Server server = server();
    WireClient client = client(server).send(get("/"));
    Request request = server.receive();
    request.respond(Response.text("first"));
    assertThatThrownBy(() -> request.respond(Response.text("second")))
        .isInstanceOf(IllegalStateException.class);
    request.close();
    client.expectResponse(200, "first");
    client.expectIdle(barrier(server));
  }

  @Test
  void handled_is_no_response_to_give() throws Exception {
    Server server = server();
    WireClient client = client(server).send(get("/"));
    Request request = server.receive();
    assertThatThrownBy(() -> request.respond(Response.handled()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> request.begin(Response.handled()))
        .isInstanceOf(IllegalArgumentException.class);
    request.respond(Response.text("real"));
    client.expectResponse(200, "real");
  }

  @Test
  void of_many_threads_that_respond_to_one_request_one_succeeds() throws Exception {
    Server server = server();
    for (int round = 0; round < 50; round++) {
      WireClient client = client(server).send(get("/"));
      Request request = server.receive();
      List<Thread> threads = new ArrayList<>();
      List<String> succeeded = Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < 4; i++) {
        String text = "response " + i;
        threads.add(
            Thread.startVirtualThread(
                () -> {
                  try {
                    request.respond(Response.text(text));
                    succeeded.add(text);
                  } catch (IllegalStateException _) {
                    // another one was first
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(succeeded).hasSize(1);
      client.expectResponse(200, succeeded.getFirst());
      client.close();
    }
  }

  @Test
  void an_interim_response_waits_for_its_turn() throws Exception {
    Server server = server();
    WireClient client = client(server).send(gets(2));
    List<Request> requests = receive(server, 2);
    Thread informing =
        Thread.startVirtualThread(
            () -> {
              try {
                requests.get(1).inform(103, Headers.of("Link", "</a.css>"));
                requests.get(1).respond(Response.text("1"));
              } catch (java.io.IOException e) {
                throw new AssertionError(e);
              }
            });
    client.expectIdle(barrier(server));
    requests.get(0).respond(Response.text("0"));
    client.expectResponse(200, "0");
    assertThat(client.expectInterim(103).header("Link")).isEqualTo("</a.css>");
    client.expectResponse(200, "1");
    informing.join();
  }

  @Test
  void an_interim_response_does_not_wait_for_a_turn_that_is_over() throws Exception {
    Server server = server();
    WireClient client = client(server).send(gets(2));
    List<Request> requests = receive(server, 2);
    List<IOException> thrown = new CopyOnWriteArrayList<>();
    Thread informing =
        Thread.startVirtualThread(
            () -> {
              try {
                requests.get(1).inform(103, Headers.of("Link", "</a.css>"));
              } catch (IOException e) {
                thrown.add(e);
              }
            });
    Await.until("it waits", () -> informing.getState() == Thread.State.WAITING);
    requests.get(1).respond(Response.text("1"));
    requests.get(0).respond(Response.text("0"));
    client.expectResponse(200, "0");
    client.expectResponse(200, "1");
    assertThat(informing.join(Duration.ofSeconds(20))).isTrue();
    assertThat(thrown).singleElement().asString().contains("responded");
  }

  @Test
  void a_stream_that_waits_for_its_turn_blocks_nobody_else() throws Exception {
    Server server = server();
    WireClient client = client(server).send(gets(2));
    List<Request> requests = receive(server, 2);
    CountDownLatch run = new CountDownLatch(1);
    requests
        .get(1)
        .respond(
            Response.stream(
                (Body.Writer)
                    out -> {
                      run.countDown();
                      out.write('1');
                    }));
    assertThat(run.getCount()).isEqualTo(1);
    requests.get(0).respond(Response.text("0"));
    client.expectResponse(200, "0");
    client.expectResponse(200, "1");
    assertThat(run.getCount()).isZero();
  }

  /// 64 by default; what is over it is read when there is room.
  @Test
  void only_so_many_requests_of_one_connection_are_in_flight() throws Exception {
    Server server = server();
    WireClient client = client(server).send(gets(200));
    List<Request> first = receive(server, 64);
    barrier(server).pass();
    assertThat(server.tryReceive()).isEmpty();
    assertThat(server.requestsInFlight()).isEqualTo(64);
    first.forEach(request -> request.respond(Response.text(request.path())));
    for (int i = 64; i < 200; i++) {
      Request request = server.receive();
      request.respond(Response.text(request.path()));
    }
    for (int i = 0; i < 200; i++) {
      client.expectResponse(200, "/" + i);
    }
  }

  /// RFC 9112 §9.3.2: a method that is not safe is not begun before those in front are done.
  @Test
  void a_post_waits_for_the_requests_before_it_and_is_waited_for() throws Exception {
    Server server = server();
    String post = "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
    WireClient client = client(server).send(get("/0") + post + get("/1"));
    Request get = server.receive();
    barrier(server).pass();
    assertThat(server.tryReceive()).isEmpty();
    get.respond(Response.text("0"));
    Request posted = server.receive();
    barrier(server).pass();
    assertThat(server.tryReceive()).isEmpty();
    posted.respond(Response.text(posted.text()));
    server.receive().respond(Response.text("1"));
    client.expectResponse(200, "0");
    client.expectResponse(200, "hi");
    client.expectResponse(200, "1");
  }

  @Test
  void a_thread_that_is_interrupted_before_its_turn_cuts_no_earlier_response() throws Exception {
    var waiting = new AtomicReference<Thread>();
    var released = new CountDownLatch(1);
    Server server =
        server(
            request -> {
              if (request.path().equals("/first")) {
                Await.opened(released);
                return Response.text("first");
              }
              waiting.set(Thread.currentThread());
              try (OutputStream out = request.begin(Response.status(200))) {
                out.write('x');
              }
              return Response.handled();
            },
            options().withDispatch(Dispatch.VIRTUAL_THREADS));
    WireClient client = client(server).send(get("/first") + get("/second"));
    Await.until("the second waits for its turn", () -> isWaiting(waiting.get()));
    waiting.get().interrupt();
    Await.until("the second has given up", () -> !isWaiting(waiting.get()));
    released.countDown();
    client.expectResponse(200, "first");
    client.expectResponse(500);
    client.expectClosed();
  }

  private static boolean isWaiting(Thread thread) {
    return thread != null && thread.getState() == Thread.State.WAITING;
  }
}
