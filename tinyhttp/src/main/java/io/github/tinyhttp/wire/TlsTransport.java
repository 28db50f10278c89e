package io.github.tinyhttp.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Bytes encrypted by TLS, through any `SSLEngine`. Between two calls it holds the engine, and what
/// could be neither understood nor sent yet; never a buffer.
///
/// It begins with a handshake, step by step by whoever has the loop's thread, and is a [Transport]
/// after that. Where one breaks off without `close_notify`, [#read(ByteBuffer)] throws.
public final class TlsTransport implements Transport {
  /// What a handshake waits for.
  public enum Step {
    /// Work that takes long, see [#work()].
    WORK,
    /// Bytes of the client's.
    INPUT,
    /// Room in the socket.
    OUTPUT,
    /// Nothing: it is done. What was said last may leave with the first answer.
    NOTHING
  }

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final TlsInput input;
  private final TlsOutput output;
  private boolean open;
  private volatile boolean aborted;

  /// @param channel does not block
  /// @param first what has been read from it already
  /// @param engine a server's, new
  public TlsTransport(SocketChannel channel, ByteBuffer first, SSLEngine engine, TlsBuffers buffers)
      throws SSLException {
    this.channel = channel;
    this.engine = engine;
    this.output = new TlsOutput(channel, engine, buffers);
    this.input = new TlsInput(channel, engine, buffers, output, first);
    engine.beginHandshake();
  }

  // ---- the handshake

  /// Goes on with the handshake as far as it can.
  ///
  /// @param scratch room for a record, of no use after
  /// @return what it waits for
  /// @throws IOException if it has failed; the client has been told if it can be told
  public Step shake(ByteBuffer scratch) throws IOException {
    try {
      while (true) {
        switch (engine.getHandshakeStatus()) {
          case NEED_TASK -> {
            return Step.WORK;
          }
          case NEED_WRAP -> {
            output.prepare();
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
              throw new SSLException("the TLS engine does not go on");
            }
          }
          case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
            if (!input.shake(scratch)) {
              return output.flush() ? Step.INPUT : Step.OUTPUT;
            }
          }
          case FINISHED, NOT_HANDSHAKING -> {
            if (engine.getSession().getProtocol().equals("NONE")) {
              throw new SSLException("the handshake came to nothing");
            }
            open = true;
            input.refuseHandshakes();
            return Step.NOTHING;
          }
        }
      }
    } catch (SSLException e) {
      throw sayWhy(e);
    }
  }

  /// Does the work that a handshake waits for, in as long as it takes, and sends what comes of it.
  ///
  /// @return whether it waits for bytes of the client's now; if not, [#shake(ByteBuffer)] finds out
  /// @throws IOException if it has failed; the client has been told if it can be told
  public boolean work() throws IOException {
    try {
      output.work();
    } catch (SSLException e) {
      throw sayWhy(e);
    }
    return engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP && !output.owes();
  }

  /// Sends the alert that belongs to a failure, if there is one and the socket takes it.
  private SSLException sayWhy(SSLException cause) {
    try {
      output.say();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return cause;
  }

  /// What was agreed on.
  public SSLSession session() {
    return engine.getSession();
  }

  /// The protocol agreed on (RFC 7301).
  public Optional<String> applicationProtocol() {
    String agreed = engine.getApplicationProtocol();
    return agreed == null || agreed.isEmpty() ? Optional.empty() : Optional.of(agreed);
  }

  /// The host that the client has asked for.
  public Optional<String> serverName() {
    if (session() instanceof ExtendedSSLSession known) {
      for (SNIServerName name : known.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return Optional.of(host.getAsciiName());
        }
      }
    }
    return Optional.empty();
  }

  /// Who the client is; empty if it has not said.
  public List<X509Certificate> peerCertificates() {
    var shown = new ArrayList<X509Certificate>();
    try {
      for (Certificate one : session().getPeerCertificates()) {
        if (one instanceof X509Certificate certificate) {
          shown.add(certificate);
        }
      }
    } catch (SSLPeerUnverifiedException _) {
      return List.of();
    }
    return shown;
  }

  // ---- bytes

  @Override
  public int read(ByteBuffer into) throws IOException {
    try {
      return input.read(into);
    } catch (SSLException e) {
      throw sayWhy(e);
    }
  }

  @Override
  public int readMessages(ByteBuffer into) throws IOException {
    try {
      return input.readMessages(into);
    } catch (SSLException e) {
      throw sayWhy(e);
    }
  }

  @Override
  public boolean hasInput() {
    return input.hasInput();
  }

  @Override
  public boolean write(ByteBuffer from) throws IOException {
    return output.write(from);
  }

  @Override
  public long write(FileChannel file, long position, long count) throws IOException {
    return output.write(file, position, count);
  }

  @Override
  public boolean owes() {
    return output.owes();
  }

  @Override
  public boolean flush() throws IOException {
    return output.flush();
  }

  // ---- the end

  @Override
  public void shutdownOutput() throws IOException {
    output.shutdown();
  }

  /// No `close_notify` is sent, and the socket is reset: either one tells the client.
  @Override
  public void abort() {
    aborted = true;
    PlainTransport.resetAtClose(channel);
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (open && !aborted && !output.isBusy()) { // else it would follow half an answer
        output.shutdown();
      }
    }
  }
}
