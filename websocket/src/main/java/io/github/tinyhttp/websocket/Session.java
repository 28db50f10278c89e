package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Upgrade;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// The sending side of one WebSocket, as used by the application and by its [ReceiveLoop]. Safe for
/// use by any thread.
final class Session implements WebSocket {
  private static final byte[] NO_PAYLOAD = {};

  private final Upgrade upgrade;
  private final SocketAddress remote;
  private final Optional<String> subprotocol;

  /// How long the closing handshake may take.
  private final Duration closeTimeout;

  private final FrameWriter frames;
  private final MessageWriter messages;

  Session(
      Upgrade upgrade,
      SocketAddress remote,
      WebSocketHandshake handshake,
      WebSocketOptions options) {
    this.upgrade = upgrade;
    this.remote = remote;
    this.subprotocol = handshake.subprotocol();
    this.closeTimeout = options.timeouts().close();
    upgrade.writeTimeout(options.timeouts().write());
    this.frames = new FrameWriter(upgrade.output());
    this.messages =
        new MessageWriter(
            frames,
            options.limits().queue(),
            handshake
                .deflate()
                .map(offer -> new Deflation(offer.server(), offer.windowBits()))
                .orElse(null));
  }

  // ---- for the application

  @Override
  public Optional<String> subprotocol() {
    return subprotocol;
  }

  @Override
  public SocketAddress remoteAddress() {
    return remote;
  }

  @Override
  public boolean isOpen() {
    return !frames.isClosed() && upgrade.isOpen();
  }

  @Override
  public void send(String text) throws IOException {
    attempt(() -> messages.send(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void send(byte[] bytes) throws IOException {
    attempt(() -> messages.send(Opcode.BINARY, bytes));
  }

  @Override
  public void sendText(Content<Writer> content) throws IOException {
    stream(
        Opcode.TEXT,
        out -> {
          var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          content.writeTo(writer);
          out.holdBack();
          writer.close();
        });
  }

  @Override
  public void sendBinary(Content<OutputStream> content) throws IOException {
    stream(Opcode.BINARY, content::writeTo);
  }

  private void stream(Opcode opcode, Content<FragmentStream> content) throws IOException {
    messages.inTurn(
        () -> {
          try {
            FragmentStream out = messages.openFragments(opcode);
            content.writeTo(out);
            out.close();
          } catch (Throwable e) {
            // The fragments that were sent cannot be taken back.
            sendClose(CloseReason.encode(CloseReason.FAILURE, ""));
            throw e;
          }
        });
  }

  @Override
  public boolean trySend(String text) {
    return queue(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean trySend(byte[] bytes) {
    return queue(Opcode.BINARY, bytes);
  }

  private boolean queue(Opcode opcode, byte[] bytes) {
    return upgrade.isOpen() && messages.trySend(opcode, bytes, this::abort);
  }

  @Override
  public void ping(byte[] bytes) throws IOException {
    if (bytes.length > Frame.CONTROL_MAXIMUM) {
      throw new IllegalArgumentException("a ping has at most 125 bytes, not " + bytes.length);
    }
    attempt(() -> frames.write(Opcode.PING, bytes));
  }

  @Override
  public void close(int code, String reason) {
    byte[] payload = CloseReason.encode(code, reason);
    if (frames.isClosed()) {
      return;
    }
    upgrade.closeAfter(closeTimeout);
    attemptQuietly(
        () -> {
          if (messages.isCallersTurn()) {
            frames.close(payload); // cuts the message that this thread is writing
          } else {
            messages.inTurn(() -> frames.close(payload));
          }
        });
  }

  @Override
  public void abort() {
    onUpgrade(Upgrade::close);
  }

  @Override
  public String toString() {
    return "WebSocket[" + remote + "]";
  }

  // ---- for the receive loop

  /// Sends a ping to find out whether the client is still there.
  void sendKeepAlivePing() {
    attemptQuietly(() -> frames.write(Opcode.PING, NO_PAYLOAD));
  }

  void sendPong(byte[] bytes) {
    attemptQuietly(() -> frames.write(Opcode.PONG, bytes));
  }

  /// Sends a close frame at once, unless one was sent before, and sets the deadline for the rest of
  /// the closing handshake.
  void sendClose(byte[] payload) {
    upgrade.closeAfter(closeTimeout);
    attemptQuietly(() -> frames.close(payload));
  }

  /// Whether a close frame was sent, or nothing can be sent because a write failed.
  boolean hasSentClose() {
    return frames.isClosed();
  }

  /// Ends this side of the connection. The server does so first, RFC 6455 §7.1.1, and then waits
  /// for the client's end, so that no reset destroys the close frame.
  void shutdownOutput() {
    upgrade.closeAfter(closeTimeout);
    onUpgrade(Upgrade::shutdownOutput);
  }

  /// Frees memory, when nothing is sent any more.
  void release() {
    messages.release();
  }

  // ---- failures

  private void attempt(MessageWriter.Step step) throws IOException {
    try {
      step.run();
    } catch (ClosedChannelException e) {
      throw e; // a close frame was sent, and the client's may still be on its way
    } catch (IOException e) {
      onUpgrade(Upgrade::close); // a part of a frame may have been sent
      throw e;
    }
  }

  /// Sends a control frame. A failure is not reported here, because the receive loop will see it.
  private void attemptQuietly(MessageWriter.Step step) {
    try {
      attempt(step);
    } catch (IOException _) {
      // attempt has closed the connection
    }
  }

  private interface Action {
    void apply(Upgrade upgrade) throws IOException;
  }

  private void onUpgrade(Action action) {
    try {
      action.apply(upgrade);
    } catch (IOException _) {
      // the connection is closed even so
    }
  }
}
