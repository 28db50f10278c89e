package io.github.tinyhttp.bench.websocket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/// Clients that keep a number of WebSocket messages in flight to an echo server: for each reply
/// that has arrived they send another message, and those of one read leave in one write.
final class EchoLoad {
  private static final String HANDSHAKE =
      """
      GET / HTTP/1.1\r
      Host: localhost\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      \r
      """;

  private final int port;
  private final EchoCase load;
  private final LongAdder replies = new LongAdder();

  EchoLoad(int port, EchoCase load) {
    this.port = port;
    this.load = load;
  }

  /// Starts the clients, which run until this process ends.
  void start() {
    for (int i = 0; i < load.clients(); i++) {
      Thread.ofVirtual().start(this::converse);
    }
  }

  long replies() {
    return replies.sum();
  }

  private void converse() {
    try (var socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      handshake(socket);
      ByteBuffer messages = messages();
      int length = messages.capacity() / load.inFlight();
      int replyLength = length - 4; // a server does not mask
      ByteBuffer input = ByteBuffer.allocateDirect(256 << 10);
      int owed = load.inFlight();
      long arrived = 0;
      while (true) {
        messages.clear().limit(owed * length);
        while (messages.hasRemaining()) {
          socket.write(messages);
        }
        do {
          arrived += read(socket, input);
        } while (arrived < replyLength);
        owed = (int) (arrived / replyLength);
        arrived %= replyLength;
        replies.add(owed);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static int read(SocketChannel socket, ByteBuffer input) throws IOException {
    int count = socket.read(input.clear());
    if (count < 0) {
      throw new IOException("the server has disconnected");
    }
    return count;
  }

  private static void handshake(SocketChannel socket) throws IOException {
    socket.write(ByteBuffer.wrap(HANDSHAKE.getBytes(StandardCharsets.US_ASCII)));
    var head = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (head.indexOf("\r\n\r\n") < 0) {
      read(socket, one);
      head.append((char) one.get(0));
    }
  }

  /// As many messages as may be in flight, masked with a key that is not zero.
  private ByteBuffer messages() {
    int size = load.size();
    ByteBuffer out = ByteBuffer.allocateDirect(load.inFlight() * (size + 14));
    for (int i = 0; i < load.inFlight(); i++) {
      out.put((byte) (load.text() ? 0x81 : 0x82));
      if (size < 126) {
        out.put((byte) (0x80 | size));
      } else {
        out.put((byte) (0x80 | 126)).putShort((short) size);
      }
      out.put(new byte[] {1, 2, 3, 4});
      for (int at = 0; at < size; at++) {
        out.put((byte) ('a' ^ (1 + (at & 3))));
      }
    }
    return out.flip().slice();
  }
}
