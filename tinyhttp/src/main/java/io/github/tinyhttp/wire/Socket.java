package io.github.tinyhttp.wire;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import jdk.net.UnixDomainPrincipal;

/// A connected stream socket, of the internet or of the Unix domain, that never blocks.
///
/// One thread may read while another writes. Any thread may close the socket or call
/// [#resetAtClose()] at any time; calls that find it closed throw an [IOException].
public interface Socket extends SocketHandle {
  /// Reads what the operating system has received.
  ///
  /// @return the number of bytes; 0 if none have arrived, -1 after the peer's end
  int read(ByteBuffer into) throws IOException;

  /// Writes as much as the operating system takes now.
  ///
  /// @return the number of bytes, maybe 0
  int write(ByteBuffer from) throws IOException;

  /// Writes bytes of a file without a copy in this process where the operating system can do that.
  ///
  /// @return the number of bytes that the operating system took, maybe 0
  long send(FileChannel file, long position, long count) throws IOException;

  /// What moves the bytes that `tls` encrypts for this socket: `tls` itself, unless the socket is
  /// one that sees all bytes, also those that are encrypted.
  default Transport around(TlsTransport tls) {
    return tls;
  }

  /// Sends the end of this side's bytes. Reading goes on.
  void shutdownOutput() throws IOException;

  /// Makes [#close()] reset the connection, where the address family knows a reset. A closed socket
  /// stays as it is.
  void resetAtClose();

  /// Closes the socket. The descriptor is free afterwards even if this throws.
  @Override
  void close() throws IOException;

  /// The address of the peer; a client of a Unix-domain socket mostly has no name. It stays known
  /// after the socket is closed.
  SocketAddress remoteAddress();

  /// The user and group of the process at the other end of a Unix-domain socket, while it is open
  /// and if the operating system tells.
  Optional<UnixDomainPrincipal> peerCredentials();
}
