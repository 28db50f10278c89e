package io.github.tinyhttp.transcript;

import io.github.tinyhttp.wire.TlsTransport;
import io.github.tinyhttp.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// A transport that encrypts, and whose bytes are shown to a layer before that. The lines of its
/// records come first.
final class RecordedTransport implements Transport {
  private final TlsTransport transport;
  private final Layer layer;
  private boolean closed;

  RecordedTransport(TlsTransport transport, Layer layer) {
    this.transport = transport;
    this.layer = layer;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    synchronized (layer) {
      int start = into.position();
      try {
        return transport.read(into);
      } finally {
        layer.moved(Way.IN, into, start);
      }
    }
  }

  @Override
  public int readMessages(ByteBuffer into) throws IOException {
    synchronized (layer) {
      int start = into.position();
      try {
        return transport.readMessages(into);
      } finally {
        layer.moved(Way.IN, into, start);
      }
    }
  }

  @Override
  public TlsTransport tls() {
    return transport;
  }

  @Override
  public int heldInput() {
    return transport.heldInput();
  }

  @Override
  public int heldOutput() {
    return transport.heldOutput();
  }

  @Override
  public boolean hasInput() {
    return transport.hasInput();
  }

  @Override
  public boolean write(ByteBuffer from) throws IOException {
    synchronized (layer) {
      int start = from.position();
      try {
        return transport.write(from);
      } finally {
        layer.moved(Way.OUT, from, start);
      }
    }
  }

  @Override
  public long write(FileChannel file, long position, long count) throws IOException {
    synchronized (layer) {
      long written = transport.write(file, position, count);
      FileBytes.show(layer, file, position, written);
      return written;
    }
  }

  @Override
  public boolean hasPendingControl() {
    return transport.hasPendingControl();
  }

  @Override
  public boolean flush() throws IOException {
    return transport.flush();
  }

  @Override
  public void shutdownOutput() throws IOException {
    transport.shutdownOutput();
  }

  @Override
  public void abort() {
    transport.abort();
  }

  @Override
  public void close() throws IOException {
    synchronized (layer) {
      if (!closed) {
        closed = true;
        layer.close(null);
      }
    }
    transport.close();
  }
}
