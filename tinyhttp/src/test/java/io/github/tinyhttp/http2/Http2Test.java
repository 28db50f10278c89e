package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import java.io.IOException;

/// A test that talks to a server in frames.
abstract class Http2Test extends SocketTest {
  /// Connects to a server that responds with `handler`, and exchanges SETTINGS.
  TestClient h2(Handler handler) throws IOException {
    return h2(server(handler));
  }

  /// Connects to a server and exchanges SETTINGS.
  TestClient h2(Server server) {
    return greeted(raw(server));
  }

  /// Connects to a server and says nothing.
  TestClient raw(Server server) {
    return closedAfter(TestClient.connect(server.port()));
  }

  static TestClient greeted(TestClient client) {
    client.greet();
    return client;
  }

  static void isGoAway(TestClient client, ErrorCode code) {
    var frame = client.next(Frames.GOAWAY);
    assertThat(frame.intAt(4)).isEqualTo(code.code());
    assertThat(client.frames().endsSoon()).isTrue();
  }

  static void isReset(TestClient client, int stream, ErrorCode code) {
    var frame = client.next(Frames.RST_STREAM);
    assertThat(frame.stream()).isEqualTo(stream);
    assertThat(frame.intAt(0)).isEqualTo(code.code());
  }
}
