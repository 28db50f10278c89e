package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Server;

/// Closing handshakes over tunnels of HTTP/2.
class Http2ClosingTest extends ClosingTest {
  @Override
  int port(Server server) {
    return closedAfter(Http2Bridge.to(server.port())).port();
  }
}
