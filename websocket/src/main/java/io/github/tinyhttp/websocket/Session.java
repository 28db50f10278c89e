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

/// One WebSocket, for the application and for its [ReceiveLoop]: what is sent, by any thread, and
/// the end of sending.
final class Session implements WebSocket {
  private static final byte[] NOTHING = {};

  private final Upgrade upgrade;
  private final SocketAddress remote;
  private final Optional<String> subprotocol;
  private final Duration patience;
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
    this.patience = options.timeouts().close();
    upgrade.writeTimeout(options.timeouts().write());
    this.frames = new FrameWriter(upgrade.output());
    this.messages =
        new MessageWriter(
            frames,
            options.limits().queue(),
            handshake
                .deflate()
                .map(taken -> new Deflation(taken.serverForgets(), taken.windowBits()))
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
            FragmentStream out = messages.fragments(opcode);
            content.writeTo(out);
            out.close();
          } catch (Throwable e) {
            // half a message cannot be taken back
            sayFarewell(CloseReason.encode(CloseReason.FAILURE, ""));
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
    upgrade.closeAfter(patience);
    control(
        () -> {
          if (messages.isCallersTurn()) {
            frames.close(payload); // in the middle of its own message, of which nothing follows
          } else {
            messages.inTurn(() -> frames.close(payload));
          }
        });
  }

  @Override
  public void abort() {
    upgrade(Upgrade::close);
  }

  @Override
  public String toString() {
    return "WebSocket[" + remote + "]";
  }

  // ---- for the reception

  /// Sends a ping that wants an answer.
  void askForLife() {
    control(() -> frames.write(Opcode.PING, NOTHING));
  }

  void pong(byte[] bytes) {
    control(() -> frames.write(Opcode.PONG, bytes));
  }

  /// Sends a close frame, at once and unless there was one. There is a deadline from now on for all
  /// that is left.
  void sayFarewell(byte[] payload) {
    upgrade.closeAfter(patience);
    control(() -> frames.close(payload));
  }

  /// Whether a close frame was sent, or nothing can be sent any more.
  boolean hasSaidFarewell() {
    return frames.isClosed();
  }

  /// The server closes first, RFC 6455 §7.1.1, and gently.
  void leave() {
    upgrade.closeAfter(patience);
    upgrade(Upgrade::shutdownOutput);
  }

  /// Gives memory back, when nothing is sent any more.
  void release() {
    messages.release();
  }

  // ---- what may fail

  private void attempt(MessageWriter.Step step) throws IOException {
    try {
      step.run();
    } catch (ClosedChannelException e) {
      throw e; // by a close frame, whose answer is still awaited, or altogether
    } catch (IOException e) {
      upgrade(Upgrade::close); // nobody knows how much of a frame was sent
      throw e;
    }
  }

  /// Sends something of the protocol's own; that the client is gone shows when reading.
  private void control(MessageWriter.Step step) {
    try {
      attempt(step);
    } catch (IOException _) {
      // what there was to be done is done
    }
  }

  private interface Action {
    void on(Upgrade upgrade) throws IOException;
  }

  private void upgrade(Action action) {
    try {
      action.on(upgrade);
    } catch (IOException _) {
      // closed all the same
    }
  }
}
