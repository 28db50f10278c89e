package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Server;

/// The same over tunnels of HTTP/2, RFC 8441.
class Http2MessageEventsTest extends MessageEventsTest {
  @Override
  int port(Server server) {
    return closedAfter(Http2Bridge.to(server.port())).port();
  }
}
