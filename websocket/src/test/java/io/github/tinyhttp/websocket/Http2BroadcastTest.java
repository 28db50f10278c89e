package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Server;

/// Messages to many clients over tunnels of HTTP/2.
class Http2BroadcastTest extends BroadcastTest {
  @Override
  int port(Server server) {
    return closedAfter(Http2Bridge.to(server.port())).port();
  }
}
