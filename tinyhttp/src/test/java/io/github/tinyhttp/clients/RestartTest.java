package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.testkit.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A server that is restarted again and again under clients that keep their connections and are
/// busy. They send POST requests, which no client sends twice by itself. A client that cannot
/// connect knows that its request is not lost, and tries again.
class RestartTest extends ClientTest {
  private static final int RESTARTS = 20;
  private static final int CLIENTS = 6;

  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean over;

  private interface Clients {
    void start(int port) throws Exception;
  }

  private Server start(int port, Dispatch dispatch) throws IOException {
    return Server.builder()
        .listen(Listener.on(port))
        .options(ServerOptions.defaults().withDispatch(dispatch))
        .handler(
            request -> {
              asked.incrementAndGet();
              return Response.text(request.text());
            })
        .start();
  }

  private void restartUnder(Clients clients) throws Exception {
    Server server = start(0, Dispatch.INLINE);
    int port = server.port();
    try {
      clients.start(port);
      Await.until("a client has started", () -> asked.get() > 0);
      for (int round = 1; round <= RESTARTS; round++) {
        awaitLoad();
        assertThat(server.shutdown(Duration.ofSeconds(20))).isTrue();
        server = start(port, round % 2 == 0 ? Dispatch.INLINE : Dispatch.VIRTUAL_THREADS);
      }
      awaitLoad();
    } finally {
      over = true;
      server.close();
    }
  }

  private void awaitLoad() {
    int before = asked.get();
    Await.until("the clients are busy", () -> asked.get() > before + 10 * CLIENTS);
  }

  @Test
  void loses_no_request_of_java() throws Exception {
    Queue<Throwable> lost = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    restartUnder(
        port -> {
          for (HttpClient.Version version : HttpClient.Version.values()) { // one offers an upgrade
            for (int i = 0; i < CLIENTS / 2; i++) {
              threads.add(Thread.ofPlatform().start(() -> ask(port, version, lost)));
            }
          }
        });
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    }
    assertThat(lost).isEmpty();
  }

  private void ask(int port, HttpClient.Version version, Queue<Throwable> lost) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
            .POST(HttpRequest.BodyPublishers.ofString("hello"))
            .build();
    try (var client = HttpClient.newBuilder().version(version).build()) {
      while (!over) {
        try {
          assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).body())
              .isEqualTo("hello");
        } catch (ConnectException _) {
          Await.atLeast(Duration.ofMillis(5)); // and tries again
        }
      }
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      if (!over) {
        lost.add(e);
      }
    }
  }

  @Test
  void loses_no_request_of_python() throws Exception {
    Path over = directory.resolve("over");
    Path script =
        file(
            "busy.py",
            """
            import http.client, os, sys
            connection = http.client.HTTPConnection('127.0.0.1', int(sys.argv[1]), timeout=60)
            while not os.path.exists(sys.argv[2]):
                if connection.sock is None:
                    try:
                        connection.connect()
                    except ConnectionRefusedError:
                        continue
                connection.request('POST', '/', b'hello')
                assert connection.getresponse().read() == b'hello'
            """);
    List<Process> clients = new ArrayList<>();
    try {
      restartUnder(
          port -> {
            for (int i = 0; i < CLIENTS; i++) {
              String[] command = {
                "python3", script.toString(), Integer.toString(port), over.toString()
              };
              clients.add(new ProcessBuilder(command).inheritIO().start());
            }
          });
      assertThat(clients).allMatch(Process::isAlive);
    } finally {
      clients.forEach(Process::destroyForcibly);
    }
  }
}
