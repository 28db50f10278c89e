package io.github.tinyhttp.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Optional;
import jdk.net.UnixDomainPrincipal;

/// The server's side of a connection whose other side is the test, on the same thread.
final class MemorySocket implements Socket {
  private final ByteArrayOutputStream toClient = new ByteArrayOutputStream();
  private final ByteArrayOutputStream toServer = new ByteArrayOutputStream();
  private int room = Integer.MAX_VALUE;
  private int writes;
  private boolean clientEnded;
  private boolean serverEnded;
  private boolean reset;
  private boolean closed;

  // ---- the test

  /// How many more bytes the server can send.
  void room(int bytes) {
    room = bytes;
  }

  void clientSends(byte[] bytes) {
    toServer.writeBytes(bytes);
  }

  void clientEnds() {
    clientEnded = true;
  }

  byte[] clientTakes() {
    byte[] taken = toClient.toByteArray();
    toClient.reset();
    return taken;
  }

  /// How many calls have sent any bytes.
  int writes() {
    return writes;
  }

  boolean hasEnded() {
    return serverEnded;
  }

  boolean resetsAtClose() {
    return reset;
  }

  boolean isClosed() {
    return closed;
  }

  // ---- the server

  @Override
  public int read(ByteBuffer into) throws IOException {
    checkOpen();
    byte[] sent = toServer.toByteArray();
    int count = Math.min(sent.length, into.remaining());
    into.put(sent, 0, count);
    toServer.reset();
    toServer.write(sent, count, sent.length - count);
    return sent.length == 0 && clientEnded ? -1 : count;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    checkOpen();
    var some = new byte[Math.min(room, from.remaining())];
    from.get(some);
    toClient.writeBytes(some);
    room -= some.length;
    writes += some.length > 0 ? 1 : 0;
    return some.length;
  }

  private void checkOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public long send(FileChannel file, long position, long count) {
    throw new UnsupportedOperationException("a file is encrypted first");
  }

  @Override
  public void shutdownOutput() {
    serverEnded = true;
  }

  @Override
  public void resetAtClose() {
    reset = true;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public SocketAddress remoteAddress() {
    return localAddress();
  }

  @Override
  public SocketAddress localAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 443);
  }

  @Override
  public Optional<UnixDomainPrincipal> peerCredentials() {
    return Optional.empty();
  }
}
