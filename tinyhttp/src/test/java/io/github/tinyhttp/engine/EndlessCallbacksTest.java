package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Content of the application's that goes on until it is ended is told to end, or that its client
/// may be gone. That is code of the application: whatever it does holds up no loop, and no
/// shutdown.
class EndlessCallbacksTest extends SocketTest {
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void release() {
    released.countDown();
  }

  private class Content implements Body.EndlessWriter {
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public void writeTo(OutputStream out) throws Exception {
      out.write('a');
      out.flush();
      ended.await();
    }

    @Override
    public void end() {
      ended.countDown();
    }

    @Override
    public void probe() {}
  }

  private Server server(Body.EndlessWriter content) throws IOException {
    return server(
        request ->
            switch (request.path()) {
              case "/one" -> Response.text("").withBody(Body.endless(() -> content));
              case "/two" -> Response.text("").withBody(Body.endless(Content::new));
              default -> Response.text("served");
            },
        ServerOptions.defaults().withHosts("*").withLoops(1));
  }

  private WireClient begin(Server server, String path) {
    WireClient client = client(server).send(get(path)).expectHead(200);
    client.expect("1\r\na\r\n");
    return client;
  }

  @Test
  void a_probe_that_waits_holds_up_no_other_client() throws Exception {
    Server server =
        server(
            new Content() {
              @Override
              public void probe() {
                inside.countDown();
                Await.opened(released);
              }
            });
    WireClient other = client(server);
    other.send(get("/")).expectResponse(200, "served");
    begin(server, "/one").halfClose();
    Await.opened(inside);
    other.send(get("/")).expectResponse(200, "served");
    released.countDown();
  }

  @Test
  void content_that_fails_to_end_keeps_no_other_from_ending() throws Exception {
    Server server =
        server(
            new Content() {
              @Override
              public void end() {
                super.end();
                throw new IllegalStateException("cannot end");
              }
            });
    WireClient one = begin(server, "/one");
    WireClient two = begin(server, "/two");
    Future<Boolean> shutdown = shuttingDown(server);
    assertThat(one.readToEnd()).isEqualTo("0\r\n\r\n");
    assertThat(two.readToEnd()).isEqualTo("0\r\n\r\n");
    assertThat(result(shutdown)).isTrue();
  }

  @Test
  void content_that_waits_when_it_is_to_end_keeps_no_other_from_ending() throws Exception {
    Server server =
        server(
            new Content() {
              @Override
              public void end() {
                inside.countDown();
                Await.opened(released);
                super.end();
              }
            });
    WireClient one = begin(server, "/one");
    WireClient two = begin(server, "/two");
    Future<Boolean> shutdown = shuttingDown(server);
    Await.opened(inside);
    assertThat(two.readToEnd()).isEqualTo("0\r\n\r\n");
    released.countDown();
    assertThat(one.readToEnd()).isEqualTo("0\r\n\r\n");
    assertThat(result(shutdown)).isTrue();
  }
}
