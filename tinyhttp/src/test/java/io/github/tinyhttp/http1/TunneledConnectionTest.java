package io.github.tinyhttp.http1;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.TunnelBridge;
import io.github.tinyhttp.testkit.WireClient;
import java.util.List;

/// Connections that have left HTTP behind a proxy that speaks HTTP/2 to the server: a tunnel of RFC
/// 8441 does what a connection does.
class TunneledConnectionTest extends UpgradedConnectionTest {
  /// The first octet of a header block that begins with `:status: 200`.
  private static final byte OK = (byte) 0x88;

  @Override
  WireClient connect(Server server) {
    TunnelBridge bridge =
        TunnelBridge.to(
            server.port(), block -> List.of(block[0] == OK ? ":status: 200" : ":status: 501"));
    return closedAfter(WireClient.connect(closedAfter(bridge).port()));
  }
}
