package io.github.tinyhttp.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A client that begins HTTP/2 and does not go on: CVE-2026-56853, in which a preface switched the
/// deadline of a head off. The time for a head runs on from the first byte of the connection.
class UnfinishedPrefaceTest extends SocketTest {
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;

  private FrameClient client() throws IOException {
    Duration soon = Duration.ofMillis(50); // or a client could go on to send for a while
    Timeouts timeouts = Timeouts.defaults().withHead(Duration.ofMillis(200)).withLinger(soon);
    Server server = server(_ -> Response.empty(), options().withTimeouts(timeouts));
    return closedAfter(FrameClient.connect(server.port()));
  }

  /// The preface, SETTINGS, and half of a request.
  private static byte[] beginning() {
    var all = new ByteArrayOutputStream();
    all.writeBytes(FrameClient.PREFACE);
    all.writeBytes(new Frame(SETTINGS, 0, 0, new byte[0]).octets());
    all.writeBytes(new Frame(HEADERS, 1, 1, new byte[] {(byte) 0x82, (byte) 0x86}).octets());
    return all.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 10, 17, 24, 28, 33, 37, 44})
  void is_let_go_wherever_it_stops(int octets) throws IOException {
    FrameClient client = client();
    client.send(Arrays.copyOf(beginning(), octets));
    assertThat(client.endsSoon()).isTrue();
  }

  /// Each octet comes in time for itself, and all of them together do not.
  @Test
  void gains_no_time_by_single_octets() throws IOException {
    FrameClient client = client();
    byte[] octets = beginning();
    boolean open = true;
    for (int i = 0; open && i < octets.length; i++) {
      open = client.trySend(new byte[] {octets[i]});
      Await.atLeast(Duration.ofMillis(30)); // 44 of them are six times the limit
    }
    assertThat(client.endsSoon()).isTrue();
    assertThat(open).isFalse();
  }
}
