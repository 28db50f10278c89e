package io.github.tinyhttp.transcript;

import io.github.tinyhttp.wire.Socket;
import io.github.tinyhttp.wire.TlsTransport;
import io.github.tinyhttp.wire.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import jdk.net.UnixDomainPrincipal;

/// A socket whose bytes are shown to a layer.
final class RecordedSocket implements Socket {
  private final Socket socket;
  private final Layer layer;
  private final Layer inner;
  private volatile boolean reset;
  private boolean closed;

  /// @param inner is shown the bytes inside TLS, if there is one
  RecordedSocket(Socket socket, Layer layer, Layer inner) {
    this.socket = socket;
    this.layer = layer;
    this.inner = inner;
  }

  @Override
  public Transport around(TlsTransport tls) {
    return new RecordedTransport(tls, inner);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    synchronized (layer) {
      int start = into.position();
      try {
        int count = socket.read(into);
        if (count < 0) {
          layer.ended(Way.IN);
        }
        return count;
      } catch (IOException e) {
        fail(Way.IN, e);
        throw e;
      } finally {
        layer.moved(Way.IN, into, start);
      }
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    synchronized (layer) {
      int start = from.position();
      try {
        return socket.write(from);
      } catch (IOException e) {
        fail(Way.OUT, e);
        throw e;
      } finally {
        layer.moved(Way.OUT, from, start);
      }
    }
  }

  @Override
  public long send(FileChannel file, long position, long count) throws IOException {
    synchronized (layer) {
      try {
        long sent = socket.send(file, position, count);
        FileBytes.show(layer, file, position, sent);
        return sent;
      } catch (IOException e) {
        fail(Way.OUT, e);
        throw e;
      }
    }
  }

  private void fail(Way way, IOException cause) {
    if (!closed) {
      layer.failed(way, cause);
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    synchronized (layer) {
      socket.shutdownOutput();
      layer.ended(Way.OUT);
    }
  }

  @Override
  public void resetAtClose() {
    reset = true;
    socket.resetAtClose();
  }

  @Override
  public void close() throws IOException {
    synchronized (layer) {
      if (!closed) {
        closed = true;
        layer.close(reset ? "reset" : "closed");
      }
    }
    socket.close();
  }

  @Override
  public SocketAddress localAddress() {
    return socket.localAddress();
  }

  @Override
  public SocketAddress remoteAddress() {
    return socket.remoteAddress();
  }

  @Override
  public Optional<UnixDomainPrincipal> peerCredentials() {
    return socket.peerCredentials();
  }

  @Override
  public String toString() {
    return socket.toString();
  }
}
