package io.github.tinyhttp.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// The cost of the JDK's selector alone: one thread that treats every empty line as the end of a
/// request, and sends the same response each time. It parses nothing, checks nothing, has no time
/// limits, and loses bytes if a client reads too slowly. The argument is the port.
public final class NioFloor {
  private static final byte[] RESPONSE =
      """
      HTTP/1.1 200 OK\r
      Date: Sun, 22 Nov 2026 12:00:00 GMT\r
      Content-Type: text/plain\r
      Content-Length: 13\r
      \r
      Hello, World!\
      """
          .getBytes(StandardCharsets.US_ASCII);

  private static final int BUFFER = 64 << 10;

  private final Selector selector = Selector.open();
  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer out = ByteBuffer.allocateDirect(4 * BUFFER);

  private NioFloor(int port) throws IOException {
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  /// Serves until it is killed.
  public static void main(String[] args) throws IOException {
    var floor = new NioFloor(Integer.parseInt(args[0]));
    while (true) {
      floor.selector.select(floor::ready);
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept();
      } else if (!respond((SocketChannel) key.channel(), (int[]) key.attachment())) {
        key.channel().close();
      }
    } catch (IOException e) {
      key.cancel(); // the client has disconnected
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = listener.accept();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.register(selector, SelectionKey.OP_READ, new int[1]);
  }

  /// Reads requests, and sends the responses.
  ///
  /// @param seen how many bytes of CR LF CR LF ended the connection's last input
  /// @return false if the client has closed the connection
  private boolean respond(SocketChannel channel, int[] seen) throws IOException {
    in.clear();
    if (channel.read(in) < 0) {
      return false;
    }
    in.flip();
    out.clear();
    int state = seen[0];
    while (in.hasRemaining()) {
      byte b = in.get();
      if (b == (state % 2 == 0 ? '\r' : '\n')) {
        state++;
      } else {
        state = b == '\r' ? 1 : 0;
      }
      if (state == 4) {
        out.put(RESPONSE);
        state = 0;
      }
    }
    seen[0] = state;
    channel.write(out.flip());
    return true;
  }
}
