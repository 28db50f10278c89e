package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Upgrade;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// One WebSocket. Reads on a virtual thread while there is something to read, and calls the
/// listener there; else it holds no thread and no buffer.
///
/// ```
/// OPEN -> ENDING    the client has said farewell, broke a rule or is gone: what it still sends is
///                   passed over until it closes its side, so that it can read our farewell before
///                   it meets a reset
/// ```
final class Session implements WebSocket {
  private enum State {
    OPEN,
    ENDING
  }

  private static final byte[] NOTHING = {};
  private static final int SMALL_READ = 2 << 10;
  private static final int LARGE_READ = 32 << 10;

  private final Upgrade upgrade;
  private final SocketAddress remote;
  private final Optional<String> subprotocol;
  private final WebSocketTimeouts timeouts;
  private final WebSocketListener listener;
  private final FrameWriter frames;
  private final MessageWriter messages;
  private final FrameReader reader;
  private final MessageReader incoming;

  // all below: of the thread that reads
  private State state = State.OPEN;
  private final Silence silence;

  Session(
      Upgrade upgrade,
      SocketAddress remote,
      Handshake handshake,
      WebSocketOptions options,
      WebSocketListener listener) {
    this.upgrade = upgrade;
    this.remote = remote;
    this.subprotocol = handshake.subprotocol();
    this.timeouts = options.timeouts();
    this.listener = listener;
    WebSocketLimits limits = options.limits();
    Optional<DeflateOffer> deflate = handshake.deflate();
    this.frames = new FrameWriter(upgrade.output());
    this.messages =
        new MessageWriter(
            frames,
            limits.queue(),
            deflate
                .map(taken -> new Deflation(taken.serverForgets(), taken.windowBits()))
                .orElse(null));
    this.reader = new FrameReader(deflate.isPresent(), limits.frame());
    this.incoming =
        new MessageReader(
            new Received(),
            limits.message(),
            deflate
                .map(taken -> new Inflation(taken.clientForgets(), limits.message()))
                .orElse(null));
    this.silence = new Silence(timeouts, System.nanoTime());
  }

  /// Lets the listener know, and begins to read.
  void start() {
    upgrade.writeTimeout(timeouts.write());
    upgrade.onShutdown(() -> close(CloseReason.GOING_AWAY, "the server stops"));
    Thread.ofVirtual().name("tinyhttp-websocket").start(this::open);
  }

  private void open() {
    tell(() -> listener.onOpen(this));
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
      upgrade(Upgrade::close);
      throw e;
    }
    upgrade(Upgrade::close);
  }

  /// @return whether more may come
  private boolean readAll() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(SMALL_READ);
    while (true) {
      int count = upgrade.tryRead(buffer.clear());
      if (count < 0) {
        closed(new CloseReason(CloseReason.ABNORMAL, "the client has gone"));
        return false;
      }
      if (count == 0) {
        beSilent();
        return true;
      }
      if (state == State.OPEN) {
        silence.broken(System.nanoTime());
        boolean _ = reader.read(buffer.flip(), incoming);
      }
      if (count == SMALL_READ) {
        buffer = ByteBuffer.allocate(LARGE_READ);
      }
    }
  }

  /// Whether nobody has said farewell. After that there is a deadline for all that is left.
  private boolean isTalking() {
    return state == State.OPEN && !frames.isClosed();
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
      case PING -> control(() -> frames.write(Opcode.PING, NOTHING));
      case IDLE -> close(CloseReason.GOING_AWAY, "nothing was sent for too long");
      case DEAD -> throw new IOException("the client answers no ping");
    }
  }

  // ---- what has come

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
      if (e instanceof IOException && (frames.isClosed() || !upgrade.isOpen())) {
        return; // it met the end of the connection, which is told in its place
      }
      fail(CloseReason.FAILURE, e);
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

  // ---- the end

  /// Closes because of what has come, or of what the listener has thrown.
  private void fail(int code, Throwable cause) {
    if (state != State.OPEN) {
      return;
    }
    upgrade.closeAfter(timeouts.close());
    String reason =
        cause instanceof WebSocketException
            ? Objects.requireNonNullElse(cause.getMessage(), "")
            : ""; // what went wrong here is nobody else's business
    control(() -> frames.close(CloseReason.encode(code, reason)));
    try {
      listener.onError(this, cause);
    } catch (Throwable e) {
      logFailure(this, e);
    }
    closed(new CloseReason(CloseReason.ABNORMAL, cause.toString()));
    leave();
  }

  private void lost(IOException cause) {
    closed(new CloseReason(CloseReason.ABNORMAL, cause.toString()));
  }

  /// Nothing comes any more that counts.
  private void closed(CloseReason reason) {
    if (state != State.OPEN) {
      return;
    }
    state = State.ENDING;
    incoming.release();
    try {
      listener.onClose(this, reason);
    } catch (Throwable e) {
      logFailure(this, e);
    }
    messages.release();
  }

  /// The server closes first, RFC 6455 §7.1.1, and gently.
  private void leave() {
    upgrade.closeAfter(timeouts.close());
    upgrade(Upgrade::shutdownOutput);
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

  static void logFailure(WebSocket socket, Throwable cause) {
    System.getLogger("io.github.tinyhttp")
        .log(Level.ERROR, "the listener failed for " + socket, cause);
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
            upgrade.closeAfter(timeouts.close());
            control(() -> frames.close(CloseReason.encode(CloseReason.FAILURE, "")));
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
    upgrade.closeAfter(timeouts.close());
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

  /// What comes from the client. Called by the thread that reads.
  private final class Received implements MessageReader.Receiver {
    @Override
    public void text(String text) {
      silence.message(System.nanoTime());
      tell(() -> listener.onText(Session.this, text));
    }

    @Override
    public void binary(byte[] bytes) {
      silence.message(System.nanoTime());
      tell(() -> listener.onBinary(Session.this, bytes));
    }

    @Override
    public void ping(byte[] bytes) {
      control(() -> frames.write(Opcode.PONG, bytes));
    }

    @Override
    public void pong(byte[] bytes) {
      tell(() -> listener.onPong(Session.this, bytes));
    }

    @Override
    public void close(CloseReason reason) {
      byte[] same =
          reason.code() == CloseReason.NO_CODE || reason.code() == 1010
              ? NOTHING
              : CloseReason.encode(reason.code(), "");
      control(() -> frames.close(same));
      closed(reason);
      leave();
    }

    @Override
    public boolean isListening() {
      return state == State.OPEN;
    }
  }
}
