package io.github.tinyhttp.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// The client of a TLS connection over a [MemorySocket].
final class TlsPeer {
  private static final int ROOM = 1 << 17;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final MemorySocket socket;
  private byte[] records = {};

  TlsPeer(SSLContext context, String version, MemorySocket socket) throws SSLException {
    this.engine = context.createSSLEngine("localhost", 443);
    this.socket = socket;
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {version});
    engine.beginHandshake();
  }

  SSLEngine engine() {
    return engine;
  }

  /// Says what the engine wants to say.
  void speaks() throws SSLException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> sends(NOTHING);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {
          return;
        }
      }
    }
  }

  /// Sends content, or a record that the engine wants to send.
  void sends(ByteBuffer content) throws SSLException {
    ByteBuffer out = ByteBuffer.allocate(ROOM);
    do {
      engine.wrap(content, out);
    } while (content.hasRemaining());
    byte[] sent = new byte[out.flip().remaining()];
    out.get(sent);
    socket.clientSends(sent);
  }

  /// Takes what the server has sent, and replies.
  ///
  /// @return the content of whole records
  byte[] takes() throws SSLException {
    var all = new ByteArrayOutputStream();
    all.writeBytes(records);
    all.writeBytes(socket.clientTakes());
    ByteBuffer from = ByteBuffer.wrap(all.toByteArray());
    var content = new ByteArrayOutputStream();
    ByteBuffer into = ByteBuffer.allocate(ROOM);
    boolean more = true;
    while (more && (from.hasRemaining() || isAgain())) {
      SSLEngineResult result = engine.unwrap(from, into.clear());
      content.write(into.array(), 0, into.position());
      more = result.getStatus() == SSLEngineResult.Status.OK;
      speaks();
    }
    records = new byte[from.remaining()];
    from.get(records);
    return content.toByteArray();
  }

  private boolean isAgain() {
    return engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP_AGAIN;
  }

  /// Whether the server has said that it ends.
  boolean knowsEnd() {
    return engine.isInboundDone();
  }
}
