package io.github.tinyhttp.websocket;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The sending side of one WebSocket, as used by the application and by its [ReceiveLoop]. Safe for
/// use by any thread.
final class Session implements WebSocket {
  private final Upgrade upgrade;
  private final SocketAddress remote;
  private final Optional<String> subprotocol;

  /// How long the closing handshake may take.
  private final Duration closeTimeout;

  private final FrameWriter frames;
  private final MessageWriter messages;
  private final ControlSender pings;
  private final ControlSender pongs;

  /// How this side has begun the end; null if it has not. Set once.
  private final AtomicReference<@Nullable CloseReason> ending = new AtomicReference<>();

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
    this.frames = new FrameWriter(upgrade);
    this.pings = new ControlSender(frames, Opcode.PING, upgrade::start);
    this.pongs = new ControlSender(frames, Opcode.PONG, upgrade::start);
    this.messages =
        new MessageWriter(
            frames,
            upgrade::start,
            options.limits().queue(),
            handshake
                .deflate()
                .map(offer -> new Deflation(offer.server(), offer.windowBits()))
                .orElse(null),
            upgrade::holdsOutput);
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
    return ending.get() == null && !frames.isClosed() && upgrade.isOpen();
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
  public void send(WebSocketMessage message) throws IOException {
    attempt(() -> messages.send(message));
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
            sendClose(CloseReason.byServer(CloseReason.FAILURE, "").withCause(e));
            throw e;
          }
        });
  }

  @Override
  public boolean trySend(String text) {
    return trySend(WebSocketMessage.text(text));
  }

  @Override
  public boolean trySend(byte[] bytes) {
    return trySend(new WebSocketMessage(Opcode.BINARY, bytes));
  }

  @Override
  public boolean trySend(WebSocketMessage message) {
    return upgrade.isOpen() && messages.trySend(message, this::drop);
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
    if (ending.compareAndSet(null, CloseReason.byServer(code, reason))) {
      upgrade.closeAfter(closeTimeout);
      attemptQuietly(() -> messages.close(payload, this::drop));
    }
  }

  @Override
  public void abort() {
    boolean _ = ending.compareAndSet(null, CloseReason.byServer(CloseReason.ABNORMAL, "dropped"));
    drop();
  }

  @Override
  public String toString() {
    return "WebSocket[" + remote + "]";
  }

  // ---- for the receive loop

  /// How this side has begun the end; null if it has not.
  @Nullable CloseReason ending() {
    return ending.get();
  }

  /// Sends a ping to find out whether the client is still there.
  void sendKeepAlivePing() {
    attemptQuietly(() -> pings.send(CloseReason.NO_PAYLOAD));
  }

  void sendPong(byte[] bytes) {
    attemptQuietly(() -> pongs.send(bytes));
  }

  /// Sends a close frame at once, unless one was sent before, and sets the deadline for the rest of
  /// the closing handshake.
  ///
  /// @return how the end began
  @CanIgnoreReturnValue
  CloseReason sendClose(CloseReason reason) {
    byte[] payload = reason.toPayload();
    CloseReason known = ending.compareAndExchange(null, reason);
    upgrade.closeAfter(closeTimeout);
    attemptQuietly(() -> frames.close(payload));
    return known == null ? reason : known;
  }

  /// Ends this side of the connection behind the close frame. The server does so first, RFC 6455
  /// §7.1.1, and then waits for the client's end, so that no reset destroys the close frame.
  void shutdownOutput() {
    upgrade.closeAfter(closeTimeout);
    attemptQuietly(frames::endAfterClose);
  }

  /// Drops the connection at once.
  void drop() {
    onUpgrade(Upgrade::close);
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
