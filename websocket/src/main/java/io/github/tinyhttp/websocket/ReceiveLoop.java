package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Upgrade;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// What the client of a WebSocket sends, and what the listener is told of it. Reads on a virtual
/// thread while there is something to read, and calls the listener there; else it holds no thread
/// and no buffer. There is one such thread at a time, and all that is here belongs to it.
///
/// ```
/// OPEN -> ENDING    the client has said farewell, broke a rule or is gone: what it still sends is
///                   passed over until it closes its side, so that it can read our farewell before
///                   it meets a reset
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
  private final KeepAlive silence;
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
    this.frames = new FrameReader(deflate.isPresent(), limits.frame());
    this.messages =
        new MessageReader(
            new Received(),
            limits.message(),
            deflate
                .map(taken -> new Inflation(taken.clientForgets(), limits.message()))
                .orElse(null));
    this.silence = new KeepAlive(options.timeouts(), System.nanoTime());
  }

  /// Lets the listener know, and begins to read.
  void start() {
    upgrade.onShutdown(() -> session.close(CloseReason.GOING_AWAY, "the server stops"));
    Thread.ofVirtual().name("tinyhttp-websocket").start(this::open);
  }

  private void open() {
    tell(() -> listener.onOpen(session));
    work();
  }

  // ---- reading

  /// Reads what there is. Each run of this is on a virtual thread of its own, one at a time.
  private void work() {
    try {
      if (readAll()) {
        upgrade.readTimeout(patience());
        upgrade.whenReadable(this::work);
        return;
      }
    } catch (WebSocketException e) {
      fail(e.code(), e);
      work();
      return;
    } catch (IOException e) {
      lost(e);
    } catch (RuntimeException | Error e) {
      lost(new IOException("reading has failed", e));
      session.abort();
      throw e;
    }
    session.abort();
  }

  /// @return whether more may come
  private boolean readAll() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(SMALL_READ);
    while (true) {
      int count = upgrade.tryRead(buffer.clear());
      if (count < 0) {
        end(new CloseReason(CloseReason.ABNORMAL, "the client has gone"));
        return false;
      }
      if (count == 0) {
        beSilent();
        return true;
      }
      if (state == State.OPEN) {
        silence.broken(System.nanoTime());
        boolean _ = frames.read(buffer.flip(), messages);
      }
      if (count == SMALL_READ) {
        buffer = ByteBuffer.allocate(LARGE_READ);
      }
    }
  }

  /// Whether nobody has said farewell. After that there is a deadline for all that is left.
  private boolean isTalking() {
    return state == State.OPEN && !session.hasSaidFarewell();
  }

  private Duration patience() {
    return isTalking() ? silence.patience(System.nanoTime()) : Duration.ZERO;
  }

  private void beSilent() throws IOException {
    if (!isTalking()) {
      return;
    }
    switch (silence.next(System.nanoTime())) {
      case WAIT -> {}
      case PING -> session.askForLife();
      case IDLE -> session.close(CloseReason.GOING_AWAY, "nothing was sent for too long");
      case DEAD -> throw new IOException("the client answers no ping");
    }
  }

  // ---- telling

  /// Something for the listener to do.
  private interface Call {
    void run() throws Exception;
  }

  private void tell(Call call) {
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
        return; // it met the end of the connection, which is told in its place
      }
      fail(CloseReason.FAILURE, e);
    }
  }

  private void tellLast(Call call) {
    try {
      call.run();
    } catch (Throwable e) {
      logFailure(session, e);
    }
  }

  static void logFailure(WebSocket socket, Throwable cause) {
    System.getLogger("io.github.tinyhttp")
        .log(Level.ERROR, "the listener failed for " + socket, cause);
  }

  // ---- the end

  /// Closes because of what has come, or of what the listener has thrown.
  private void fail(int code, Throwable cause) {
    if (state != State.OPEN) {
      return;
    }
    String reason =
        cause instanceof WebSocketException
            ? Objects.requireNonNullElse(cause.getMessage(), "")
            : ""; // what went wrong here is nobody else's business
    session.sayFarewell(CloseReason.encode(code, reason));
    tellLast(() -> listener.onError(session, cause));
    end(new CloseReason(CloseReason.ABNORMAL, cause.toString()));
    session.leave();
  }

  private void lost(IOException cause) {
    end(new CloseReason(CloseReason.ABNORMAL, cause.toString()));
  }

  /// Nothing comes any more that counts.
  private void end(CloseReason reason) {
    if (state != State.OPEN) {
      return;
    }
    state = State.ENDING;
    messages.release();
    tellLast(() -> listener.onClose(session, reason));
    session.release();
  }

  /// What has come.
  private final class Received implements MessageReader.Receiver {
    private static final byte[] NO_CODE = {};

    @Override
    public void text(String text) {
      silence.message(System.nanoTime());
      tell(() -> listener.onText(session, text));
    }

    @Override
    public void binary(byte[] bytes) {
      silence.message(System.nanoTime());
      tell(() -> listener.onBinary(session, bytes));
    }

    @Override
    public void ping(byte[] bytes) {
      session.pong(bytes);
    }

    @Override
    public void pong(byte[] bytes) {
      tell(() -> listener.onPong(session, bytes));
    }

    @Override
    public void close(CloseReason reason) {
      byte[] same =
          reason.code() == CloseReason.NO_CODE || reason.code() == 1010
              ? NO_CODE
              : CloseReason.encode(reason.code(), "");
      session.sayFarewell(same);
      end(reason);
      session.leave();
    }

    @Override
    public boolean isListening() {
      return state == State.OPEN;
    }
  }
}
