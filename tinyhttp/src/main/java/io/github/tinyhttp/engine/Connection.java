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
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One client's socket, on one event loop for life.
///
/// Its *input* is held by the loop, which then calls the protocol when bytes come, or by whoever
/// works on a request. The holder reads. Threads that are no drivers may wait for the socket; the
/// loop wakes them.
public final class Connection implements Selectable {
  private final SocketChannel channel;
  private final EventLoop loop;
  private final ReadOwnership input = new ReadOwnership();
  private Transport transport;
  private @Nullable SelectionKey key;
  private volatile @Nullable Protocol protocol;
  private volatile long deadline = Clock.NEVER;
  private volatile long outputDeadline = Clock.NEVER;

  /// Who waits for the socket to take bytes.
  private volatile @Nullable Thread writer;

  /// Null until somebody asks for them.
  private @Nullable Endpoints ends;

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
      ends = Endpoints.ofOpen(channel);
    }
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
    return tls;
  }

  /// Endpoints our side of a connection whose handshake has failed. What still comes is not
  /// decrypted.
  void refuse() throws IOException {
    transport = new PlainTransport(channel);
    transport.shutdownOutput();
  }

  /// TLS, if it is spoken here.
  public @Nullable TlsTransport tls() {
    return transport instanceof TlsTransport tls ? tls : null;
  }

  // ---- the holder of the input

  /// Takes the input from the loop. For the driver.
  public void hold() {
    input.take();
  }

  /// Gives the input back to the loop. For the driver that held it all the time.
  public void unhold() {
    if (!input.giveBack()) {
      release(false);
    }
  }

  /// Gives the input back to the loop, from any thread.
  ///
  /// @param more whether there is something to do for the protocol at once, see
  ///   [Protocol#resumed(Driver)]
  public void release(boolean more) {
    if (!more && !transport.hasInput() && input.giveBack()) {
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
    if (driver.isDriving() && isWatched() && transport.hasInput()) {
      readable(driver);
    }
  }

  private boolean watch() {
    return switch (input.reclaim()) {
      case WATCHED, BUSY, AWAITED -> true;
      case PAUSED -> {
        listen();
        yield true;
      }
      case CLOSED -> false; // nobody is left to serve
    };
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
    payDebts();
    return count;
  }

  /// Reads like [#read(ByteBuffer)], for a protocol that knows by itself whether what it got is
  /// whole: to it an end is an end, whoever has said it, and answers can still be written.
  public int readMessages(ByteBuffer into) throws IOException {
    int count = transport.readMessages(into);
    payDebts();
    return count;
  }

  /// Has the loop send what the transport has to say by itself, if there is anything.
  private void payDebts() {
    if (transport.owes()) {
      whenWritable();
    }
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
          if (!isClosed()) {
            theKey().interestOpsOr(SelectionKey.OP_WRITE);
          }
        });
  }

  /// Tells the protocol of bytes that come although somebody else holds the input, and of those
  /// that are there: [Protocol#readAhead(Driver)]. From any thread.
  public void lookAhead() {
    loop.submit(
        _ -> {
          if (input.goOn()) {
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
    if (input.beginWait()) {
      loop.submit(_ -> listen());
    }
    input.await(nanos);
  }

  private void listen() {
    if (!isClosed()) {
      theKey().interestOpsOr(SelectionKey.OP_READ);
    }
  }

  /// Waits until the socket takes bytes; otherwise as [#awaitReadable(long)].
  public void awaitWritable(long nanos) throws IOException {
    Driver.beforeBlocking();
    writer = Thread.currentThread();
    whenWritable();
    var wait = new ParkDeadline(nanos);
    while (writer != null && !isClosed()) {
      if (!wait.park(this)) {
        writer = null;
        throw wait.failure();
      }
    }
    input.checkOpen();
  }

  // ---- the end

  /// Sends the end of our side: the client reads what was sent, then the end.
  public void shutdownOutput() throws IOException {
    transport.shutdownOutput();
    payDebts();
  }

  /// Whether the loop holds the input.
  public boolean isWatched() {
    return input.state() == ReadOwnership.State.WATCHED;
  }

  /// Whether something has come that waits for whoever holds the input.
  public boolean isPaused() {
    return input.state() == ReadOwnership.State.PAUSED;
  }

  public boolean isClosed() {
    return input.state() == ReadOwnership.State.CLOSED;
  }

  /// Closes the connection, from any thread; wakes who waits for it.
  public void close() {
    if (!input.close()) {
      return;
    }
    LockSupport.unpark(writer);
    loop.run(_ -> loop.forget(this));
  }

  /// Closes the connection so that the client cannot take what it got for the whole: with a reset.
  public void abort() {
    transport.abort();
    close();
  }

  void closeChannel() {
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
    if ((operations & SelectionKey.OP_WRITE) != 0 && !isClosed()) {
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
      switch (input.state()) {
        case WATCHED -> {
          theProtocol().readable(driver);
          if (driver.isDriving() && transport.hasInput() && isWatched()) {
            loop.submit(next -> resume(next, false)); // there may never be an event for it
          }
          return;
        }
        case BUSY -> {
          if (readsAhead(driver)) {
            return;
          }
          if (input.pause()) {
            theKey().interestOpsAnd(~SelectionKey.OP_READ);
            return;
          }
        }
        case AWAITED -> {
          if (input.wake()) {
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
    } else if (now >= deadline && !isClosed()) {
      deadline = Clock.NEVER;
      theProtocol().expired(driver, isWatched());
    }
  }

  void drain(Driver driver) {
    if (!isClosed()) {
      theProtocol().drain(driver);
    }
  }

  /// Who talks to whom.
  public Endpoints ends() {
    Endpoints known = ends;
    if (known == null) {
      known = Endpoints.ofInternet(channel);
      ends = known;
    }
    return known;
  }

  /// Sets this side's address, where it is known better than by asking the socket. For the driver,
  /// before anybody else knows the connection.
  public void endsAt(SocketAddress local) {
    ends = ends().at(local);
  }

  /// Takes what a proxy says of the ends. For the driver, before anybody else knows the connection.
  void introduce(ProxyProtocol.Header header) {
    ends = ends().toldBy(header);
  }

  private SelectionKey theKey() {
    return Objects.requireNonNull(key, "not registered");
  }

  private Protocol theProtocol() {
    return Objects.requireNonNull(protocol, "not registered");
  }

  @Override
  public String toString() {
    return "Connection[" + input.state() + " " + ends().remote() + "]";
  }
}
