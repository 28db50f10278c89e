package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A client that is slow to read, but not too slow, is late with nothing else: what it has sent
/// meanwhile may lie in the socket, as the server does not read while its replies are not taken.
/// Time is the subject here.
class BusyClientTest extends Http2Test {
  private static final Duration SHORT = Duration.ofMillis(800);
  private static final Duration MOMENT = Duration.ofMillis(80);
  private static final int LARGE = 24 << 20; // more than the sockets take

  private Server server(Timeouts times) throws IOException {
    return server(_ -> Response.bytes(new byte[LARGE]), options().withTimeouts(times));
  }

  /// Asks for more than the sockets take, until they are full.
  private static void fill(TestClient client, Server server) {
    client.window(0, 2 * LARGE);
    client.get(1);
    long before = -1;
    for (long now = 0; now > before || now < 1 << 20; now = server.metrics().bytesSent()) {
      before = now;
      Await.atLeast(MOMENT);
    }
  }

  /// Sends more than the server reads while its replies are not taken.
  private static void ping(TestClient client) {
    for (int i = 0; i < 1_500; i++) {
      client.ping(i);
    }
  }

  /// Reads to the end of a stream; how much DATA it has.
  private static int read(TestClient client, int stream) {
    int octets = 0;
    while (true) {
      Frame frame = client.frames().renewDeadline().read();
      assertThat(frame.type()).as(frame::toString).isNotIn(Frames.GOAWAY, Frames.RST_STREAM);
      if (frame.stream() == stream) {
        octets += frame.type() == Frames.DATA ? frame.payload().length : 0;
        if (frame.has(Frames.END_STREAM)) {
          return octets;
        }
      }
    }
  }

  @Test
  void whose_acknowledgement_of_settings_is_not_read_yet_is_not_late() throws Exception {
    Server server = server(Timeouts.defaults().withHead(SHORT));
    TestClient client = raw(server);
    client.frames().preface();
    client.settings(ClientSettings.INITIAL_WINDOW_SIZE, 2 * LARGE);
    fill(client, server);
    ping(client);
    client.frame(Frames.SETTINGS, Frames.ACK, 0);
    Await.atLeast(SHORT.multipliedBy(2));
    assertThat(read(client, 1)).isEqualTo(LARGE);
  }
}
