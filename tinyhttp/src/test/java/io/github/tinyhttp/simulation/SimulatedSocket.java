package io.github.tinyhttp.simulation;

import io.github.tinyhttp.wire.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Optional;
import jdk.net.UnixDomainPrincipal;

/// The server's side of a connection that exists in memory alone, and moves as few bytes with each
/// call as chance wills. The client's side is in the fields; all of it is guarded by the network.
public final class SimulatedSocket implements Socket {
  static final SocketAddress LOCAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

  /// How many bytes the server can have on the way to a client.
  private int capacity;

  /// With how much room the poller reports that the server can send.
  private int leastRoom = 1;

  /// Whether it takes whatever it has room for.
  private boolean takesAll;

  private final Network network;
  private final SocketAddress remote;

  final ByteQueue toServer = new ByteQueue();
  final ByteQueue toClient = new ByteQueue();

  /// The client has sent the end of its bytes.
  boolean clientEnded;

  /// The client has reset the connection.
  boolean clientReset;

  /// The server has sent the end of its bytes, behind those in [#toClient].
  boolean serverEnded;

  /// The server has reset the connection.
  boolean serverReset;

  boolean closed;

  /// A call of the server's has failed.
  boolean harmed;

  private boolean resets;

  SimulatedSocket(Network network, int number, int capacity) {
    this.network = network;
    this.capacity = capacity;
    this.remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1024 + number % 60_000);
  }

  /// The operations that would not block.
  boolean isReadable() {
    return !toServer.isEmpty() || clientEnded || clientReset;
  }

  boolean isWritable() {
    return capacity - toClient.size() >= leastRoom || clientReset;
  }

  /// Makes it one that takes whatever it has room for, and whose poller waits for a third of that,
  /// as on Linux.
  ///
  /// @param room for how many bytes to the client
  void takeAll(int room) {
    capacity = room;
    leastRoom = room / 3;
    takesAll = true;
  }

  private void check(Failures.Call call) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (clientReset) {
      throw new IOException("Connection reset by peer");
    }
    fail(call);
  }

  private void fail(Failures.Call call) throws IOException {
    String error = network.failures().of(call);
    if (error != null) {
      harmed = true;
      throw new IOException(error);
    }
  }

  /// The server has no place for it in its poller.
  public void register() throws IOException {
    fail(Failures.Call.REGISTER);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    synchronized (network) {
      check(Failures.Call.READ);
      int most = Math.min(toServer.size(), into.remaining());
      if (most == 0) {
        return toServer.isEmpty() && clientEnded ? -1 : 0;
      }
      int count = network.fewOf(most);
      into.put(toServer.take(count));
      return count;
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    synchronized (network) {
      check(Failures.Call.WRITE);
      if (serverEnded) {
        throw new IOException("Broken pipe");
      }
      int most = Math.min(capacity - toClient.size(), from.remaining());
      int count = takesAll ? most : network.fewOf(most);
      toClient.add(from, count);
      network.notifyAll();
      return count;
    }
  }

  @Override
  public long send(FileChannel file, long position, long count) throws IOException {
    synchronized (network) {
      check(Failures.Call.WRITE);
      int room = (int) Math.min(count, capacity - toClient.size());
      ByteBuffer read = ByteBuffer.allocate(network.fewOf(room));
      int length = file.read(read, position);
      return length <= 0 ? 0 : write(read.flip());
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    synchronized (network) {
      check(Failures.Call.SHUTDOWN);
      serverEnded = true;
      network.notifyAll();
    }
  }

  @Override
  public void resetAtClose() {
    synchronized (network) {
      resets = true;
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (network) {
      if (!closed) {
        closed = true;
        if (resets || !toServer.isEmpty()) { // an operating system resets if bytes are left unread
          serverReset = true;
          toClient.clear();
        } else {
          serverEnded = true;
        }
        network.notifyAll();
        network.failures().at(Failures.Call.CLOSE);
      }
    }
  }

  @Override
  public SocketAddress remoteAddress() {
    return remote;
  }

  @Override
  public SocketAddress localAddress() {
    return LOCAL;
  }

  @Override
  public Optional<UnixDomainPrincipal> peerCredentials() {
    return Optional.empty();
  }
}
