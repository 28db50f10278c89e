package io.github.tinyhttp.websocket;

import io.github.tinyhttp.MessageEvent;
import io.github.tinyhttp.Upgrade;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
  private final MessagePace pace;

  /// Reads messages for a listener that wants streams; null for one that wants whole messages.
  private final @Nullable MessageStream stream;

  private State state = State.OPEN;

  /// Whether a call of the listener was interrupted, or has left its thread so. That is not for the
  /// next message, nor for what is sent, but the thread may be one of the application's pool, which
  /// then gets to know.
  private boolean interrupted;

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
    var received = new Received();
    boolean streams = listener instanceof WebSocketStreamListener;
    this.frames =
        new FrameReader(
            deflate.isPresent() ? FrameReader.Rsv1.COMPRESSED : FrameReader.Rsv1.RESERVED,
            streams ? Long.MAX_VALUE : limits.frame());
    Inflation inflation =
        deflate.map(offer -> new Inflation(offer.client(), limits.message())).orElse(null);
    this.pace = new MessagePace(options.timeouts().message());
    this.stream = streams ? new MessageStream(upgrade, frames, received, inflation, pace) : null;
    this.messages = new MessageReader(received, limits.message(), inflation);
    this.keepAlive = new KeepAlive(options.timeouts(), upgrade.nanoTime());
  }

  /// Calls the listener's `onOpen` on a thread of its own, and begins to receive.
  void start() {
    upgrade.onShutdown(() -> session.close(CloseReason.GOING_AWAY, "the server is shutting down"));
    upgrade.start(this::open);
  }

  private void open() {
    call(() -> listener.onOpen(session));
    keepAlive.noteMessage();
    handled();
    upgrade.receive(this);
  }

  // ---- receiving

  @Override
  public void received(ByteBuffer bytes) {
    pace.arrived(bytes.remaining(), upgrade.nanoTime());
    MessageStream reading = stream;
    if (state == State.OPEN && reading != null) {
      reading.take(bytes);
      upgrade.pause();
      upgrade.start(() -> readStreams(reading));
      return;
    }
    if (state == State.OPEN) {
      try {
        boolean _ = frames.read(bytes, messages);
      } catch (WebSocketException e) {
        fail(e.code(), e);
      }
    }
    bytes.position(bytes.limit());
    handled();
  }

  /// All that has arrived is handled. The time of the listener does not count as the client's.
  private void handled() {
    long now = upgrade.nanoTime();
    keepAlive.noteBytes(now);
    upgrade.holdsInput(messages.heldBytes());
    if (state == State.OPEN && (frames.isMidway() || messages.isMidway())) {
      pace.await(now);
    } else {
      pace.stop();
    }
    awaitMore();
    if (interrupted) {
      interrupted = false;
      Thread.currentThread().interrupt();
    }
  }

  private void readStreams(MessageStream reading) {
    try {
      while (state == State.OPEN && reading.beginsMessage()) {
        deliver(reading);
        keepAlive.noteMessage();
      }
    } catch (WebSocketException e) {
      fail(e.code(), e);
    } catch (IOException e) {
      end(endingOr(CloseReason.broken(e)));
      session.drop();
    } finally {
      handled();
      upgrade.resume();
    }
  }

  private void deliver(MessageStream message) throws IOException {
    Throwable thrown = null;
    try {
      var streams = (WebSocketStreamListener) listener;
      if (message.isText()) {
        streams.onText(session, new InputStreamReader(message, StandardCharsets.UTF_8));
      } else {
        streams.onBinary(session, message);
      }
      takeInterrupt();
      message.skipRest();
      upgrade.tellReceived(
          message.isText() ? MessageEvent.Kind.TEXT : MessageEvent.Kind.BINARY, message.count());
    } catch (Throwable e) {
      thrown = e;
    }
    takeInterrupt();
    CloseReason closing = message.closing();
    IOException failure = message.failure();
    if (closing != null) {
      new Received().close(closing);
    } else if (failure != null) {
      throw failure; // the listener's exception follows from it
    } else if (thrown != null) {
      failedWith(thrown);
    }
  }

  @Override
  public void timedOut() throws IOException {
    long now = upgrade.nanoTime();
    if (isEstablished() && pace.counts() && pace.remaining(now) <= 0) {
      fail(CloseReason.POLICY, pace.failure());
    } else if (isEstablished()) {
      switch (keepAlive.next(now)) {
        case WAIT -> {}
        case PING -> session.sendKeepAlivePing();
        case IDLE -> session.close(CloseReason.GOING_AWAY, "no message was sent for too long");
        case DEAD -> throw new SocketTimeoutException("the client has not replied to a ping");
      }
    }
    awaitMore();
  }

  @Override
  public void ended() {
    end(endingOr(CloseReason.broken(new EOFException("the client has disconnected"))));
    session.drop();
  }

  @Override
  public void closed(Throwable cause) {
    CloseReason ours = session.ending();
    end(ours == null ? CloseReason.broken(cause) : ours.withCause(cause));
  }

  /// How the end has begun on this side, if it has, and otherwise `reason`.
  private CloseReason endingOr(CloseReason reason) {
    return Objects.requireNonNullElse(session.ending(), reason);
  }

  /// Whether neither side has begun to close. After that, the deadline of the closing handshake
  /// replaces the keep-alive.
  private boolean isEstablished() {
    return state == State.OPEN && session.ending() == null;
  }

  private void awaitMore() {
    long next = isEstablished() ? untilNextCheck(upgrade.nanoTime()) : 0;
    if (next != timeout) {
      timeout = next;
      upgrade.readTimeout(Duration.ofNanos(next));
    }
  }

  private long untilNextCheck(long now) {
    long check = keepAlive.remaining(now);
    if (!pace.counts()) {
      return check;
    }
    long paced = Math.max(1, pace.remaining(now));
    return check == 0 ? paced : Math.min(check, paced);
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
    Throwable thrown = null;
    try {
      call.run();
    } catch (Throwable e) {
      thrown = e;
    }
    takeInterrupt();
    if (thrown != null) {
      failedWith(thrown);
    }
  }

  private void takeInterrupt() {
    interrupted |= Thread.interrupted();
  }

  private void failedWith(Throwable thrown) {
    interrupted |= thrown instanceof InterruptedException;
    if (thrown instanceof IOException && !session.isOpen()) {
      return; // the listener could not send because the connection is ending; onClose reports it
    }
    fail(CloseReason.FAILURE, thrown);
  }

  /// Calls a method of the listener whose failure can only be logged.
  private void callFinally(Call call) {
    try {
      call.run();
    } catch (Throwable e) {
      logFailure(session, e);
    }
    takeInterrupt();
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
    var failure = CloseReason.byServer(code, reason).withCause(cause);
    session.sendClose(failure);
    callFinally(() -> listener.onError(session, cause));
    end(failure);
    session.shutdownOutput();
  }

  /// Ends the delivery of messages, and calls `onClose`, once.
  private void end(CloseReason reason) {
    if (state != State.OPEN) {
      return;
    }
    state = State.ENDING;
    upgrade.tellEnd(reason.code(), reason.reason(), reason.closedBy().told());
    messages.release();
    if (stream != null) {
      stream.release();
    }
    callFinally(() -> listener.onClose(session, reason));
    session.release();
  }

  /// Passes messages on to the listener, and replies to control frames.
  private final class Received implements MessageReader.Receiver {
    @Override
    public void text(String text, int bytes) {
      upgrade.tellReceived(MessageEvent.Kind.TEXT, bytes);
      call(() -> listener.onText(session, text));
      keepAlive.noteMessage();
    }

    @Override
    public void binary(byte[] bytes) {
      upgrade.tellReceived(MessageEvent.Kind.BINARY, bytes.length);
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
      // The reply repeats what the client has sent, RFC 6455 §5.5.1.
      end(session.sendClose(reason));
      session.shutdownOutput();
    }

    @Override
    public boolean isListening() {
      return state == State.OPEN;
    }
  }
}
