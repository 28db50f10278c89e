package io.github.tinyhttp.http2;

import io.github.tinyhttp.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/// A line to a server on a Unix-domain socket, over which its bytes come slowly and steadily for a
/// while, and then as fast as they can. It takes one connection. The system has little room for the
/// bytes of such a socket, and as much for each, so it tells a server soon and evenly how slow a
/// client is.
final class SlowLine implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final ServerSocket front;
  private final SocketChannel back;
  private final int atOnce;
  private final long end;

  /// @param bytesPerSecond how many bytes come in a second
  /// @param slow for how long the line is slow
  SlowLine(Path server, int bytesPerSecond, Duration slow) throws IOException {
    this.atOnce = (int) (bytesPerSecond * PAUSE.toMillis() / 1000);
    this.end = System.nanoTime() + slow.toNanos();
    this.front = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    this.back = SocketChannel.open(UnixDomainSocketAddress.of(server));
    Thread.ofPlatform().daemon().start(this::carry);
  }

  int port() {
    return front.getLocalPort();
  }

  private void carry() {
    try (Socket client = front.accept()) {
      Thread up = Thread.ofPlatform().daemon().start(() -> carryUp(client));
      ByteBuffer slow = ByteBuffer.allocate(atOnce);
      ByteBuffer fast = ByteBuffer.allocate(64 << 10);
      while (true) {
        boolean isSlow = System.nanoTime() < end;
        ByteBuffer buffer = isSlow ? slow.clear() : fast.clear();
        if (isSlow) {
          Await.atLeast(PAUSE);
        }
        if (back.read(buffer) < 0) {
          break;
        }
        client.getOutputStream().write(buffer.array(), 0, buffer.position());
      }
      client.shutdownOutput();
      up.join(1000);
    } catch (IOException _) {
      // the client sees that nothing follows
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void carryUp(Socket client) {
    try {
      byte[] buffer = new byte[4096];
      for (int count; (count = client.getInputStream().read(buffer)) >= 0; ) {
        for (ByteBuffer rest = ByteBuffer.wrap(buffer, 0, count); rest.hasRemaining(); ) {
          int _ = back.write(rest);
        }
      }
    } catch (IOException _) {
      // the server has ended the connection
    }
  }

  @Override
  public void close() throws IOException {
    front.close();
    back.close();
  }
}
