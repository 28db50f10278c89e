package io.github.tinyhttp.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/// A client of HTTP/2 that sends exactly the frames a test names, and reads frames strictly. It
/// knows their layout (RFC 9113 §4.1) and nothing of what they mean.
///
/// ```
/// client.preface().settings()                           > PRI * HTTP/2.0 …, SETTINGS
///       .frame(PING, 0, 0, new byte[8]);                > PING
/// client.read()                                         < SETTINGS
/// ```
///
/// All waits of a client end at one deadline, thirty seconds after it connects. A mismatch throws
/// an [AssertionError] whose message has the transcript. Confined to one thread.
public final class FrameClient implements AutoCloseable {
  /// What every connection begins with (RFC 9113 §3.4).
  public static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int HEAD = 9;

  private final Link link;

  private FrameClient(Link link) {
    this.link = link;
  }

  /// Connects to a port of the loopback interface.
  public static FrameClient connect(int port) {
    return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /// Connects to an address.
  public static FrameClient connect(SocketAddress address) {
    try {
      return new FrameClient(new Link(address, TIMEOUT, Pipe.Plain::new));
    } catch (IOException e) {
      throw new AssertionError("cannot connect to " + address, e);
    }
  }

  /// Connects with TLS, and offers HTTP/2 alone.
  public static FrameClient connectTls(int port, SSLContext context) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      return new FrameClient(
          new Link(address, TIMEOUT, channel -> new TlsPipe(channel, context, "h2")));
    } catch (IOException e) {
      throw new AssertionError("cannot connect to " + address, e);
    }
  }

  /// One frame.
  ///
  /// @param stream without the reserved bit
  public record Frame(int type, int flags, int stream, byte[] payload) {
    private static final String[] NAMES = {
      "DATA",
      "HEADERS",
      "PRIORITY",
      "RST_STREAM",
      "SETTINGS",
      "PUSH_PROMISE",
      "PING",
      "GOAWAY",
      "WINDOW_UPDATE",
      "CONTINUATION"
    };

    /// The name of its type.
    public String name() {
      return type < NAMES.length ? NAMES[type] : "type " + type;
    }

    /// Whether the flag is set.
    public boolean has(int flag) {
      return (flags & flag) != 0;
    }

    /// The four octets at an index as a number.
    public int intAt(int index) {
      return payload[index] << 24
          | (payload[index + 1] & 0xFF) << 16
          | (payload[index + 2] & 0xFF) << 8
          | payload[index + 3] & 0xFF;
    }

    /// The octets of the frame.
    public byte[] octets() {
      byte[] all = new byte[HEAD + payload.length];
      all[0] = (byte) (payload.length >> 16);
      all[1] = (byte) (payload.length >> 8);
      all[2] = (byte) payload.length;
      all[3] = (byte) type;
      all[4] = (byte) flags;
      for (int i = 0; i < 4; i++) {
        all[5 + i] = (byte) (stream >> 24 - 8 * i);
      }
      System.arraycopy(payload, 0, all, HEAD, payload.length);
      return all;
    }

    @Override
    public String toString() {
      return "%s[stream %d, flags %02x, %d octets]"
          .formatted(name(), stream, flags, payload.length);
    }
  }

  /// The address of this end, which is the client's address to the server.
  public SocketAddress localAddress() {
    return link.localAddress();
  }

  /// Restarts the deadline.
  public FrameClient renewDeadline() {
    link.renewDeadline();
    return this;
  }

  /// Sends octets.
  public FrameClient send(byte[] octets) {
    link.write(octets);
    return this;
  }

  /// Sends octets to a server that may have closed the connection.
  ///
  /// @return whether they were sent
  public boolean trySend(byte[] octets) {
    return link.tryWrite(octets);
  }

  /// Sends as many octets as the operating system takes without waiting.
  ///
  /// @return how many
  public int sendSome(byte[] octets) {
    return link.writeSome(octets);
  }

  /// Reads one octet, of a connection that does not speak HTTP/2.
  public byte readOctet() {
    int octet = link.read();
    if (octet < 0) {
      throw link.failure("the connection ended where an octet was expected");
    }
    return (byte) octet;
  }

  /// Sends the preface, without SETTINGS.
  public FrameClient preface() {
    return send(PREFACE);
  }

  /// Sends a frame.
  public FrameClient frame(int type, int flags, int stream, byte[] payload) {
    return send(new Frame(type, flags, stream, payload).octets());
  }

  /// Reads the next frame.
  public Frame read() {
    Frame frame = readOrEnd();
    if (frame == null) {
      throw link.failure("the connection ended where a frame was expected");
    }
    return frame;
  }

  /// Reads the next frame.
  ///
  /// @return null if the server has ended its side before it
  public Frame readOrEnd() {
    byte[] head = new byte[HEAD];
    if (!fill(head)) {
      return null;
    }
    int length = (head[0] & 0xFF) << 16 | (head[1] & 0xFF) << 8 | head[2] & 0xFF;
    byte[] payload = new byte[length];
    if (!fill(payload)) {
      throw link.failure("the connection ended inside a frame");
    }
    Frame ids = new Frame(head[3] & 0xFF, head[4] & 0xFF, 0, head);
    if (ids.intAt(5) < 0) {
      throw link.failure("the reserved bit is set");
    }
    return new Frame(ids.type(), ids.flags(), ids.intAt(5), payload);
  }

  private boolean fill(byte[] into) {
    for (int at = 0; at < into.length; ) {
      int count = link.read(into, at);
      if (count < 0) {
        if (at == 0) {
          return false;
        }
        throw link.failure("the connection ended inside a frame");
      }
      at += count;
    }
    return true;
  }

  /// Whether octets can be read without waiting.
  public boolean hasInput() {
    return link.hasInput();
  }

  /// Whether the server sends nothing for a while.
  public boolean staysSilent(Duration time) {
    return link.staysSilent(time);
  }

  /// Whether the server has ended the connection, gently or with a reset, behind the frames that
  /// are read here and forgotten.
  public boolean endsSoon() {
    while (true) {
      switch (link.awaitInput()) {
        case ENDED, RESET -> {
          return true;
        }
        case OPEN -> {
          int _ = link.read();
        }
      }
    }
  }

  /// Sets the approximate size of the operating system's receive buffer.
  public FrameClient receiveBuffer(int octets) {
    link.receiveBuffer(octets);
    return this;
  }

  /// Ends this side.
  public void halfClose() {
    link.halfClose();
  }

  /// A failure with the transcript.
  public AssertionError failure(String message) {
    return link.failure(message);
  }

  @Override
  public void close() {
    link.close();
  }
}
