package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Code of the application that waits holds up no loop, wherever the library calls it, and a thread
/// of the application's is not kept longer than its code runs. There is one loop.
class ApplicationThreadsTest extends SocketTest {
  private static final String OPTIONS = "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n";

  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch inside = new CountDownLatch(1);

  @AfterEach
  void release() {
    released.countDown();
  }

  private void block() {
    inside.countDown();
    Await.opened(released);
  }

  private Response handle(Request request) {
    if (request.path().equals("/slow")) {
      block();
    }
    return Response.text(request.path());
  }

  private static ServerOptions on(ExecutorService executor) {
    return ServerOptions.defaults().withHosts("*").withLoops(1).withDispatch(Dispatch.on(executor));
  }

  private ExecutorService pool(int threads) {
    return closedAfter(Executors.newFixedThreadPool(threads));
  }

  // ---- an executor

  @Test
  void an_executor_that_runs_the_handler_itself_holds_up_no_other_client() throws Exception {
    ExecutorService full =
        closedAfter(
            new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new ThreadPoolExecutor.CallerRunsPolicy()));
    Server server = server(this::handle, on(full));
    WireClient other = client(server);
    other.send(OPTIONS).expectResponse(204);
    WireClient first = client(server).send(get("/slow"));
    WireClient second = client(server).send(get("/slow") + get("/next"));
    Await.until("both are with the handler", () -> server.requestsInFlight() >= 2);
    other.send(OPTIONS).expectResponse(204);
    client(server).send(OPTIONS).expectResponse(204);
    released.countDown();
    first.expectResponse(200, "/slow");
    second.expectResponse(200, "/slow");
    second.expectResponse(200, "/next");
    second.send(get("/again")).expectResponse(200, "/again");
  }

  @Test
  void an_executor_that_waits_for_room_holds_up_no_other_client() throws Exception {
    var queue = new LinkedBlockingQueue<Runnable>(1);
    Thread worker =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    Await.opened(released);
                    while (true) {
                      queue.take().run();
                    }
                  } catch (InterruptedException _) {
                    // the test is over
                  }
                });
    closedAfter(worker::interrupt);
    Server server =
        server(
            this::handle,
            ServerOptions.defaults()
                .withHosts("*")
                .withLoops(1)
                .withDispatch(
                    Dispatch.on(
                        task -> {
                          try {
                            queue.put(task);
                          } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                          }
                        })));
    List<WireClient> clients =
        List.of(
            client(server).send(get("/1")),
            client(server).send(get("/1")),
            client(server).send(get("/1")));
    Await.until("all are on their way", () -> server.requestsInFlight() == 3);
    client(server).send(OPTIONS).expectResponse(204);
    released.countDown();
    clients.forEach(one -> one.expectResponse(200, "/1"));
  }

  @Test
  void an_executor_may_run_all_handlers_itself() throws Exception {
    Server server =
        server(
            this::handle,
            ServerOptions.defaults()
                .withHosts("*")
                .withLoops(1)
                .withDispatch(Dispatch.on(Runnable::run)));
    WireClient client = client(server).send(get("/1") + get("/2") + get("/3"));
    client.expectResponse(200, "/1");
    client.expectResponse(200, "/2");
    client.expectResponse(200, "/3");
    client.send("POST /4 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na" + get("/5"));
    client.expectResponse(200, "/4");
    client.expectResponse(200, "/5");
  }

  // ---- responses that take time

  private void checkThatPoolIsFree(Handler large) throws IOException {
    Server server =
        server(
            request -> request.path().equals("/large") ? large.handle(request) : handle(request),
            on(pool(2)));
    for (int i = 0; i < 4; i++) {
      client(server).send(get("/large")); // which is not read
    }
    Await.until("all have returned", () -> server.requestsInFlight() == 0);
    client(server).send(get("/other")).expectResponse(200, "/other");
  }

  @Test
  void a_file_that_is_not_read_keeps_no_thread_of_the_pool(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("large"), new byte[20 << 20]);
    checkThatPoolIsFree(_ -> Response.file(file));
  }

  @Test
  void a_stream_that_is_not_read_keeps_no_thread_of_the_pool() throws Exception {
    checkThatPoolIsFree(_ -> Response.stream(new ByteArrayInputStream(new byte[20 << 20])));
  }

  @Test
  void a_writer_whose_client_does_not_read_keeps_no_thread_of_the_pool() throws Exception {
    checkThatPoolIsFree(_ -> Response.stream(out -> out.write(new byte[20 << 20])));
  }

  @Test
  void large_bytes_that_are_not_read_keep_no_thread_of_the_pool() throws Exception {
    checkThatPoolIsFree(_ -> Response.bytes(new byte[20 << 20]));
  }

  @Test
  void events_keep_no_thread_of_the_pool() throws Exception {
    checkThatPoolIsFree(_ -> Response.events(_ -> block()));
    released.countDown();
  }

  // ---- callbacks

  /// A listener that waits in one of its methods.
  private final class Waiting implements ServerEvents {
    private final String method;

    Waiting(String method) {
      this.method = method;
    }

    private void in(String name) {
      if (method.equals(name)) {
        block();
      }
    }

    @Override
    public void connected(ConnectionEvent connection) {
      in("connected");
    }

    @Override
    public void disconnected(ConnectionEvent connection) {
      in("disconnected");
    }

    @Override
    public void sent(RequestEvent event) {
      in("sent");
    }

    @Override
    public void cut(RequestEvent event) {
      in("cut");
    }

    @Override
    public void refused(RefusalEvent refusal) {
      in("refused");
    }

    @Override
    public void failed(RequestEvent event, Throwable cause) {
      in("failed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"connected", "disconnected", "sent", "refused", "failed"})
  void a_listener_that_waits_holds_up_no_client(String method) throws Exception {
    Server server =
        server(
            request -> {
              if (request.path().equals("/fails")) {
                throw new IllegalStateException("on purpose");
              }
              return handle(request);
            },
            options().withEvents(new Waiting(method)));
    WireClient before = client(server);
    before.send(get("/1")).expectResponse(200, "/1");
    client(server).send(get("/fails"));
    client(server).send("nonsense\r\n\r\n");
    client(server).close();
    Await.opened(inside);
    before.send(get("/2")).expectResponse(200, "/2");
    client(server).send(get("/3")).expectResponse(200, "/3");
    released.countDown();
  }

  @Test
  void events_are_told_in_their_order() throws Exception {
    var told = new LinkedBlockingQueue<String>();
    ServerEvents listener =
        new ServerEvents() {
          @Override
          public void connected(ConnectionEvent connection) {
            Await.opened(released);
            told.add("connected");
          }

          @Override
          public void sent(RequestEvent event) {
            Request request = event.request();
            told.add("sent " + request.path());
          }

          @Override
          public void disconnected(ConnectionEvent connection) {
            told.add("disconnected");
          }
        };
    Server server = server(this::handle, options().withEvents(listener));
    client(server).send(get("/1") + get("/2")).expectResponse(200, "/1");
    client(server).close();
    released.countDown();
    server.close();
    assertThat(told).startsWith("connected").contains("sent /1", "sent /2", "disconnected");
  }

  @Test
  void trailers_of_content_in_memory_that_wait_hold_up_no_client() throws Exception {
    Server server =
        server(
            request ->
                request.path().equals("/slow")
                    ? Response.text("x")
                        .withTrailers(
                            List.of("X-End"),
                            () -> {
                              block();
                              return Headers.of("X-End", "1");
                            })
                    : handle(request));
    WireClient slow =
        client(server)
            .send("GET /slow HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: TE\r\n\r\n");
    Await.opened(inside);
    client(server).send(get("/1")).expectResponse(200, "/1");
    released.countDown();
    slow.expectResponse(200, "x");
  }
}
