package io.github.tinyhttp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Loops that change hands all the time: handlers that block at random among quick ones, on many
/// connections, pipelined and not, for a minute each, and every response is checked.
@Tag("deep")
class HandOverUnderLoadTest extends SocketTest {
  private static final Duration TIME = Duration.ofSeconds(60);
  private static final int CLIENTS = 100;
  private static final int MOST_AT_ONCE = 20;

  private final AtomicLong responses = new AtomicLong();
  private final AtomicLong blocked = new AtomicLong();

  private Response handle(Request request) throws Exception {
    String echo = request.target() + " " + request.text();
    return switch (request.path().charAt(1)) {
      case 'b' -> {
        blocked.incrementAndGet();
        // the watchdog of a loop goes by the clock: some of these are short enough, some too long
        Await.atLeast(Duration.ofMillis(Math.floorMod(echo.hashCode(), 5)));
        yield Response.text(echo);
      }
      case 's' -> Response.stream(out -> out.write(echo.getBytes()));
      default -> Response.text(echo);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"INLINE", "AUTO"})
  void every_response_is_whole_and_in_its_place(String dispatch) throws Exception {
    Dispatch chosen = dispatch.equals("AUTO") ? Dispatch.AUTO : Dispatch.INLINE;
    Server server = server(this::handle, options().withLoops(2).withDispatch(chosen));
    long end = System.nanoTime() + TIME.toNanos();
    var work = new ArrayList<Callable<Void>>();
    for (int i = 0; i < CLIENTS; i++) {
      int number = i;
      work.add(
          () -> {
            ask(server, number, end);
            return null;
          });
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> all = threads.invokeAll(work);
      for (Future<Void> one : all) {
        one.get();
      }
    }
    System.out.printf(
        "%s: %d responses, %d handlers blocked%n", dispatch, responses.get(), blocked.get());
    assertThat(blocked).hasPositiveValue();
    Await.until("nothing is in flight", () -> server.requestsInFlight() == 0);
  }

  private void ask(Server server, int number, long end) {
    var random = new SplittableRandom(number);
    try (WireClient client = WireClient.connect(server.port())) {
      for (int batch = 0; System.nanoTime() < end; batch++) {
        client.renewDeadline();
        int count = number % 2 == 0 ? 1 : random.nextInt(1, MOST_AT_ONCE);
        var octets = new StringBuilder();
        var expected = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
          String target = "/" + kind(random) + number + "/" + batch + "/" + i;
          String body = random.nextInt(4) == 0 ? "x".repeat(random.nextInt(200)) : "";
          octets
              .append(body.isEmpty() ? "GET " : "POST ")
              .append(target)
              .append(" HTTP/1.1\r\nHost: a\r\n")
              .append(body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
              .append("\r\n")
              .append(body);
          expected.add(target + " " + body);
        }
        client.send(octets.toString());
        expected.forEach(text -> client.expectResponse(200, text));
        responses.addAndGet(count);
      }
    }
  }

  private static char kind(SplittableRandom random) {
    int number = random.nextInt(100);
    return number < 5 ? 'b' : number < 10 ? 's' : 'q';
  }
}
