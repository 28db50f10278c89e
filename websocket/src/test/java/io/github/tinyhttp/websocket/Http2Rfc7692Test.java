package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Server;
import java.time.Duration;

/// Compressed messages over tunnels of HTTP/2.
class Http2Rfc7692Test extends Rfc7692Test {
  /// Clients have to acknowledge SETTINGS in that time, however slow the machine is.
  @Override
  Duration headTimeout() {
    return Duration.ofSeconds(20);
  }

  @Override
  int port(Server server) {
    return closedAfter(Http2Bridge.to(server.port())).port();
  }
}
