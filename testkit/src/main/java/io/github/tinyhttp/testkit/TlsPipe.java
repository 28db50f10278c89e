package io.github.tinyhttp.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/// The client's side of TLS over a channel. The constructor carries out the handshake. Each write
/// makes one record.
final class TlsPipe implements Pipe {
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);
  private static final int SIZE = 64 << 10;

  private final SocketChannel channel;
  private final SSLEngine engine;

  /// Encrypted octets that have arrived and have not been decrypted.
  private final ByteBuffer received = ByteBuffer.allocate(SIZE).flip();

  /// Decrypted octets that have not been read.
  private final ByteBuffer plain = ByteBuffer.allocate(SIZE).flip();

  /// The rest of a record that the socket has not accepted.
  private ByteBuffer unsent = EMPTY;

  /// @param channel a channel that blocks until the constructor returns
  /// @param protocols what it offers by ALPN; none for a client without ALPN
  TlsPipe(SocketChannel channel, SSLContext context, String... protocols) throws IOException {
    this.channel = channel;
    this.engine = context.createSSLEngine("localhost", 443);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    engine.setSSLParameters(parameters);
    engine.beginHandshake();
    while (isHandshaking()) {
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        wrap(EMPTY);
        flush();
      } else if (!unwrap()) {
        receiveOrFail();
      }
    }
  }

  private boolean isHandshaking() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    return switch (engine.getHandshakeStatus()) {
      case FINISHED, NOT_HANDSHAKING -> false;
      case NEED_TASK, NEED_WRAP, NEED_UNWRAP, NEED_UNWRAP_AGAIN -> true;
    };
  }

  private void receiveOrFail() throws IOException {
    if (receive() < 0) {
      throw new SSLException("the server ended the handshake");
    }
  }

  private int receive() throws IOException {
    received.compact();
    int count = channel.read(received);
    received.flip();
    return count;
  }

  /// Decrypts a record.
  ///
  /// @return false if no complete record has arrived
  private boolean unwrap() throws SSLException {
    plain.compact();
    SSLEngineResult result = engine.unwrap(received, plain);
    plain.flip();
    return result.getStatus() == SSLEngineResult.Status.OK;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    while (!plain.hasRemaining()) {
      boolean hadRecord = unwrap();
      if (engine.isInboundDone()) {
        return -1;
      }
      if (!hadRecord) {
        int count = receive();
        if (count < 0) {
          throw new SSLException("the connection ended without close_notify");
        }
        if (count == 0) {
          return 0;
        }
      }
    }
    int count = Math.min(plain.remaining(), into.remaining());
    into.put(into.position(), plain, plain.position(), count);
    into.position(into.position() + count);
    plain.position(plain.position() + count);
    return count;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int before = from.remaining();
    if (flush()) {
      wrap(from);
      flush();
    }
    return before - from.remaining();
  }

  /// Sends the rest of a record.
  ///
  /// @return whether nothing is left
  private boolean flush() throws IOException {
    channel.write(unsent);
    return !unsent.hasRemaining();
  }

  /// Encrypts one record.
  private void wrap(ByteBuffer from) throws SSLException {
    ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    SSLEngineResult result = engine.wrap(from, record);
    if (result.getStatus() == SSLEngineResult.Status.CLOSED && record.position() == 0) {
      throw new SSLException("this side of the TLS connection has ended");
    }
    unsent = record.flip();
  }

  /// Sends `close_notify`; the socket stays open.
  @Override
  public void shutdownOutput() throws IOException {
    engine.closeOutbound();
    wrap(EMPTY);
    if (!flush()) {
      throw new IOException("the server does not read");
    }
  }
}
