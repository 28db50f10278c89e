package io.github.tinyhttp.bench.overload;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Sends requests when they are due, whether or not earlier ones have got their responses: at
/// random times, like many clients that do not know of each other. Each request takes a connection
/// that waits for nothing, or opens one, up to a bound. A client that has waited for its patience
/// closes its connection. Times count from the moment at which a request was due, so a server that
/// is slow cannot hide it. One thread.
final class OpenLoop implements AutoCloseable {
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final long SHORTEST_PAUSE = 20_000;

  private final SocketAddress server;
  private final int most;
  private final long patience;
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 12);
  private final ArrayDeque<Client> idle = new ArrayDeque<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final Random random = new Random(1);
  private int open;
  private Outcome outcome = new Outcome(1);

  /// @param most how many connections there are at most
  /// @param patience in nanoseconds
  OpenLoop(int port, int most, long patience) throws IOException {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.most = most;
    this.patience = patience;
  }

  /// A connection.
  private static final class Client {
    final SocketChannel channel;
    long due;
    boolean busy;

    Client(SocketChannel channel) {
      this.channel = channel;
    }
  }

  /// A request that was sent, in the order in which they were due.
  private record Waiting(Client client, long due) {
    boolean isOver() {
      return !client.busy || client.due != due;
    }
  }

  /// Offers requests for a while, and waits for the last responses.
  ///
  /// @param rate requests in a second
  Outcome run(double rate, double seconds) throws IOException {
    outcome = new Outcome(seconds);
    long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    long due = System.nanoTime();
    while (due < end) {
      long now = System.nanoTime();
      while (due <= now && due < end) {
        outcome.lag(now - due);
        begin(due);
        due += (long) (-Math.log(1 - random.nextDouble()) * TimeUnit.SECONDS.toNanos(1) / rate);
      }
      poll();
      expire(System.nanoTime());
      if (due - System.nanoTime() > SHORTEST_PAUSE) {
        LockSupport.parkNanos(SHORTEST_PAUSE);
      }
    }
    while (!waiting.isEmpty()) {
      poll();
      expire(System.nanoTime());
    }
    return outcome;
  }

  private void begin(long due) throws IOException {
    outcome.offered++;
    Client client = idle.pollLast();
    if (client == null && open == most) {
      outcome.unsent++;
      return;
    }
    boolean fresh = client == null;
    if (client == null) {
      client = connect();
    }
    client.due = due;
    client.busy = true;
    waiting.add(new Waiting(client, due));
    if (!fresh) {
      send(client);
    }
  }

  private Client connect() throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    var client = new Client(channel);
    open++;
    channel.register(selector, SelectionKey.OP_CONNECT, client);
    if (channel.connect(server)) {
      connected(client);
    }
    return client;
  }

  private void connected(Client client) {
    client.channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
    send(client);
  }

  private void send(Client client) {
    try {
      client.channel.write(ByteBuffer.wrap(REQUEST)); // fits into the socket's buffer
    } catch (IOException _) {
      cut(client);
    }
  }

  private void poll() throws IOException {
    selector.selectNow(
        key -> {
          var client = (Client) key.attachment();
          try {
            if (key.isConnectable()) {
              if (client.channel.finishConnect()) {
                connected(client);
              }
            } else {
              receive(client);
            }
          } catch (IOException _) {
            cut(client);
          }
        });
  }

  private void receive(Client client) throws IOException {
    int count = client.channel.read(buffer.clear());
    if (count < 0) {
      cut(client);
    } else if (count > 0 && client.busy) {
      long wait = System.nanoTime() - client.due;
      boolean refused = buffer.get("HTTP/1.1 ".length()) == '5'; // short, so it comes in one piece
      if (refused) {
        outcome.refused++;
      } else if (wait > patience) {
        outcome.late++;
      } else {
        outcome.good(wait);
      }
      client.busy = false;
      idle.add(client);
    }
  }

  private void cut(Client client) {
    if (client.busy) {
      outcome.cut++;
      client.busy = false;
    } else {
      idle.remove(client);
    }
    close(client);
  }

  private void expire(long now) {
    for (Waiting first = waiting.peek();
        first != null && (first.isOver() || now - first.due() > patience);
        first = waiting.peek()) {
      waiting.remove();
      if (!first.isOver()) {
        outcome.late++;
        first.client().busy = false;
        close(first.client());
      }
    }
  }

  private void close(Client client) {
    open--;
    try {
      client.channel.close();
    } catch (IOException _) {
      // it is gone in any case
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
