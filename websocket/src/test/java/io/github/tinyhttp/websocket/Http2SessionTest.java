package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Server;

/// Sending and closing over tunnels of HTTP/2.
class Http2SessionTest extends SessionTest {
  @Override
  int port(Server server) {
    return closedAfter(Http2Bridge.to(server.port())).port();
  }
}
