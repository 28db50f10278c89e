package io.github.tinyhttp.engine;

import io.github.tinyhttp.syntax.ClientKey;
import java.util.concurrent.ConcurrentHashMap;

/// Counts the open connections of each client. A client without a connection is not remembered, so
/// there are no more clients here than connections. All methods may be called from any thread.
public final class ClientConnections {
  private final int most;
  private final ConcurrentHashMap<ClientKey, Integer> open = new ConcurrentHashMap<>();

  /// @param most how many connections one client may have
  public ClientConnections(int most) {
    this.most = most;
  }

  /// Counts a connection until it is closed, unless its client has as many as it may. Connections
  /// that do not come from an internet address are not counted. For the driver, before another
  /// thread knows the connection.
  ///
  /// @return whether the connection may stay
  public boolean admits(Connection connection) {
    ClientKey client = ClientKey.of(connection.remote());
    if (client.family() == ClientKey.Family.OTHER) {
      return true;
    }
    if (open.merge(client, 1, Integer::sum) > most) {
      leave(client);
      return false;
    }
    connection.atEnd(() -> leave(client));
    return true;
  }

  private void leave(ClientKey client) {
    open.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public String toString() {
    return "ClientConnections[" + open.size() + " clients with at most " + most + " each]";
  }
}
