package io.github.tinyhttp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// A connection with one deadline for all its waits, and a [Transcript].
///
/// The channel does not block, so a test can ask whether anything has arrived without waiting, and
/// a write to a peer that does not read ends at the deadline, too.
final class Link implements AutoCloseable {
  private final SocketChannel channel;
  private final Pipe pipe;
  private final Selector selector;
  private final SelectionKey key;
  private final Duration timeout;

  /// The time of `System.nanoTime()` at which all waits end.
  private long deadline;

  /// The octets that have arrived and have not been read.
  private final ByteBuffer input = ByteBuffer.allocate(16 << 10).flip();

  private final Transcript transcript = new Transcript();
  private State state = State.OPEN;

  /// The state of the peer's side, as far as it is known: `OPEN -> ENDED | RESET`.
  enum State {
    OPEN,
    ENDED,
    RESET
  }

  Link(SocketAddress address, Duration timeout, Opening opening) throws IOException {
    this.timeout = timeout;
    this.deadline = System.nanoTime() + timeout.toNanos();
    channel = SocketChannel.open(address);
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    pipe = opened(opening);
    channel.configureBlocking(false);
    selector = Selector.open();
    key = channel.register(selector, 0);
  }

  /// Opens a pipe over a channel, which still blocks.
  interface Opening {
    Pipe open(SocketChannel channel) throws IOException;
  }

  /// A connection whose handshake fails is closed: the server would wait for it.
  private Pipe opened(Opening opening) throws IOException {
    try {
      return opening.open(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// Restarts the deadline, for a connection that serves several exchanges.
  void renewDeadline() {
    deadline = System.nanoTime() + timeout.toNanos();
  }

  SocketAddress localAddress() {
    try {
      return channel.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(byte[] octets) {
    if (!tryWrite(octets)) {
      throw failure("the connection broke while sending");
    }
  }

  /// Sends octets.
  ///
  /// @return false if the connection failed
  boolean tryWrite(byte[] octets) {
    transcript.sent(octets);
    ByteBuffer output = ByteBuffer.wrap(octets);
    try {
      while (output.hasRemaining()) {
        if (pipe.write(output) == 0) {
          await(SelectionKey.OP_WRITE, "the peer to take " + output.remaining() + " more octets");
        }
      }
      return true;
    } catch (IOException e) {
      transcript.happened("could not send: " + e.getMessage());
      return false;
    }
  }

  /// Sends as many octets as possible without waiting.
  ///
  /// @return the number of octets sent
  int writeSome(byte[] octets) {
    try {
      int count = pipe.write(ByteBuffer.wrap(octets));
      transcript.happened("sent " + count + " of " + octets.length + " octets");
      return count;
    } catch (IOException e) {
      throw failure("the connection broke while sending: " + e.getMessage());
    }
  }

  /// Reads the next octet, or -1 if the peer has closed its side.
  int read() {
    while (!input.hasRemaining()) {
      switch (receive()) {
        case ENDED -> {
          return -1;
        }
        case RESET -> throw failure("the connection was reset");
        case OPEN -> {
          if (!input.hasRemaining()) {
            awaitInput();
          }
        }
      }
    }
    return input.get() & 0xFF;
  }

  /// Copies the octets that have arrived to `target`, at least one.
  ///
  /// @return the number of octets, or -1 if the peer has closed its side
  int read(byte[] target, int offset) {
    int first = read();
    if (first < 0) {
      return -1;
    }
    target[offset] = (byte) first;
    int count = Math.min(input.remaining(), target.length - offset - 1);
    input.get(target, offset + 1, count);
    return count + 1;
  }

  /// Whether an octet can be read without waiting.
  boolean hasInput() {
    return input.hasRemaining() || receive() == State.OPEN && input.hasRemaining();
  }

  /// Receives the octets that have arrived, without waiting.
  State receive() {
    if (state != State.OPEN || input.hasRemaining()) {
      return state;
    }
    input.clear();
    try {
      int count = pipe.read(input);
      if (count > 0) {
        transcript.received(input.array(), count);
      } else if (count < 0) {
        state = State.ENDED;
        transcript.happened("closed by the peer");
      }
    } catch (IOException e) {
      state = State.RESET;
      transcript.happened("reset by the peer");
    }
    input.flip();
    return state;
  }

  /// Waits for octets, or for the end of the connection.
  State awaitInput() {
    while (receive() == State.OPEN && !input.hasRemaining()) {
      try {
        await(SelectionKey.OP_READ, "octets");
      } catch (IOException e) {
        throw failure("cannot wait: " + e);
      }
    }
    return state;
  }

  /// Waits at most `time` for octets, or for the end of the connection.
  ///
  /// @return whether neither arrived
  boolean staysSilent(Duration time) {
    if (input.hasRemaining() || receive() != State.OPEN || input.hasRemaining()) {
      return false;
    }
    try {
      key.interestOps(SelectionKey.OP_READ);
      selector.selectedKeys().clear();
      return selector.select(Math.max(1, time.toMillis())) == 0;
    } catch (IOException e) {
      throw failure("cannot wait: " + e);
    }
  }

  private void await(int operation, String what) throws IOException {
    long remaining = deadline - System.nanoTime();
    if (remaining <= 0) {
      throw failure("waited " + timeout + " for " + what);
    }
    key.interestOps(operation);
    selector.selectedKeys().clear();
    selector.select(remaining / 1_000_000 + 1);
  }

  void halfClose() {
    transcript.happened("half-closed");
    try {
      pipe.shutdownOutput();
    } catch (IOException e) {
      throw failure("cannot half-close: " + e.getMessage());
    }
  }

  void reset() {
    transcript.happened("reset");
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      close();
    } catch (IOException e) {
      throw failure("cannot reset: " + e.getMessage());
    }
  }

  void receiveBuffer(int octets) {
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, octets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  AssertionError failure(String message) {
    String unread = "";
    if (input.hasRemaining()) {
      byte[] rest = new byte[Math.min(input.remaining(), 200)];
      input.get(input.position(), rest);
      unread = "\nnot read yet: " + Wire.escape(Wire.text(rest));
    }
    return new AssertionError(message + unread + "\n" + transcript);
  }

  Transcript transcript() {
    return transcript;
  }

  @Override
  public void close() {
    try (channel) {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
