package io.github.tinyhttp.server;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.wire.ListeningSocket;
import io.github.tinyhttp.wire.Log;
import io.github.tinyhttp.wire.SocketFile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.Optional;

/// A listener whose socket is open.
///
/// @param address what clients connect to
/// @param file of a Unix-domain socket that the server has made
record OpenListener(
    Listener listener, ListeningSocket socket, SocketAddress address, Optional<SocketFile> file) {

  /// Removes the file of a Unix-domain socket, so that no new client finds it. The socket stays
  /// open.
  void remove() {
    try {
      if (file.isPresent()) {
        file.get().remove();
      }
    } catch (IOException e) {
      Log.write(Level.WARNING, "cannot remove the socket " + address, e);
    }
  }
}
