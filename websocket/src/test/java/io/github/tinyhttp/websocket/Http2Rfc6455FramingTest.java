package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Server;

/// RFC 6455 §5 over tunnels of HTTP/2.
class Http2Rfc6455FramingTest extends Rfc6455FramingTest {
  @Override
  int port(Server server) {
    return closedAfter(Http2Bridge.to(server.port())).port();
  }
}
