package io.github.tinyhttp.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The open connections of one loop, linked through [Connection#next] and [Connection#previous].
/// For the driver.
final class ConnectionList {
  private @Nullable Connection first;
  private int size;

  int size() {
    return size;
  }

  void add(Connection connection) {
    connection.next = first;
    if (first != null) {
      first.previous = connection;
    }
    first = connection;
    size++;
  }

  /// Whether a connection is in the list.
  boolean contains(Connection connection) {
    return connection.previous != null || first == connection;
  }

  /// Removes a connection.
  ///
  /// @return whether it was in the list
  boolean remove(Connection connection) {
    if (connection.previous != null) {
      connection.previous.next = connection.next;
    } else if (first == connection) {
      first = connection.next;
    } else {
      return false;
    }
    if (connection.next != null) {
      connection.next.previous = connection.previous;
    }
    connection.next = null;
    connection.previous = null;
    size--;
    return true;
  }

  /// Calls `action` for each connection. The action may remove the connection that it is called
  /// for.
  void forEach(Consumer<Connection> action) {
    for (Connection one = first; one != null; ) {
      Connection after = one.next;
      action.accept(one);
      one = after;
    }
  }
}
