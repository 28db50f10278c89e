package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Upgrade;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// Receives what the client of one WebSocket sends, and calls the listener. The calls come one at a
/// time, on the threads of the server's handlers, and all fields are confined to them. Between
/// calls the WebSocket holds no thread and no buffer.
///
/// ```
/// OPEN -> ENDING    the client has sent a close frame, broken a rule or disconnected. Its further
///                   bytes are discarded until it closes its side, so that it can read our close
///                   frame before it sees a reset
/// ```
final class ReceiveLoop implements Upgrade.Receiver {
  private enum State {
    OPEN,
    ENDING
  }

  private final Session session;
  private final Upgrade upgrade;
  private final WebSocketListener listener;
  private final FrameReader frames;
  private final MessageReader messages;
  private final KeepAlive keepAlive;
  private State state = State.OPEN;

  /// The time-out that was set last, in nanoseconds.
  private long timeout;

  ReceiveLoop(
      Session session,
      Upgrade upgrade,
      WebSocketHandshake handshake,
      WebSocketOptions options,
      WebSocketListener listener) {
    this.session = session;
    this.upgrade = upgrade;
    this.listener = listener;
    WebSocketLimits limits = options.limits();
    Optional<DeflateOffer> deflate = handshake.deflate();
    this.frames =
        new FrameReader(
            deflate.isPresent() ? FrameReader.Rsv1.COMPRESSED : FrameReader.Rsv1.RESERVED,
            limits.frame());
    this.messages =
        new MessageReader(
            new Received(),
            limits.message(),
            deflate.map(offer -> new Inflation(offer.client(), limits.message())).orElse(null));
    this.keepAlive = new KeepAlive(options.timeouts(), System.nanoTime());
  }

  /// Calls the listener's `onOpen` on a virtual thread, and begins to receive.
  void start() {
    upgrade.onShutdown(() -> session.close(CloseReason.GOING_AWAY, "the server is shutting down"));
    Thread.ofVirtual().name("tinyhttp-websocket").start(this::open);
  }

  private void open() {
    call(() -> listener.onOpen(session));
    awaitMore();
    upgrade.receive(this);
  }

  // ---- receiving

  @Override
  public void received(ByteBuffer bytes) {
    if (state == State.OPEN) {
      try {
        boolean _ = frames.read(bytes, messages);
      } catch (WebSocketException e) {
        fail(e.code(), e);
      }
    }
    bytes.position(bytes.limit());
    keepAlive.noteBytes(System.nanoTime()); // after the listener's own time
    awaitMore();
  }

  @Override
  public void timedOut() throws IOException {
    if (isEstablished()) {
      switch (keepAlive.next(System.nanoTime())) {
        case WAIT -> {}
        case PING -> session.sendKeepAlivePing();
        case IDLE -> session.close(CloseReason.GOING_AWAY, "no message was sent for too long");
        case DEAD -> throw new IOException("the client has not replied to a ping");
      }
    }
    awaitMore();
  }

  @Override
  public void ended() {
    end(new CloseReason(CloseReason.ABNORMAL, "the client has disconnected"));
    session.abort();
  }

  @Override
  public void closed(Throwable cause) {
    end(new CloseReason(CloseReason.ABNORMAL, cause.toString()));
  }

  /// Whether neither side has begun to close. After that, the deadline of the closing handshake
  /// replaces the keep-alive.
  private boolean isEstablished() {
    return state == State.OPEN && !session.hasSentClose();
  }

  private void awaitMore() {
    long next = isEstablished() ? keepAlive.remaining(System.nanoTime()) : 0;
    if (next != timeout) {
      timeout = next;
      upgrade.readTimeout(Duration.ofNanos(next));
    }
  }

  // ---- calling the listener

  /// A call of the listener.
  private interface Call {
    void run() throws Exception;
  }

  private void call(Call call) {
    if (state != State.OPEN) {
      return;
    }
    try {
      call.run();
    } catch (Throwable e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      if (e instanceof IOException && !session.isOpen()) {
        return; // the listener could not send because the connection is ending; onClose reports it
      }
      fail(CloseReason.FAILURE, e);
    }
  }

  /// Calls a method of the listener whose failure can only be logged.
  private void callFinally(Call call) {
    try {
      call.run();
    } catch (Throwable e) {
      logFailure(session, e);
    }
  }

  static void logFailure(WebSocket socket, Throwable cause) {
    System.getLogger("io.github.tinyhttp")
        .log(Level.ERROR, "the listener of " + socket + " failed", cause);
  }

  // ---- ending

  /// Closes after a violation by the client, or a failure of the listener.
  private void fail(int code, Throwable cause) {
    if (state != State.OPEN) {
      return;
    }
    // The client is told which rule it broke, but not how the application failed.
    String reason =
        cause instanceof WebSocketException
            ? Objects.requireNonNullElse(cause.getMessage(), "")
            : "";
    session.sendClose(CloseReason.encode(code, reason));
    callFinally(() -> listener.onError(session, cause));
    end(new CloseReason(CloseReason.ABNORMAL, cause.toString()));
    session.shutdownOutput();
  }

  /// Ends the delivery of messages, and calls `onClose`, once.
  private void end(CloseReason reason) {
    if (state != State.OPEN) {
      return;
    }
    state = State.ENDING;
    messages.release();
    callFinally(() -> listener.onClose(session, reason));
    session.release();
  }

  /// Passes messages on to the listener, and replies to control frames.
  private final class Received implements MessageReader.Receiver {
    @Override
    public void text(String text) {
      call(() -> listener.onText(session, text));
      keepAlive.noteMessage();
    }

    @Override
    public void binary(byte[] bytes) {
      call(() -> listener.onBinary(session, bytes));
      keepAlive.noteMessage();
    }

    @Override
    public void ping(byte[] bytes) {
      session.sendPong(bytes);
    }

    @Override
    public void pong(byte[] bytes) {
      call(() -> listener.onPong(session, bytes));
    }

    @Override
    public void close(CloseReason reason) {
      // The reply repeats the client's code, RFC 6455 §5.5.1; a server may not send 1010.
      byte[] echo =
          reason.code() == CloseReason.NO_CODE || reason.code() == 1010
              ? CloseReason.NO_PAYLOAD
              : CloseReason.encode(reason.code(), "");
      session.sendClose(echo);
      end(reason);
      session.shutdownOutput();
    }

    @Override
    public boolean isListening() {
      return state == State.OPEN;
    }
  }
}
