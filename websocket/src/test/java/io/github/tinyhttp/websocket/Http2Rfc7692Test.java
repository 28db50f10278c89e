package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Server;

/// Compressed messages over tunnels of HTTP/2.
class Http2Rfc7692Test extends Rfc7692Test {
  @Override
  int port(Server server) {
    return closedAfter(Http2Bridge.to(server.port())).port();
  }
}
