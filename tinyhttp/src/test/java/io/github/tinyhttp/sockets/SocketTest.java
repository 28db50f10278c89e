package io.github.tinyhttp.sockets;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Barrier;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A test that talks to real servers over real sockets, and leaves nothing open.
///
/// [LeakCheck] looks whether that is so. [TranscriptOfFailure] prints what went over the
/// connections of a test that fails.
///
/// Servers have one event loop and run handlers on it, so that a [Barrier] proves something.
@ExtendWith(LeakCheck.class)
public abstract class SocketTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @RegisterExtension private final TranscriptOfFailure transcript = new TranscriptOfFailure();

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /// Starts a server on a free port of the loopback interface.
  protected Server server(Handler handler) throws IOException {
    return server(handler, options());
  }

  /// Starts a server with options of its own.
  protected Server server(Handler handler, ServerOptions options) throws IOException {
    ServerOptions recorded = transcript.recorded(options);
    return closedAfter(Server.builder().bind(0).handler(handler).options(recorded).start());
  }

  /// Starts a server without handler: the test receives requests and responds to them.
  protected Server server() throws IOException {
    ServerOptions recorded = transcript.recorded(options());
    return closedAfter(Server.builder().bind(0).options(recorded).start());
  }

  /// One event loop, and handlers on it.
  protected static ServerOptions options() {
    return ServerOptions.defaults().withLoops(1).withDispatch(Dispatch.INLINE).withHosts("*");
  }

  /// Connects to a server that responds with `handler`.
  protected WireClient client(Handler handler) throws IOException {
    return client(server(handler));
  }

  /// Connects.
  protected WireClient client(Server server) {
    return closedAfter(WireClient.connect(server.port()));
  }

  /// Sends a request in lines to a server that responds with `handler`, and reads the response.
  protected WireResponse responseOf(Handler handler, String lines) throws IOException {
    return client(handler).sendLines(lines).readResponse();
  }

  /// A barrier of a server.
  protected Barrier barrier(Server server) {
    return closedAfter(Barrier.of(server.port()));
  }

  /// The next request of a server without handler; a test fails rather than wait for ever.
  protected static Request receive(Server server) throws InterruptedException {
    return server.receive(LONG).orElseThrow(() -> new AssertionError("no request came"));
  }

  /// Runs what may wait, on a thread of its own.
  protected static <T> Future<T> inBackground(Callable<T> callable) {
    var task = new FutureTask<>(callable);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  /// What came of it; a test fails rather than wait for ever.
  protected static <T> T result(Future<T> task) throws Exception {
    return task.get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  /// Begins to shut a server down with a grace that no test needs, and returns when it lets nobody
  /// in any more.
  protected static Future<Boolean> shuttingDown(Server server) {
    var caller = new CompletableFuture<Thread>();
    Future<Boolean> shutdown =
        inBackground(
            () -> {
              caller.complete(Thread.currentThread());
              return server.shutdown(LONG);
            });
    Thread waiting = caller.join();
    Await.until("the server drains", () -> shutdown.isDone() || isAwaitingLastResponse(waiting));
    Await.until("no client is let in", () -> isDeaf(server));
    return shutdown;
  }

  private static boolean isAwaitingLastResponse(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("awaitLastResponse"));
  }

  private static boolean isDeaf(Server server) {
    try (var _ = new Socket(server.address().getAddress(), server.port())) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  /// Closes `resource` after the test, before what was opened earlier.
  protected <T extends AutoCloseable> T closedAfter(T resource) {
    open.push(resource);
    return resource;
  }

  @AfterEach
  void closeAll() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
