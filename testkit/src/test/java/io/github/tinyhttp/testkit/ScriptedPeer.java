package io.github.tinyhttp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.CountDownLatch;

/// A server that sends fixed octets to its only client, without reading a request.
final class ScriptedPeer implements AutoCloseable {
  /// What the peer does after it has sent all octets.
  enum End {
    CLOSE,
    RESET,
    STAY
  }

  private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final CountDownLatch done = new CountDownLatch(1);

  ScriptedPeer(String octets, End end) throws IOException {
    Thread.ofVirtual().start(() -> play(octets, end));
  }

  WireClient connect() {
    return WireClient.connect(listener.getLocalPort());
  }

  SocketAddress address() {
    return listener.getLocalSocketAddress();
  }

  int port() {
    return listener.getLocalPort();
  }

  private void play(String octets, End end) {
    try (Socket socket = listener.accept()) {
      socket.getOutputStream().write(Wire.octets(octets));
      switch (end) {
        case CLOSE -> {}
        case RESET -> {
          // A reset may overtake the octets; the client sends one when it has read them.
          int _ = socket.getInputStream().read();
          socket.setSoLinger(true, 0);
        }
        case STAY -> done.await();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    done.countDown();
    listener.close();
  }
}
