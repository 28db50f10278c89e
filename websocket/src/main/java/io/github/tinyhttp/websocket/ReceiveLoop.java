package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Upgrade;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// Reads what the client of one WebSocket sends, and calls the listener. A virtual thread runs the
/// loop while bytes arrive; between bursts the loop holds no thread and no buffer. Only one such
/// thread runs at a time, and all fields are confined to it.
///
/// ```
/// OPEN -> ENDING    the client has sent a close frame, broken a rule or disconnected. Its further
///                   bytes are discarded until it closes its side, so that it can read our close
///                   frame before it sees a reset
/// ```
final class ReceiveLoop {
  private enum State {
    OPEN,
    ENDING
  }

  private static final int SMALL_READ = 2 << 10;
  private static final int LARGE_READ = 32 << 10;

  private final Session session;
  private final Upgrade upgrade;
  private final WebSocketListener listener;
  private final FrameReader frames;
  private final MessageReader messages;
  private final KeepAlive keepAlive;
  private State state = State.OPEN;

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

  /// Calls the listener's `onOpen` on a virtual thread, and begins to read there.
  void start() {
    upgrade.onShutdown(() -> session.close(CloseReason.GOING_AWAY, "the server is shutting down"));
    Thread.ofVirtual().name("tinyhttp-websocket").start(this::open);
  }

  private void open() {
    call(() -> listener.onOpen(session));
    run();
  }

  // ---- reading

  /// Reads all that has arrived, and asks to be run again on a new virtual thread when more does.
  private void run() {
    try {
      if (readAvailable()) {
        upgrade.readTimeout(untilNextCheck());
        upgrade.whenReadable(this::run);
        return;
      }
    } catch (WebSocketException e) {
      fail(e.code(), e);
      run();
      return;
    } catch (IOException e) {
      endAbnormally(e);
    } catch (RuntimeException | Error e) {
      endAbnormally(new IOException("reading failed", e));
      session.abort();
      throw e;
    }
    session.abort();
  }

  /// @return whether more may arrive
  private boolean readAvailable() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(SMALL_READ);
    while (true) {
      int count = upgrade.tryRead(buffer.clear());
      if (count < 0) {
        end(new CloseReason(CloseReason.ABNORMAL, "the client has disconnected"));
        return false;
      }
      if (count == 0) {
        checkKeepAlive();
        return true;
      }
      if (state == State.OPEN) {
        keepAlive.noteBytes(System.nanoTime());
        boolean _ = frames.read(buffer.flip(), messages);
      }
      if (count == SMALL_READ) {
        buffer = ByteBuffer.allocate(LARGE_READ);
      }
    }
  }

  /// Whether neither side has begun to close. After that, the deadline of the closing handshake
  /// replaces the keep-alive.
  private boolean isEstablished() {
    return state == State.OPEN && !session.hasSentClose();
  }

  private Duration untilNextCheck() {
    return isEstablished() ? keepAlive.remaining(System.nanoTime()) : Duration.ZERO;
  }

  private void checkKeepAlive() throws IOException {
    if (!isEstablished()) {
      return;
    }
    switch (keepAlive.next(System.nanoTime())) {
      case WAIT -> {}
      case PING -> session.sendKeepAlivePing();
      case IDLE -> session.close(CloseReason.GOING_AWAY, "no message was sent for too long");
      case DEAD -> throw new IOException("the client has not replied to a ping");
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

  private void endAbnormally(IOException cause) {
    end(new CloseReason(CloseReason.ABNORMAL, cause.toString()));
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
    private static final byte[] NO_CODE = {};

    @Override
    public void text(String text) {
      keepAlive.noteMessage(System.nanoTime());
      call(() -> listener.onText(session, text));
    }

    @Override
    public void binary(byte[] bytes) {
      keepAlive.noteMessage(System.nanoTime());
      call(() -> listener.onBinary(session, bytes));
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
              ? NO_CODE
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
