package io.github.tinyhttp.websocket;

import static io.github.tinyhttp.websocket.Frames.FIN;
import static io.github.tinyhttp.websocket.Frames.PING;
import static io.github.tinyhttp.websocket.Frames.close;
import static io.github.tinyhttp.websocket.Frames.frame;
import static io.github.tinyhttp.websocket.Frames.join;
import static io.github.tinyhttp.websocket.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.tls.Tls;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// WebSocket over TLS.
class TlsTest extends WebSocketWire {
  @TempDir private Path directory;

  @Test
  @Covers({"6455-4.2.2-1", "6455-7.1.1-1", "6455-10.6-1"})
  void messages_go_both_ways_over_tls() throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    var echo = new Echo();
    Server server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .listen(Listener.on(0).withTls(Tls.pem(certificate.chain(), certificate.key())))
                .handler(request -> WebSocket.accept(request, echo))
                .start());
    WireClient client =
        closedAfter(WireClient.connectTls(server.port(), certificate.clientContext()));
    client.sendLines(HANDSHAKE + "Origin: http://server.example.com\n\n").expectResponse(403);
    client.sendLines(HANDSHAKE + "Origin: https://server.example.com\n\n").expectInterim(101);
    for (int size : new int[] {0, 1, 125, 126, 5_000, 65_536, 1_000_000}) {
      String payload = "x".repeat(size);
      client.send(join(text(payload), frame(FIN | PING, "?"), text("and more")));
      assertThat(Frames.read(client)).isEqualTo("TEXT " + payload);
      assertThat(Frames.read(client)).isEqualTo("PONG ?");
      assertThat(Frames.read(client)).isEqualTo("TEXT and more");
    }
    for (byte octet : text("byte by byte")) {
      client.send(new byte[] {octet});
    }
    assertThat(Frames.read(client)).isEqualTo("TEXT byte by byte");
    client.send(close(1000, ""));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1000");
    client.expectClosed();
  }
}
