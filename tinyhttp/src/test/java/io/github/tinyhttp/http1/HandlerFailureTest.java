package io.github.tinyhttp.http1;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.sockets.LoggedWarnings;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Conversation;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a handler does, its client gets a response, and nobody else notices.
class HandlerFailureTest extends EachVersionTest {
  /// A client that does not look is not waited for at the end.
  private static ServerOptions impatient() {
    return options().withTimeouts(Timeouts.defaults().withLinger(Duration.ofMillis(100)));
  }

  @BeforeEach
  void silenceTheLog() {
    closedAfter(LoggedWarnings.begin());
  }

  private static List<Dispatch> dispatches() {
    return List.of(Dispatch.AUTO, Dispatch.INLINE, Dispatch.VIRTUAL_THREADS);
  }

  private static int endless(int depth) {
    return endless(depth + 1) + 1;
  }

  private static Response fail(Request request) throws Exception {
    return switch (request.path()) {
      case "/exception" -> throw new Exception("on purpose");
      case "/runtime" -> throw new IllegalStateException("on purpose");
      case "/stack" -> Response.text("" + endless(0));
      case "/memory" -> throw new OutOfMemoryError("on purpose");
      case "/linkage" -> throw new NoClassDefFoundError("on purpose");
      case "/null" -> null;
      case "/handled" -> Response.handled(); // it has not responded
      case "/teapot" -> throw new HttpException(418, "no coffee");
      default -> Response.text("fine");
    };
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void what_it_throws_is_500_and_the_connection_goes_on(Dispatch dispatch) throws Exception {
    Server server = server(HandlerFailureTest::fail, impatient().withDispatch(dispatch));
    Conversation client = converse(server);
    for (String path :
        List.of("exception", "runtime", "stack", "memory", "linkage", "null", "handled")) {
      client.send(get("/" + path)).expectResponse(500, "the server failed\n");
    }
    client.send(get("/teapot")).expectResponse(418, "no coffee\n");
    client.send(get("/")).expectResponse(200, "fine");
    assertThat(server.requestsInFlight()).isZero();
  }

  @Test
  void what_it_throws_is_told_once() throws Exception {
    Queue<Throwable> told = new ConcurrentLinkedQueue<>();
    var events =
        new ServerEvents() {
          @Override
          public void failed(RequestEvent event, Throwable cause) {
            told.add(cause);
          }
        };
    Server server = server(HandlerFailureTest::fail, impatient().withEvents(events));
    converse(server).send(get("/runtime")).expectResponse(500);
    Await.until("it is told", () -> !told.isEmpty());
    server.close();
    assertThat(told).singleElement().isInstanceOf(IllegalStateException.class);
  }

  private static final class Told implements ServerEvents {
    private final List<Throwable> failed = new CopyOnWriteArrayList<>();
    private final List<Throwable> cut = new CopyOnWriteArrayList<>();

    @Override
    public void failed(RequestEvent event, Throwable cause) {
      failed.add(cause);
    }

    @Override
    public void cut(RequestEvent event) {
      Throwable cause = event.cause().orElseThrow();
      cut.add(cause);
    }
  }

  /// Nobody else would see it: the client only gets a reset.
  @ParameterizedTest
  @MethodSource("dispatches")
  void a_writer_that_throws_when_part_of_its_response_has_left_is_told_of_once(Dispatch dispatch)
      throws Exception {
    var told = new Told();
    var mistake = new IllegalStateException("on purpose");
    Response response =
        Response.stream(
            out -> {
              out.write('a');
              out.flush();
              throw mistake;
            });
    Server server = server(_ -> response, impatient().withDispatch(dispatch).withEvents(told));
    converse(server).send(get("/")).readToCut();
    Await.until("it is over", () -> !told.cut.isEmpty());
    server.close();
    assertThat(told.failed).containsExactly(mistake);
    assertThat(told.cut).containsExactly(mistake);
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void that_a_client_goes_away_while_it_sends_a_body_is_no_failure(Dispatch dispatch)
      throws Exception {
    var told = new Told();
    var asked = new CountDownLatch(1);
    var left = new CountDownLatch(1);
    Server server =
        server(
            request -> {
              request.body().read();
              asked.countDown();
              try {
                return Response.text(request.text());
              } finally {
                left.countDown();
              }
            },
            impatient().withDispatch(dispatch).withEvents(told));
    Conversation client = converse(server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nbegin");
    asked.await();
    client.reset();
    Await.opened(left);
    server.close(); // the handler's thread and the loop, which might both tell of it, are done now
    assertThat(told.failed).isEmpty();
    assertThat(told.cut).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void one_that_responds_with_nothing_at_all_hears_of_it(Dispatch dispatch) throws Exception {
    Handler handler =
        request -> {
          assertThatNullPointerException().isThrownBy(() -> request.respond((Response) null));
          return Response.text("something");
        };
    Server server = server(handler, impatient().withDispatch(dispatch));
    converse(server).send(get("/")).expectResponse(200, "something");
  }

  @Test
  void one_that_responds_to_requests_as_they_are_received_fails_like_any_other() throws Exception {
    var told = new Told();
    Server server =
        closedAfter(Server.builder().bind(0).options(impatient().withEvents(told)).start());
    Conversation client = converse(server);
    for (String path : List.of("exception", "memory", "null")) {
      client.send(get("/" + path));
      server.receive().respond(HandlerFailureTest::fail);
      client.expectResponse(500, "the server failed\n");
    }
    Await.until("two failures are told", () -> told.failed.size() == 2);
    client.send(get("/teapot"));
    server.receive().respond(HandlerFailureTest::fail);
    client.expectResponse(418, "no coffee\n");
    client.send(get("/"));
    Request request = server.receive();
    request.respond(HandlerFailureTest::fail);
    client.expectResponse(200, "fine");
    assertThatIllegalStateException().isThrownBy(() -> request.respond(HandlerFailureTest::fail));
    assertThat(server.requestsInFlight()).isZero();
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void one_that_throws_after_it_has_responded_changes_nothing(Dispatch dispatch) throws Exception {
    Handler handler =
        request -> {
          request.respond(Response.text("first"));
          throw new IllegalStateException("on purpose");
        };
    Conversation client = converse(server(handler, impatient().withDispatch(dispatch)));
    client.send(get("/") + get("/"));
    client.expectResponse(200, "first");
    client.expectResponse(200, "first");
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void one_that_responds_and_returns_a_response_has_responded_once(Dispatch dispatch)
      throws Exception {
    Handler handler =
        request -> {
          request.respond(Response.text("first"));
          return Response.text("second");
        };
    Conversation client = converse(server(handler, impatient().withDispatch(dispatch)));
    client.send(get("/") + get("/"));
    client.expectResponse(200, "first");
    client.expectResponse(200, "first");
  }

  /// An interrupt is of the application's own making, and must not reach the loop's selector.
  @ParameterizedTest
  @MethodSource("dispatches")
  void one_that_interrupts_its_thread_harms_nobody(Dispatch dispatch) throws Exception {
    Server server =
        server(
            request -> {
              Thread.currentThread().interrupt();
              if (request.path().equals("/throw")) {
                throw new InterruptedException("on purpose");
              }
              return Response.text("interrupted");
            },
            impatient().withDispatch(dispatch));
    Conversation client = converse(server);
    for (int i = 0; i < 20; i++) {
      client.send(get("/")).expectResponse(200, "interrupted");
      client.send(get("/throw")).expectResponse(500);
    }
    converse(server).send(get("/")).expectResponse(200, "interrupted");
  }

  /// While the handler runs, and long after, when the thread does something else.
  @Test
  void a_thread_interrupted_from_outside_harms_nobody() throws Exception {
    var thread = new AtomicReference<Thread>();
    Server server =
        server(
            request -> {
              thread.set(Thread.currentThread());
              return Response.text("hello");
            });
    Conversation client = converse(server);
    for (int i = 0; i < 200; i++) {
      client.send(get("/")).expectResponse(200, "hello");
      thread.get().interrupt();
    }
    converse(server).send(get("/")).expectResponse(200, "hello");
  }

  @Test
  void an_executor_runs_the_handlers() throws Exception {
    Queue<String> names = new ConcurrentLinkedQueue<>();
    Executor executor = task -> Thread.ofPlatform().name("of the application").start(task);
    Server server =
        server(
            request -> {
              names.add(Thread.currentThread().getName());
              return Response.text(request.path());
            },
            impatient().withDispatch(Dispatch.on(executor)));
    converse(server).send(get("/")).expectResponse(200, "/");
    assertThat(names).containsExactly("of the application");
  }

  @Test
  void what_an_executor_refuses_is_503() throws Exception {
    var busy = new CountDownLatch(1);
    Executor executor =
        task -> {
          if (busy.getCount() > 0) {
            throw new RejectedExecutionException("no room");
          }
          task.run();
        };
    Server server =
        server(_ -> Response.text("done"), impatient().withDispatch(Dispatch.on(executor)));
    Conversation client = converse(server).send(get("/"));
    client.expectResponse(503);
    busy.countDown();
    client.send(get("/")).expectResponse(200, "done");
    assertThat(server.requestsInFlight()).isZero();
  }

  /// On the driver itself, that is: nobody said that an executor is another thread.
  @Test
  void an_executor_may_run_its_task_at_once() throws Exception {
    Server server =
        server(
            request -> Response.text(request.text()),
            impatient().withDispatch(Dispatch.on(Runnable::run)));
    Conversation client = converse(server).send(get("/1") + get("/2"));
    client.expectResponse(200, "");
    client.expectResponse(200, "");
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
    client.expectResponse(200, "hi");
  }

  @Test
  void a_listener_that_throws_harms_nobody() throws Exception {
    var events =
        new ServerEvents() {
          @Override
          public void connected(ConnectionEvent connection) {
            throw new AssertionError("on purpose");
          }

          @Override
          public void disconnected(ConnectionEvent connection) {
            throw new AssertionError("on purpose");
          }

          @Override
          public void sent(RequestEvent event) {
            throw new IllegalStateException("on purpose");
          }

          @Override
          public void refused(RefusalEvent refusal) {
            throw new AssertionError("on purpose");
          }

          @Override
          public void failed(RequestEvent event, Throwable cause) {
            throw new AssertionError("on purpose");
          }
        };
    Server server = server(HandlerFailureTest::fail, impatient().withEvents(events));
    Conversation client = converse(server).send(get("/"));
    client.expectResponse(200, "fine");
    client.send(get("/runtime")).expectResponse(500);
    client.send("GET / HTTP/1.1\r\nHost: a b\r\n\r\n").expectResponse(400);
    client.close();
    Await.until("it is closed", () -> server.connections() == 0);
  }
}
