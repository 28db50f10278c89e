package io.github.tinyhttp.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/// One client whose bytes go through one stream of a connection of its own.
final class BridgeTunnel {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int CANCEL = 8;
  private static final int STREAM = 1;
  private static final int INITIAL_WINDOW_SIZE = 4;

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /// Fields of the client that HTTP/2 does not have.
  private static final Set<String> LEFT_OUT =
      Set.of("host", "connection", "upgrade", "sec-websocket-key");

  /// One step of what reaches a client.
  private interface Delivery {
    /// Takes the step.
    ///
    /// @return whether another one may follow
    boolean deliver() throws IOException;
  }

  private final Socket client;
  private final Socket server;
  private final DataInputStream in;
  private final OutputStream out;

  /// How many octets of DATA the server takes, and how many on the stream.
  private long window = 65_535;

  private long streamWindow = 65_535;
  private long initialWindow = 65_535;

  private boolean clientEnded;
  private boolean serverEnded;

  /// What the client gets, in order. A client that takes nothing keeps a thread of its own waiting:
  /// the reader of frames still learns what the server's windows allow.
  private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

  BridgeTunnel(Socket client, Socket server) throws IOException {
    this.client = client;
    this.server = server;
    this.in = new DataInputStream(new BufferedInputStream(server.getInputStream()));
    this.out = server.getOutputStream();
  }

  void open(String protocol, String head, Function<byte[], List<String>> decoder)
      throws IOException {
    synchronized (this) {
      out.write(FrameClient.PREFACE);
    }
    frame(SETTINGS, 0, 0, new byte[0]);
    frame(HEADERS, END_HEADERS, STREAM, block(protocol, head));
    Thread.ofVirtual().name("bridge").start(this::deliverAll);
    try {
      takeAll(protocol, head, decoder);
    } finally {
      deliveries.add(
          () -> {
            client.close();
            return false;
          });
    }
  }

  private void deliverAll() {
    try {
      while (deliveries.take().deliver()) {
        // the next one
      }
    } catch (InterruptedException | IOException _) {
      TunnelBridge.close(client);
    }
  }

  private void takeAll(String protocol, String head, Function<byte[], List<String>> decoder)
      throws IOException {
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (type == HEADERS) {
        opened(protocol, TunnelBridge.field(head, "sec-websocket-key"), decoder.apply(payload));
      } else if (!take(type, flags, stream, ByteBuffer.wrap(payload))) {
        return;
      }
    }
  }

  private static byte[] block(String protocol, String head) {
    List<String> fields =
        new ArrayList<>(
            List.of(
                ":method",
                "CONNECT",
                ":protocol",
                protocol,
                ":scheme",
                "http",
                ":path",
                head.split(" ")[1],
                ":authority",
                TunnelBridge.field(head, "host")));
    head.lines()
        .skip(1)
        .takeWhile(line -> !line.isEmpty())
        .forEach(
            line -> {
              String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
              if (!LEFT_OUT.contains(name)) {
                fields.add(name);
                fields.add(line.substring(name.length() + 1).strip());
              }
            });
    var block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.size(); i += 2) {
      block.write(0); // a literal that is not indexed, RFC 7541 §6.2.2
      string(block, fields.get(i));
      string(block, fields.get(i + 1));
    }
    return block.toByteArray();
  }

  private static void string(ByteArrayOutputStream block, String text) {
    if (text.length() >= 127) {
      throw new IllegalArgumentException("too long for this proxy: " + text);
    }
    block.write(text.length());
    block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void opened(String protocol, String key, List<String> fields) throws IOException {
    String status = fields.getFirst().substring(":status: ".length());
    List<String> lines = new ArrayList<>();
    if (status.equals("200")) {
      lines.add("HTTP/1.1 101 Switching Protocols");
      lines.add("Upgrade: " + protocol);
      lines.add("Connection: upgrade");
      if (!key.isEmpty()) {
        lines.add("Sec-WebSocket-Accept: " + accept(key));
      }
    } else {
      lines.add("HTTP/1.1 " + status + " Refused");
      lines.add("Connection: close");
    }
    lines.addAll(fields.subList(1, fields.size()));
    String head = String.join("\r\n", lines) + "\r\n\r\n";
    client.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    Thread.ofVirtual().name("bridge").start(this::sendAll);
  }

  private static String accept(String key) {
    try {
      byte[] octets = (key + GUID).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(octets));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Takes a frame.
  ///
  /// @return whether the connection goes on
  private boolean take(int type, int flags, int stream, ByteBuffer payload) throws IOException {
    switch (type) {
      case DATA -> deliveries.add(() -> data(payload, (flags & END_STREAM) != 0));
      case SETTINGS -> {
        if ((flags & ACK) == 0) {
          settings(payload);
          frame(SETTINGS, ACK, 0, new byte[0]);
        }
      }
      case PING -> {
        if ((flags & ACK) == 0) {
          frame(PING, ACK, 0, payload.array());
        }
      }
      case WINDOW_UPDATE -> opens(stream, payload.getInt());
      case RST_STREAM -> {
        deliveries.add(this::reset);
        return false;
      }
      default -> {} // nothing else says anything of the stream
    }
    return true;
  }

  private boolean data(ByteBuffer payload, boolean last) throws IOException {
    client.getOutputStream().write(payload.array());
    if (payload.hasRemaining()) {
      credit(0, payload.remaining());
      credit(STREAM, payload.remaining());
    }
    if (last) {
      client.shutdownOutput();
      ended(false);
    }
    return true;
  }

  private boolean reset() throws IOException {
    if (!serverEnded) {
      client.setSoLinger(true, 0);
    }
    client.close();
    server.close();
    return false;
  }

  private synchronized void settings(ByteBuffer payload) {
    while (payload.hasRemaining()) {
      int identifier = payload.getShort();
      int value = payload.getInt();
      if (identifier == INITIAL_WINDOW_SIZE) {
        streamWindow += value - initialWindow;
        initialWindow = value;
      }
    }
    notifyAll();
  }

  private synchronized void opens(int stream, int increment) {
    if (stream == 0) {
      window += increment;
    } else {
      streamWindow += increment;
    }
    notifyAll();
  }

  private void credit(int stream, int octets) throws IOException {
    frame(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(octets).array());
  }

  private synchronized void ended(boolean ofClient) throws IOException {
    clientEnded |= ofClient;
    serverEnded |= !ofClient;
    if (clientEnded && serverEnded) {
      server.close();
    }
  }

  private void sendAll() {
    try {
      byte[] buffer = new byte[16 << 10];
      while (true) {
        int count = client.getInputStream().read(buffer, 0, room(buffer.length));
        if (count < 0) {
          frame(DATA, END_STREAM, STREAM, new byte[0]);
          ended(true);
          return;
        }
        frame(DATA, 0, STREAM, Arrays.copyOf(buffer, count));
        sent(count);
      }
    } catch (InterruptedException _) {
      // the end of the test
    } catch (IOException _) {
      try {
        frame(RST_STREAM, 0, STREAM, ByteBuffer.allocate(4).putInt(CANCEL).array());
        server.close();
      } catch (IOException _) {
        // the server has gone
      }
    }
  }

  private synchronized int room(int most) throws InterruptedException {
    while (window <= 0 || streamWindow <= 0) {
      wait();
    }
    return (int) Math.min(most, Math.min(window, streamWindow));
  }

  private synchronized void sent(int octets) {
    window -= octets;
    streamWindow -= octets;
  }

  private synchronized void frame(int type, int flags, int stream, byte[] payload)
      throws IOException {
    out.write(new FrameClient.Frame(type, flags, stream, payload).octets());
  }
}
