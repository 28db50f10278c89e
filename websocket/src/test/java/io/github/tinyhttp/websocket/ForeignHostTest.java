package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Handshakes for hosts that a server does not serve. A page that reaches a local server by a name
/// of its own (DNS rebinding) has that name in `Origin`, too, so no check of origins would find it.
class ForeignHostTest extends WebSocketWire {
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int END_HEADERS = 4;

  private Server local(String... hosts) throws IOException {
    Server.Builder builder = Server.builder().bind(0);
    return closedAfter(
        (hosts.length == 0 ? builder : builder.hosts(hosts))
            .handler(request -> WebSocket.accept(request, new Echo()))
            .start());
  }

  private int status(Server server, String host) {
    WireClient client = closedAfter(WireClient.connect(server.port()));
    String handshake = HANDSHAKE.replace("server.example.com", host);
    return client.sendLines(handshake + "Origin: http://" + host + "\n\n").readResponse().status();
  }

  private String http2Status(Server server, String authority) {
    FrameClient client = closedAfter(FrameClient.connect(server.port()));
    client.preface().frame(SETTINGS, 0, 0, new byte[0]);
    String fields =
        ":method CONNECT|:protocol websocket|:scheme http|:path /|:authority %s"
            + "|sec-websocket-version 13|origin http://%s";
    client.frame(
        HEADERS, END_HEADERS, 1, Http2Bridge.encode(fields.formatted(authority, authority)));
    Frame frame = client.read();
    while (frame.type() != HEADERS) {
      frame = client.read();
    }
    return Http2Bridge.decode(frame.payload()).getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "rebind.example, 421, 421",
    "localhost.rebind.example:80, 421, 421",
    "localhost, 101, 200",
    "app.localhost:80, 101, 200",
    "[::1]:80, 101, 200",
    "127.0.0.1, 101, 200"
  })
  void a_server_on_loopback_shakes_no_hands_for_other_names(
      String host, int status, int http2Status) throws Exception {
    Server server = local();
    assertThat(status(server, host)).isEqualTo(status);
    assertThat(http2Status(server, host)).isEqualTo(":status: " + http2Status);
    if (status == 421) {
      assertThat(calls).isEmpty();
    }
  }

  @Test
  void a_name_that_is_allowed_passes() throws Exception {
    Server server = local("*.example");
    assertThat(status(server, "app.example")).isEqualTo(101);
    assertThat(http2Status(server, "app.example")).isEqualTo(":status: 200");
    assertThat(status(server, "app.test")).isEqualTo(421);
    assertThat(http2Status(server, "app.test")).isEqualTo(":status: 421");
  }
}
