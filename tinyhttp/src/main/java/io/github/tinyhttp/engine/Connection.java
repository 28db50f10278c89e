package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Log;
import io.github.tinyhttp.wire.PlainTransport;
import io.github.tinyhttp.wire.ProxyProtocol;
import io.github.tinyhttp.wire.TlsBuffers;
import io.github.tinyhttp.wire.TlsTransport;
import io.github.tinyhttp.wire.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/// One client's socket, on one event loop for life.
///
/// Its *input* is held by the loop, which then calls the protocol when bytes come, or by whoever
/// works on a request. The holder reads. Threads that are no drivers may wait for the socket; the
/// loop wakes them.
public final class Connection implements Selectable {
  /// Who holds the input, and whether the loop is told when bytes come:
  ///
  /// ```
  /// WATCHED -> BUSY -> WATCHED              the common way: not one system call
  ///            BUSY -> PAUSED -> WATCHED    bytes came while busy: interest off, and on again
  ///            BUSY | PAUSED -> AWAITED     the holder waits for bytes
  ///            AWAITED -> BUSY              they came, or it gave up
  /// any -> CLOSED
  /// ```
  enum State {
    WATCHED,
    BUSY,
    PAUSED,
    AWAITED,
    CLOSED
  }

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Connection.class, "state", State.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SocketChannel channel;
  private final EventLoop loop;
  private Transport transport;
  private @Nullable TlsTransport secured;
  private @Nullable SelectionKey key;
  private volatile @Nullable Protocol protocol;
  private volatile State state = State.WATCHED;
  private volatile long deadline = Clock.NEVER;
  private volatile long outputDeadline = Clock.NEVER;
  private volatile @Nullable Thread reader;
  private volatile @Nullable Thread writer;

  /// The two ends, if an internet socket does not know them itself.
  private @Nullable SocketAddress remote;

  private @Nullable SocketAddress local;
  private ProxyProtocol.@Nullable Header proxyHeader;

  /// The loop's list of its connections; the driver's alone.
  @Nullable Connection previous;

  @Nullable Connection next;

  Connection(SocketChannel channel, EventLoop loop) {
    this.channel = channel;
    this.loop = loop;
    this.transport = new PlainTransport(channel);
  }

  void begin(SelectionKey registered) throws IOException {
    key = registered;
    if (!(channel.getLocalAddress() instanceof InetSocketAddress)) {
      endpoints(channel.getRemoteAddress(), channel.getLocalAddress());
    }
  }

  /// Sets what is known better than by asking the socket. For the driver, before anybody else knows
  /// the connection.
  public void endpoints(SocketAddress remote, SocketAddress local) {
    this.remote = remote;
    this.local = local;
  }

  /// From now on the connection speaks `next`, which finds the bytes that nobody has read yet. What
  /// it spoke before gets no further call, not even [Protocol#closed()]. For the holder of the
  /// input, when nothing is left to be written.
  public void speak(Protocol next) {
    protocol = next;
  }

  /// Encrypts from now on. For the driver, while the loop holds the input.
  ///
  /// @param first what was read already
  TlsTransport secure(ByteBuffer first, SSLEngine engine, TlsBuffers buffers) throws SSLException {
    var tls = new TlsTransport(channel, first, engine, buffers);
    transport = tls;
    secured = tls;
    return tls;
  }

  /// Ends our side of a connection whose handshake has failed. What still comes is not decrypted.
  void refuse() throws IOException {
    secured = null;
    transport = new PlainTransport(channel);
    transport.shutdownOutput();
  }

  /// TLS, if it is spoken here.
  public @Nullable TlsTransport tls() {
    return secured;
  }

  // ---- the holder of the input

  /// Takes the input from the loop. For the driver.
  public void hold() {
    STATE.compareAndSet(this, State.WATCHED, State.BUSY);
  }

  /// Gives the input back to the loop. For the driver that held it all the time.
  public void unhold() {
    if (!STATE.compareAndSet(this, State.BUSY, State.WATCHED)) {
      release(false);
    }
  }

  /// Gives the input back to the loop, from any thread.
  ///
  /// @param more whether there is something to do for the protocol at once, see
  ///   [Protocol#resumed(Driver)]
  public void release(boolean more) {
    if (!more && !transport.hasInput() && STATE.compareAndSet(this, State.BUSY, State.WATCHED)) {
      return;
    }
    loop.submit(driver -> resume(driver, more));
  }

  private void resume(Driver driver, boolean more) {
    if (!watch()) {
      return;
    }
    if (more) {
      theProtocol().resumed(driver);
    }
    if (driver.isDriving() && state == State.WATCHED && transport.hasInput()) {
      readable(driver);
    }
  }

  private boolean watch() {
    for (State now = state; now != State.CLOSED; now = state) {
      if (STATE.compareAndSet(this, now, State.WATCHED)) {
        if (now == State.PAUSED) {
          theKey().interestOpsOr(SelectionKey.OP_READ);
        }
        LockSupport.unpark(
            reader); // of a holder whose time is over: it finds that it holds no more
        return true;
      }
    }
    return false; // closed meanwhile: nobody is left to serve
  }

  /// When [Protocol#expired] is to be called; [Clock#NEVER] for not at all. Set by the input's
  /// holder.
  public void deadline(long time) {
    deadline = time;
  }

  /// When to close the connection because the client does not take what is written for it. Set by
  /// whoever writes.
  public void outputDeadline(long time) {
    outputDeadline = time;
  }

  // ---- bytes

  /// Reads what there is: the count, 0 for nothing now, -1 for the end. For the input's holder.
  public int read(ByteBuffer into) throws IOException {
    int count = transport.read(into);
    if (transport.owes()) {
      whenWritable();
    }
    return count;
  }

  /// Reads like [#read(ByteBuffer)], for a protocol that knows by itself whether what it got is
  /// whole: to it an end is an end, whoever has said it, and answers can still be written.
  public int readMessages(ByteBuffer into) throws IOException {
    int count = transport.readMessages(into);
    if (transport.owes()) {
      whenWritable();
    }
    return count;
  }

  /// Whether there is something to read that the selector does not know of. For the input's holder.
  boolean hasInput() {
    return transport.hasInput();
  }

  /// Writes as much as the socket takes now; whether that was all. If not, `from` may be empty all
  /// the same, and what is on its way leaves with the next write.
  public boolean write(ByteBuffer from) throws IOException {
    return transport.write(from);
  }

  /// Moves bytes of a file to the socket; how many were taken, maybe 0.
  public long write(FileChannel file, long position, long count) throws IOException {
    return transport.write(file, position, count);
  }

  /// Asks for one call of [Protocol#writable(Driver)] when the socket takes bytes. From any thread.
  public void whenWritable() {
    loop.run(
        _ -> {
          if (state != State.CLOSED) {
            theKey().interestOpsOr(SelectionKey.OP_WRITE);
          }
        });
  }

  /// Tells the protocol of bytes that come although somebody else holds the input, and of those
  /// that are there: [Protocol#readAhead(Driver)]. From any thread.
  public void lookAhead() {
    loop.submit(
        _ -> {
          if (STATE.compareAndSet(this, State.PAUSED, State.BUSY)) {
            listen();
          }
        });
  }

  /// Waits until there is something to read. A driver hands its loop over first.
  ///
  /// @throws SocketTimeoutException after `nanos`
  /// @throws ClosedChannelException if the connection was closed
  /// @throws InterruptedIOException if the thread was interrupted; it still is
  public void awaitReadable(long nanos) throws IOException {
    if (transport.hasInput()) {
      return;
    }
    Driver.beforeBlocking();
    reader = Thread.currentThread();
    if (!STATE.compareAndSet(this, State.BUSY, State.AWAITED)
        && STATE.compareAndSet(this, State.PAUSED, State.AWAITED)) {
      loop.submit(_ -> listen());
    }
    long end = Clock.after(Clock.now(), nanos);
    while (state == State.AWAITED) {
      if (!parkUntil(end) && STATE.compareAndSet(this, State.AWAITED, State.BUSY)) {
        throw gaveUp();
      }
    }
    reader = null;
    checkOpen();
    if (state == State.WATCHED) {
      throw new IOException("the request has been answered, its body is gone");
    }
  }

  private void listen() {
    if (state != State.CLOSED) {
      theKey().interestOpsOr(SelectionKey.OP_READ);
    }
  }

  /// Waits until the socket takes bytes; otherwise as [#awaitReadable(long)].
  public void awaitWritable(long nanos) throws IOException {
    Driver.beforeBlocking();
    writer = Thread.currentThread();
    whenWritable();
    long end = Clock.after(Clock.now(), nanos);
    while (writer != null && state != State.CLOSED) {
      if (!parkUntil(end)) {
        writer = null;
        throw gaveUp();
      }
    }
    checkOpen();
  }

  /// Parks for a while; false when there is no sense in waiting any longer.
  private boolean parkUntil(long end) {
    long left = end - Clock.now();
    if (left <= 0 || Thread.currentThread().isInterrupted()) {
      return false;
    }
    if (end == Clock.NEVER) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, left);
    }
    return true;
  }

  private static IOException gaveUp() {
    return Thread.currentThread().isInterrupted()
        ? new InterruptedIOException("interrupted while waiting for the client")
        : new SocketTimeoutException("the client is too slow");
  }

  private void checkOpen() throws IOException {
    if (state == State.CLOSED) {
      throw new ClosedChannelException();
    }
  }

  // ---- the end

  /// Sends the end of our side: the client reads what was sent, then the end.
  public void shutdownOutput() throws IOException {
    transport.shutdownOutput();
    if (transport.owes()) {
      whenWritable();
    }
  }

  /// Whether the loop holds the input.
  public boolean isWatched() {
    return state == State.WATCHED;
  }

  public boolean isClosed() {
    return state == State.CLOSED;
  }

  /// Closes the connection, from any thread; wakes who waits for it.
  public void close() {
    State before = (State) STATE.getAndSet(this, State.CLOSED);
    if (before == State.CLOSED) {
      return;
    }
    LockSupport.unpark(reader);
    LockSupport.unpark(writer);
    loop.run(_ -> loop.forget(this));
  }

  /// Closes the connection so that the client cannot take what it got for the whole: with a reset.
  public void abort() {
    transport.abort();
    close();
  }

  void closeChannel() {
    state = State.CLOSED;
    if (theProtocol().isMidway()) {
      transport.abort();
    }
    try {
      transport.close();
    } catch (IOException _) {
      // the descriptor is given back all the same
    }
    theProtocol().closed();
  }

  /// Runs `task` on the driver: now if the caller is it, else soon.
  public void onLoop(EventLoop.Task task) {
    loop.run(task);
  }

  /// Runs `task` on the driver: soon, even if the caller is it.
  public void soonOnLoop(EventLoop.Task task) {
    loop.submit(task);
  }

  // ---- the loop

  @Override
  public void ready(int operations, Driver driver) {
    if ((operations & SelectionKey.OP_WRITE) != 0 && state != State.CLOSED) {
      theKey().interestOpsAnd(~SelectionKey.OP_WRITE);
      writable(driver);
    }
    if ((operations & SelectionKey.OP_READ) != 0 && driver.isDriving()) {
      readable(driver);
    }
  }

  private void writable(Driver driver) {
    if (transport.owes()) {
      flush();
    }
    Thread waiting = writer;
    if (waiting != null) {
      writer = null;
      LockSupport.unpark(waiting);
    } else {
      theProtocol().writable(driver);
    }
  }

  /// Sends what the transport says by itself.
  void flush() {
    try {
      if (!transport.flush()) {
        whenWritable();
      }
    } catch (IOException e) {
      Log.write(Level.DEBUG, "a client is gone before it was told all", e);
      close();
    }
  }

  private void readable(Driver driver) {
    while (true) {
      switch (state) {
        case WATCHED -> {
          theProtocol().readable(driver);
          if (driver.isDriving() && transport.hasInput() && state == State.WATCHED) {
            loop.submit(next -> resume(next, false)); // there may never be an event for it
          }
          return;
        }
        case BUSY -> {
          if (readsAhead(driver)) {
            return;
          }
          if (STATE.compareAndSet(this, State.BUSY, State.PAUSED)) {
            theKey().interestOpsAnd(~SelectionKey.OP_READ);
            return;
          }
        }
        case AWAITED -> {
          if (STATE.compareAndSet(this, State.AWAITED, State.BUSY)) {
            LockSupport.unpark(reader);
            return;
          }
        }
        case PAUSED -> {
          theKey().interestOpsAnd(~SelectionKey.OP_READ);
          return;
        }
        case CLOSED -> {
          return;
        }
      }
    }
  }

  private boolean readsAhead(Driver driver) {
    boolean goesOn = theProtocol().readAhead(driver);
    while (goesOn && transport.hasInput()) { // there may never be an event for it
      goesOn = theProtocol().readAhead(driver);
    }
    return goesOn;
  }

  void expireAt(long now, Driver driver) {
    if (now >= outputDeadline) {
      close();
    } else if (now >= deadline && state != State.CLOSED) {
      deadline = Clock.NEVER;
      theProtocol().expired(driver, state == State.WATCHED);
    }
  }

  void drain(Driver driver) {
    if (state != State.CLOSED) {
      theProtocol().drain(driver);
    }
  }

  /// The client's address; of a Unix-domain socket mostly without a name.
  public SocketAddress remoteAddress() {
    SocketAddress known = remote;
    // The socket object keeps it after close, where the channel's getter throws.
    return known != null ? known : channel.socket().getRemoteSocketAddress();
  }

  /// This side's address.
  public SocketAddress localAddress() {
    SocketAddress known = local;
    return known != null ? known : channel.socket().getLocalSocketAddress();
  }

  /// Takes what a proxy says in place of what the socket says. For the driver, before anybody else
  /// knows the connection.
  void introduce(ProxyProtocol.Header header) {
    proxyHeader = header;
    header.ends().ifPresent(ends -> endpoints(ends.source(), ends.destination()));
  }

  /// What a proxy has said ahead of the client's bytes.
  public Optional<ProxyProtocol.Header> proxyHeader() {
    return Optional.ofNullable(proxyHeader);
  }

  /// Whose process is at the other end, where the system tells: of a Unix-domain socket that is
  /// still open.
  public Optional<UnixDomainPrincipal> peerCredentials() {
    try {
      return channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)
          ? Optional.of(channel.getOption(ExtendedSocketOptions.SO_PEERCRED))
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.empty();
    }
  }

  private SelectionKey theKey() {
    SelectionKey known = key;
    if (known == null) {
      throw new IllegalStateException("not registered");
    }
    return known;
  }

  private Protocol theProtocol() {
    Protocol known = protocol;
    if (known == null) {
      throw new IllegalStateException("not registered");
    }
    return known;
  }

  @Override
  public String toString() {
    return "Connection[" + state + " " + remoteAddress() + "]";
  }
}
