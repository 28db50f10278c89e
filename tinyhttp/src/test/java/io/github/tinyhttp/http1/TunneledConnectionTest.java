package io.github.tinyhttp.http1;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.TunnelBridge;
import io.github.tinyhttp.testkit.WireClient;

/// Connections that have left HTTP behind a proxy that speaks HTTP/2 to the server: a tunnel of RFC
/// 8441 does what a connection does.
class TunneledConnectionTest extends UpgradedConnectionTest {
  @Override
  WireClient connect(Server server) {
    return closedAfter(WireClient.connect(closedAfter(TunnelBridge.to(server.port())).port()));
  }
}
