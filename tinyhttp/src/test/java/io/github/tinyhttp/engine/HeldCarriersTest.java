package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Code of the application computes, on as many virtual threads as there are carriers and more. It
/// goes on until the test has seen that other requests are served meanwhile.
class HeldCarriersTest extends SocketTest {
  private static final int BURNING = Runtime.getRuntime().availableProcessors() + 2;

  private final CountDownLatch inside = new CountDownLatch(BURNING);
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private volatile boolean released;

  /// Where the code runs that holds a carrier.
  enum Place {
    HANDLER,
    HANDLER_WITH_BODY,
    STREAM,
    WRITER,
    EVENTS
  }

  @AfterEach
  void release() {
    released = true;
  }

  private void burn() {
    inside.countDown();
    while (!released) {
      Thread.onSpinWait();
    }
  }

  private void hang() {
    hanging.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      interrupted.countDown();
    }
  }

  private Response handle(Request request) throws Exception {
    return switch (request.path()) {
      case "/slow" -> {
        Await.atLeast(Duration.ofMillis(2));
        yield Response.text("slow");
      }
      case "/HANDLER", "/HANDLER_WITH_BODY" -> {
        burn();
        yield Response.text("burnt");
      }
      case "/STREAM" -> Response.stream(new Burning());
      case "/WRITER" ->
          Response.stream(
              out -> {
                burn();
                out.write('x');
              });
      case "/EVENTS" ->
          Response.events(
              stream -> {
                burn();
                stream.close();
              });
      case "/hang" -> Response.stream(_ -> hang());
      case "/body" -> Response.text(request.text());
      case "/later" -> Response.stream(out -> out.write("later".getBytes("US-ASCII")));
      default -> Response.text("healthy");
    };
  }

  private final class Burning extends InputStream {
    @Override
    public int read() {
      burn();
      return -1;
    }
  }

  private Server server(Dispatch dispatch) throws IOException {
    Server server =
        server(
            this::handle,
            ServerOptions.defaults().withHosts("*").withLoops(2).withDispatch(dispatch));
    WireClient warm = client(server);
    for (int i = 0; i < 50; i++) {
      warm.send(get("/slow")).expectResponse(200, "slow");
    }
    return server;
  }

  private List<WireClient> burning(Server server, Place place) {
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < BURNING; i++) {
      clients.add(
          client(server)
              .send(
                  place == Place.HANDLER_WITH_BODY
                      ? "POST /" + place + " HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
                      : get("/" + place)));
    }
    return clients;
  }

  @ParameterizedTest
  @EnumSource
  void requests_are_served_while_all_carriers_are_held_in_auto(Place place) throws Exception {
    checkThatAllIsServed(server(Dispatch.AUTO), place);
  }

  @ParameterizedTest
  @EnumSource
  void requests_are_served_while_all_carriers_are_held_inline(Place place) throws Exception {
    checkThatAllIsServed(server(Dispatch.INLINE), place);
  }

  private void checkThatAllIsServed(Server server, Place place) throws Exception {
    List<WireClient> burning = burning(server, place);
    Await.opened(inside); // more of them than carriers, so none waits for another
    for (int i = 0; i < 20; i++) {
      client(server).send(get("/health")).expectResponse(200, "healthy");
    }
    WireClient again = client(server);
    for (int i = 0; i < 20; i++) {
      again.send(get("/health")).expectResponse(200, "healthy");
    }
    again.send(get("/later") + get("/health"));
    assertThat(again.expectResponse(200).text()).isEqualTo("later");
    again.expectResponse(200, "healthy");
    WireClient slowBody =
        client(server).send("POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n");
    slowBody.send("a".repeat(70_000));
    assertThat(slowBody.expectResponse(200).body()).hasSize(70_000);
    if (place != Place.EVENTS) { // whose head has left before
      burning.forEach(WireClient::expectNothing);
    }
    released = true;
  }

  /// It runs on a thread that is used again, which hears an interrupt in the application's code
  /// only.
  @Test
  void content_that_hangs_meanwhile_is_interrupted_at_the_end() throws Exception {
    Server server = server(Dispatch.AUTO);
    assertThat(burning(server, Place.WRITER)).hasSize(BURNING);
    Await.opened(inside);
    client(server).send(get("/hang"));
    Await.opened(hanging);
    assertThat(server.shutdown(Duration.ofMillis(300))).isFalse();
    Await.opened(interrupted);
  }

  @Test
  void handlers_get_virtual_threads_again_when_carriers_are_free() throws Exception {
    List<Thread> threads = new ArrayList<>();
    Server server =
        server(
            request -> {
              if (request.path().equals("/who")) {
                threads.add(Thread.currentThread());
              }
              return handle(request);
            },
            ServerOptions.defaults().withHosts("*").withLoops(1));
    WireClient client = client(server);
    for (int i = 0; i < 50; i++) {
      client.send(get("/slow")).expectResponse(200, "slow");
    }
    List<WireClient> burning = burning(server, Place.HANDLER);
    Await.opened(inside);
    client.send(get("/who")).expectResponse(200, "healthy");
    assertThat(threads.getLast().isVirtual()).isFalse();
    released = true;
    burning.forEach(one -> one.expectResponse(200, "burnt"));
    Await.until(
        "a handler is on a virtual thread",
        () -> {
          client.send(get("/slow")).expectResponse(200, "slow");
          client.send(get("/who")).expectResponse(200, "healthy");
          return threads.getLast().isVirtual();
        });
  }
}
