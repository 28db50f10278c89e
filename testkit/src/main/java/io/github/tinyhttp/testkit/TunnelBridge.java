package io.github.tinyhttp.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// A proxy between a client of HTTP/1.1 and a server that speaks HTTP/2 as well: what the client
/// offers by `Upgrade` becomes a tunnel of extended CONNECT (RFC 8441), with its ends and resets.
/// So a test of connections that have left HTTP can be run again over streams. Any other request
/// goes through as it is.
///
/// The proxy holds back credit for what the client has not taken, and sends no more than the
/// windows of the server allow.
public final class TunnelBridge implements AutoCloseable {
  private final int target;
  private final Function<byte[], List<String>> decoder;
  private final ServerSocket listener;
  private final List<Socket> sockets = new ArrayList<>();

  private TunnelBridge(int target, Function<byte[], List<String>> decoder, ServerSocket listener) {
    this.target = target;
    this.decoder = decoder;
    this.listener = listener;
  }

  /// Begins to accept clients for a server on the loopback interface.
  ///
  /// @param port of the server
  /// @param decoder makes lines such as `:status: 200` of the first header block of a connection
  public static TunnelBridge to(int port, Function<byte[], List<String>> decoder) {
    try {
      var made =
          new TunnelBridge(
              port, decoder, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().name("bridge").start(made::accept);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where clients connect.
  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = kept(listener.accept());
        Thread.ofVirtual().name("bridge").start(() -> serve(client));
      }
    } catch (IOException _) {
      // the end of the test
    }
  }

  private synchronized Socket kept(Socket socket) throws IOException {
    socket.setTcpNoDelay(true); // or small frames wait for acknowledgments that are delayed
    sockets.add(socket);
    return socket;
  }

  private void serve(Socket client) {
    try {
      String head = head(client.getInputStream());
      Socket server = kept(new Socket(InetAddress.getLoopbackAddress(), target));
      String offer = field(head, "upgrade");
      if (offer.isEmpty()) {
        server.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        copy(server, client);
      } else {
        new BridgeTunnel(client, server).open(offer, head, decoder);
      }
    } catch (IOException _) {
      close(client);
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("no request");
      }
      head.append((char) octet);
    }
    return head.toString();
  }

  static String field(String head, String name) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private static void copy(Socket server, Socket client) {
    Thread.ofVirtual().start(() -> copyOneWay(client, server));
    copyOneWay(server, client);
  }

  private static void copyOneWay(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException _) {
      close(to);
    }
  }

  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // it is closed
    }
  }

  @Override
  public synchronized void close() {
    try {
      listener.close();
    } catch (IOException _) {
      // it is closed
    }
    sockets.forEach(TunnelBridge::close);
  }
}
