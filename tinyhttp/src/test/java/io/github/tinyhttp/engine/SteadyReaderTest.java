package io.github.tinyhttp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client that reads without a break, but slowly: it frees its socket's buffer in the server
/// little by little, and the poller reports none of that for longer than a client may pause.
@Timeout(120)
class SteadyReaderTest extends SocketTest {
  private static final Duration PAUSE = Duration.ofMillis(600);

  /// Looks at the connection for more than two such times.
  private static final int LOOKS = 75;

  private static final int BODY = 32 << 20;

  private Server impatient() throws IOException {
    byte[] content = new byte[BODY];
    return server(
        _ -> Response.bytes(content),
        options().withTimeouts(Timeouts.defaults().withProgress(PAUSE)));
  }

  private static void pause() {
    LockSupport.parkNanos(20_000_000); // the clock is the subject
  }

  @Test
  void a_client_of_http_1_1_that_reads_steadily_is_not_cut() throws Exception {
    Server server = impatient();
    WireClient client = client(server).receiveBuffer(64 << 10).send(Wire.get("/"));
    client.expectHead(200);
    for (int i = 0; i < LOOKS; i++) {
      assertThat(client.readOctets(4 << 10)).hasSize(4 << 10);
      pause();
    }
    assertThat(server.connections()).isOne();
    client.reset();
  }

  @Test
  void a_client_that_reads_nothing_is_cut() throws Exception {
    Server server = impatient();
    WireClient client = client(server).receiveBuffer(64 << 10).send(Wire.get("/"));
    client.expectHead(200);
    Await.until("the connection is cut", () -> server.connections() == 0);
  }
}
