package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Conversation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What an application does to the thread that its handler runs on reaches neither the library nor
/// the next request.
class ThreadTracesTest extends EachVersionTest {
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  private static List<Dispatch> dispatches() {
    return List.of(Dispatch.AUTO, Dispatch.INLINE, Dispatch.VIRTUAL_THREADS);
  }

  private Server server(Dispatch dispatch, Handler handler) throws IOException {
    return server(
        handler, ServerOptions.defaults().withHosts("*").withLoops(1).withDispatch(dispatch));
  }

  /// An interrupt that comes while the loop waits for clients must not keep it from waiting; so
  /// this looks at processor time, generously.
  @ParameterizedTest
  @MethodSource("dispatches")
  void an_interrupt_after_the_request_does_not_make_the_loop_spin(Dispatch dispatch)
      throws Exception {
    Thread[] used = new Thread[1];
    Server server =
        server(
            dispatch,
            _ -> {
              used[0] = Thread.currentThread();
              return Response.text("quick");
            });
    Conversation client = converse(server);
    client.send(get("/")).expectResponse(200, "quick");
    Await.atLeast(Duration.ofMillis(5)); // the loop waits again
    used[0].interrupt();
    long before = nanosOfServers();
    Await.atLeast(IDLE);
    assertThat(nanosOfServers() - before).isLessThan(IDLE.toNanos() / 4);
    client.send(get("/")).expectResponse(200, "quick");
  }

  private static long nanosOfServers() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (var info : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (info != null && info.getThreadName().startsWith("tinyhttp-")) {
        nanos += Math.max(0, threads.getThreadCpuTime(info.getThreadId()));
      }
    }
    return nanos;
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void an_interrupt_of_a_request_does_not_reach_the_next(Dispatch dispatch) throws Exception {
    Server server =
        server(
            dispatch,
            request -> {
              boolean interrupted = Thread.currentThread().isInterrupted();
              Thread.currentThread().interrupt();
              return Response.text(request.path() + interrupted);
            });
    Conversation client = converse(server);
    client.send(get("/1")).expectResponse(200, "/1false");
    client.send(get("/2") + get("/3"));
    client.expectResponse(200, "/2false");
    client.expectResponse(200, "/3false");
  }

  /// As code does that has caught an InterruptedException: the flag is for its callers.
  @ParameterizedTest
  @MethodSource("dispatches")
  void a_handler_that_interrupts_itself_may_respond_with_anything(
      Dispatch dispatch, @TempDir Path folder) throws Exception {
    Path small = Files.write(folder.resolve("small"), new byte[1_000]);
    Path medium = Files.write(folder.resolve("medium"), new byte[100_000]);
    Path large = Files.write(folder.resolve("large"), new byte[10_000_000]);
    Server server = server(dispatch, request -> afterInterrupt(request, folder));
    checkAll(server);
    assertThat(List.of(small, medium, large)).allSatisfy(file -> assertThat(file).exists());
  }

  @Test
  void an_executor_s_thread_that_is_interrupted_may_respond_with_anything(@TempDir Path folder)
      throws Exception {
    Files.write(folder.resolve("small"), new byte[1_000]);
    Files.write(folder.resolve("medium"), new byte[100_000]);
    Files.write(folder.resolve("large"), new byte[10_000_000]);
    checkAll(server(Dispatch.on(Runnable::run), request -> afterInterrupt(request, folder)));
  }

  @Test
  void a_thread_that_is_interrupted_may_respond_to_what_it_has_received(@TempDir Path folder)
      throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[1_000_000]);
    Server server = server();
    for (boolean handled : new boolean[] {false, true}) {
      Conversation client = converse(server).send(get("/"));
      Request request = receive(server);
      Future<Boolean> interrupted =
          inBackground(
              () -> {
                if (handled) {
                  request.respond(asked -> afterInterrupt(asked, folder));
                } else {
                  Thread.currentThread().interrupt();
                  request.respond(Response.file(file));
                }
                return Thread.interrupted();
              });
      assertThat(client.expectResponse(200).body()).hasSize(1_000_000);
      assertThat(result(interrupted)).isTrue();
    }
  }

  /// As a "terminate" button does that remembers the thread of a handler.
  @ParameterizedTest
  @MethodSource("dispatches")
  void interrupts_after_the_request_do_not_cut_a_file(Dispatch dispatch, @TempDir Path folder)
      throws Exception {
    Path file = Files.write(folder.resolve("large"), new byte[20_000_000]);
    var used = new AtomicReference<Thread>();
    Server server =
        server(
            dispatch,
            _ -> {
              used.set(Thread.currentThread());
              return Response.file(file);
            });
    Conversation client = converse(server).send(get("/"));
    Await.until("it is with the handler", () -> used.get() != null);
    Await.until("the file is on its way", () -> server.metrics().bytesSent() > 10_000);
    Thread late =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  while (!Thread.interrupted()) {
                    used.get().interrupt();
                    LockSupport.parkNanos(50_000);
                  }
                });
    closedAfter(late::interrupt);
    assertThat(client.expectResponse(200).body()).hasSize(20_000_000);
  }

  private static Response afterInterrupt(Request request, Path folder) throws IOException {
    Thread.currentThread().interrupt();
    return switch (request.path()) {
      case "/stream" -> Response.stream(Files.newInputStream(folder.resolve("large")));
      case "/writer" -> Response.stream(out -> out.write(new byte[10_000_000]));
      case "/bytes" -> Response.bytes(new byte[10_000_000]);
      case "/" -> Response.file(folder.resolve("file"));
      default -> Response.file(folder.resolve(request.path().substring(1)));
    };
  }

  private void checkAll(Server server) {
    Conversation client = converse(server);
    assertThat(client.send(get("/small")).expectResponse(200).body()).hasSize(1_000);
    assertThat(client.send(get("/medium")).expectResponse(200).body()).hasSize(100_000);
    for (String path : List.of("/large", "/stream", "/writer", "/bytes")) {
      assertThat(client.send(get(path)).expectResponse(200).body()).hasSize(10_000_000);
    }
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void what_a_handler_does_to_its_thread_is_undone(Dispatch dispatch) throws Exception {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    Server server =
        server(
            dispatch,
            _ -> {
              Thread thread = Thread.currentThread();
              seen.add(
                  thread.getName().startsWith("tinyhttp-")
                      + " "
                      + thread.getPriority()
                      + " "
                      + (thread.getContextClassLoader() == loader)
                      + " "
                      + (thread.getUncaughtExceptionHandler() == thread.getThreadGroup()));
              thread.setName("mine");
              thread.setPriority(Thread.MAX_PRIORITY);
              thread.setContextClassLoader(null);
              thread.setUncaughtExceptionHandler((_, _) -> {});
              return Response.empty();
            });
    Conversation client = converse(server);
    for (int i = 0; i < 3; i++) {
      client.send(get("/")).expectResponse(204);
      assertThat(seen.take()).isEqualTo("true 5 true true");
    }
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void handlers_have_the_context_class_loader_of_who_started_the_server(Dispatch dispatch)
      throws Exception {
    var mine = closedAfter(new URLClassLoader(new URL[0], getClass().getClassLoader()));
    Thread caller = Thread.currentThread();
    ClassLoader before = caller.getContextClassLoader();
    Server server;
    caller.setContextClassLoader(mine);
    try {
      server =
          server(
              dispatch,
              request -> {
                note();
                return switch (request.path()) {
                  case "/stream" ->
                      Response.stream(
                          out -> {
                            note();
                            out.write('x');
                          });
                  case "/events" ->
                      Response.events(
                          stream -> {
                            note();
                            stream.close();
                          });
                  case "/slow" -> {
                    Await.atLeast(Duration.ofMillis(2));
                    yield Response.empty();
                  }
                  default -> Response.text(request.text());
                };
              });
    } finally {
      caller.setContextClassLoader(before);
    }
    Conversation client = converse(server);
    client.send(get("/")).expectResponse(200, "");
    client.send(get("/stream")).expectResponse(200, "x");
    client.send(get("/events")).expectResponse(200, "");
    for (int i = 0; i < 30; i++) {
      client.send(get("/slow")).expectResponse(204);
    }
    client.send(get("/")).expectResponse(200, "");
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    client.send("a".repeat(100_000));
    assertThat(client.expectResponse(200).body()).hasSize(100_000);
    assertThat(seen).isNotEmpty().allMatch(mine.toString()::equals);
  }

  private void note() {
    seen.add(String.valueOf(Thread.currentThread().getContextClassLoader()));
  }

  /// A driver that has run a handler starts threads later.
  @Test
  void inheritable_values_do_not_pass_to_other_requests() throws Exception {
    var value = new InheritableThreadLocal<String>();
    Server server =
        server(
            Dispatch.INLINE,
            request -> {
              if (request.path().equals("/set")) {
                value.set("of another client");
                return Response.empty();
              }
              return request.path().equals("/stream")
                  ? Response.stream(out -> out.write(String.valueOf(value.get()).getBytes("ASCII")))
                  : Response.text(request.text().length() + " " + value.get());
            });
    converse(server).send(get("/set")).expectResponse(204);
    converse(server).send(get("/stream")).expectResponse(200, "null");
    Conversation other = converse(server);
    other.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    other.send("a".repeat(100_000)).expectResponse(200, "100000 null");
  }
}
