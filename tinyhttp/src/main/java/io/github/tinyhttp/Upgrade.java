package io.github.tinyhttp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A connection that speaks another protocol now, RFC 9110 §7.8: bytes in both directions, until it
/// is closed. The two directions are independent: one thread may read while another one writes. The
/// server's deadlines no longer apply.
public interface Upgrade extends AutoCloseable {
  /// The protocol, as the client named it.
  String protocol();

  /// What the client sends, from the first byte after its request. A read blocks until there is
  /// something, and returns -1 when the client has shut down its side.
  InputStream input();

  /// What goes to the client. Every write leaves at once and blocks while the client is slow.
  OutputStream output();

  /// Closes the connection, both directions. Closing twice is the same as once.
  @Override
  void close() throws IOException;
}
