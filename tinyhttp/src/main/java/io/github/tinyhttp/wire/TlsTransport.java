package io.github.tinyhttp.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Bytes encrypted by TLS, through any `SSLEngine`. Between two calls it holds the engine, records
/// that are incomplete or unsent, and decrypted bytes without a reader; it never holds a buffer of
/// [TlsBuffers].
///
/// A transport begins with a handshake, whose steps the driver of the connection's loop calls for,
/// and serves as a [Transport] after that. [#read(ByteBuffer)] throws if the connection breaks off
/// without `close_notify`.
public final class TlsTransport implements Transport {
  /// What a handshake waits for.
  public enum Step {
    /// Tasks that take long, see [#runTasks()].
    TASKS,
    /// Bytes from the client.
    INPUT,
    /// Room in the socket.
    OUTPUT,
    /// Nothing: the handshake is complete. Its last records may leave with the first bytes written.
    NOTHING
  }

  private final Socket socket;
  private final SSLEngine engine;
  private final TlsInput input;
  private final TlsOutput output;
  private boolean open;
  private volatile boolean aborted;

  /// @param first the bytes that have been read from the socket already
  /// @param engine a new engine of a server
  public TlsTransport(Socket socket, ByteBuffer first, SSLEngine engine, TlsBuffers buffers)
      throws SSLException {
    this.socket = socket;
    this.engine = engine;
    this.output = new TlsOutput(socket, engine, buffers);
    this.input = new TlsInput(socket, engine, buffers, output, first);
    engine.beginHandshake();
  }

  // ---- the handshake

  /// Advances the handshake as far as it gets without waiting.
  ///
  /// @param scratch room for a record, without meaning afterwards
  /// @return what the handshake waits for
  /// @throws IOException if the handshake has failed; an alert was sent if the socket took it
  public Step advanceHandshake(ByteBuffer scratch) throws IOException {
    try {
      while (true) {
        switch (engine.getHandshakeStatus()) {
          case NEED_TASK -> {
            return Step.TASKS;
          }
          case NEED_WRAP -> {
            output.prepareControl();
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
              throw new SSLException("the TLS engine makes no progress");
            }
          }
          case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
            if (!input.readHandshakeRecord(scratch)) {
              return output.flush() ? Step.INPUT : Step.OUTPUT;
            }
          }
          case FINISHED, NOT_HANDSHAKING -> {
            if (engine.getSession().getProtocol().equals("NONE")) {
              throw new SSLException("the handshake ended without a session");
            }
            open = true;
            input.refuseHandshakes();
            return Step.NOTHING;
          }
        }
      }
    } catch (SSLException e) {
      throw withAlertSent(e);
    }
  }

  /// Runs the tasks that a handshake waits for, however long they take, and sends the records that
  /// result.
  ///
  /// @return whether the handshake now waits for bytes from the client; if not,
  ///   [#advanceHandshake(ByteBuffer)] finds out
  /// @throws IOException if the handshake has failed; an alert was sent if the socket took it
  public boolean runTasks() throws IOException {
    try {
      output.runTasks();
    } catch (SSLException e) {
      throw withAlertSent(e);
    }
    return engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP
        && !output.hasPendingControl();
  }

  /// Sends the alert that belongs to a failure, if the engine has one and the socket takes it.
  private SSLException withAlertSent(SSLException cause) {
    SSLException failure = explained(cause);
    try {
      output.sendControl();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  /// The JDK refuses hosts that are no host names, such as those of containers with an underscore,
  /// before any code of this library could look at them.
  private static SSLException explained(SSLException cause) {
    String message = cause.getMessage();
    return message != null && message.startsWith("Illegal server name")
        ? new SSLHandshakeException(
            message + "; with -Djdk.tls.server.disableExtensions=server_name the JDK lets it in",
            cause)
        : cause;
  }

  /// The session that the handshake has agreed on.
  public SSLSession session() {
    return engine.getSession();
  }

  /// The application protocol that the handshake has agreed on (RFC 7301).
  public Optional<String> applicationProtocol() {
    String agreed = engine.getApplicationProtocol();
    return agreed == null || agreed.isEmpty() ? Optional.empty() : Optional.of(agreed);
  }

  /// The host that the client has asked for (RFC 6066 §3).
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

  /// The client's certificate chain, its own certificate first; empty if it has sent none.
  public List<X509Certificate> peerCertificates() {
    var chain = new ArrayList<X509Certificate>();
    try {
      for (Certificate one : session().getPeerCertificates()) {
        if (one instanceof X509Certificate certificate) {
          chain.add(certificate);
        }
      }
    } catch (SSLPeerUnverifiedException _) {
      return List.of();
    }
    return chain;
  }

  // ---- bytes

  @Override
  public TlsTransport tls() {
    return this;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    try {
      return input.read(into);
    } catch (SSLException e) {
      throw withAlertSent(e);
    }
  }

  @Override
  public int readMessages(ByteBuffer into) throws IOException {
    try {
      return input.readMessages(into);
    } catch (SSLException e) {
      throw withAlertSent(e);
    }
  }

  @Override
  public boolean hasInput() {
    return input.hasInput();
  }

  @Override
  public int heldInput() {
    return input.held();
  }

  @Override
  public int heldOutput() {
    return output.held();
  }

  @Override
  public boolean write(ByteBuffer from) throws IOException {
    return output.write(from);
  }

  @Override
  public long write(FileChannel file, long position, long count) throws IOException {
    return output.write(file, position, count);
  }

  /// How many bytes the socket has taken, encrypted. Content counts as written when it is
  /// encrypted, which says nothing of a client that reads what was encrypted before.
  public long taken() {
    return output.taken();
  }

  @Override
  public boolean hasPendingControl() {
    return output.hasPendingControl();
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

  /// The client can tell in two ways: it gets no `close_notify`, and it gets a reset.
  @Override
  public void abort() {
    aborted = true;
    socket.resetAtClose();
  }

  @Override
  public void close() throws IOException {
    try (socket) {
      if (open && !aborted && !output.isBusy()) { // else the alert would follow half a message
        output.shutdown();
      }
    }
  }
}
