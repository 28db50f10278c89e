package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which clients are too slow in sending bodies: those that send nothing although they could. One
/// with a slow line sends one body after the other.
class BodyPaceTest extends Http2Test {
  private static final Duration PROGRESS = Duration.ofMillis(400);

  /// A body that takes three times as long as the server waits.
  private static final int SLOW = 30;

  private final CountDownLatch open = new CountDownLatch(1);

  private Server server(Dispatch dispatch) throws IOException {
    ServerOptions options =
        options().withDispatch(dispatch).withTimeouts(Timeouts.defaults().withProgress(PROGRESS));
    return server(this::respond, options);
  }

  private Response respond(Request request) throws Exception {
    if (request.path().equals("/unread")) {
      Await.opened(open);
    } else if (request.path().equals("/live")) {
      request.readTimeout(Duration.ofSeconds(20));
    }
    return Response.text(request.bytes().length + " octets");
  }

  private static TestClient posts(TestClient client, int stream, String... more) {
    return client.headers(stream, 0, TestClient.with(TestClient.POST, more));
  }

  /// Lets time go by, which is what this is about, and sends DATA meanwhile.
  private static void sendsFor(Duration time, TestClient client, int stream, int octets) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      client.data(stream, 0, new byte[octets]);
      Await.atLeast(Duration.ofMillis(40));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INLINE", "VIRTUAL_THREADS"})
  void a_body_waits_for_another_that_the_client_sends_first(String dispatch) throws Exception {
    boolean inline = dispatch.equals("INLINE");
    TestClient client = h2(server(inline ? Dispatch.INLINE : Dispatch.VIRTUAL_THREADS));
    posts(posts(client, 1), 3);
    sendsFor(PROGRESS.multipliedBy(4), client, 1, 100);
    client.data(3, Frames.END_STREAM, "later");
    assertThat(client.response(3).text()).isEqualTo("5 octets");
    client.data(1, Frames.END_STREAM, "end");
    assertThat(client.response(1).status()).isEqualTo(200);
  }

  @Test
  void a_small_body_waits_for_another_that_the_client_sends_first() throws Exception {
    TestClient client = h2(server(Dispatch.INLINE));
    posts(posts(client, 1), 3, "content-length", "5");
    sendsFor(PROGRESS.multipliedBy(4), client, 1, 100);
    client.data(3, Frames.END_STREAM, "later");
    assertThat(client.response(3).text()).isEqualTo("5 octets");
    client.data(1, Frames.END_STREAM, "end");
    assertThat(client.response(1).status()).isEqualTo(200);
  }

  @Test
  void a_client_that_sends_less_than_the_least_rate_is_late_with_all_bodies() throws Exception {
    TestClient client = h2(server(Dispatch.VIRTUAL_THREADS));
    posts(posts(client, 1), 3);
    sendsFor(PROGRESS.multipliedBy(4), client, 1, 1);
    for (int late = 0; late < 2; ) {
      Frame frame = client.frames().read();
      if (frame.type() == Frames.HEADERS) {
        assertThat(client.decode(frame)).contains(":status: 408");
        late++;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/live", "/"})
  void a_small_body_that_comes_slowly_is_for_its_handler_to_wait_for(String path) throws Exception {
    TestClient client = h2(server(Dispatch.INLINE));
    String[] fields = TestClient.but(TestClient.POST, ":path", path);
    client.headers(1, 0, TestClient.with(fields, "content-length", "" + SLOW));
    for (int i = 0; i < SLOW; i++) {
      Await.atLeast(PROGRESS.dividedBy(10)); // the pace of the client
      client.data(1, i == SLOW - 1 ? Frames.END_STREAM : 0, "x");
    }
    assertThat(client.response(1).text())
        .isEqualTo(path.equals("/") ? "the body took too long\n" : SLOW + " octets");
  }

  /// Octets for a window that no handler opens any more are no progress.
  @Test
  void a_body_that_no_handler_reads_excuses_no_other() throws Exception {
    TestClient client = h2(server(Dispatch.VIRTUAL_THREADS));
    posts(client, 3);
    client.headers(1 + 4, 0, TestClient.but(TestClient.POST, ":path", "/unread"));
    for (int left = FlowControl.INITIAL; left > 0; left -= 16_384) {
      client.data(5, 0, new byte[Math.min(left, 16_384)]);
    }
    assertThat(client.response(3).status()).isEqualTo(408);
    open.countDown();
  }
}
