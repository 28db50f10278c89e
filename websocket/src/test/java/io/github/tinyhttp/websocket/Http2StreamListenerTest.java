package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Server;

/// Messages as streams over tunnels of HTTP/2.
class Http2StreamListenerTest extends StreamListenerTest {
  @Override
  int port(Server server) {
    return closedAfter(Http2Bridge.to(server.port())).port();
  }
}
