package io.github.tinyhttp.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// Stands between one client and a server, and passes bytes on in pieces; so tests see and cut what
/// is encrypted. Takes one connection.
final class Relay implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final Socket server = new Socket();
  private final int piece;

  /// @param piece how many bytes go to the server at once, at most
  Relay(int port, int piece) throws IOException {
    this.piece = piece;
    server.setTcpNoDelay(true);
    server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Thread.ofVirtual().start(this::run);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void run() {
    try (Socket client = listening.accept()) {
      Thread.ofVirtual().start(() -> copy(server, client, 8192));
      copy(client, server, piece);
    } catch (IOException _) {
      // one of the two is gone
    }
  }

  private static void copy(Socket from, Socket to, int piece) {
    byte[] buffer = new byte[piece];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException _) {
      // one of the two is gone
    }
  }

  /// Ends the client's side towards the server: with TCP alone, TLS says nothing.
  void cut() throws IOException {
    server.shutdownOutput();
  }

  /// Sends bytes to the server that the client knows nothing of.
  void inject(byte[] bytes) throws IOException {
    server.getOutputStream().write(bytes);
  }

  @Override
  public void close() throws IOException {
    listening.close();
    server.close();
  }
}
