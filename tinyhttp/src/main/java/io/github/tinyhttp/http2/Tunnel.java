package io.github.tinyhttp.http2;

import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.MemoryTally;
import io.github.tinyhttp.exchange.ByteUpgrade;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One stream that has left HTTP, RFC 8441 §5: bytes in both directions. END_STREAM is the orderly
/// end of one of them, and RST_STREAM ends both at once.
final class Tunnel extends ByteUpgrade {
  private final Http2Stream stream;
  private final StreamInput incoming;
  private final TunnelOutput outgoing;
  private final TunnelReceiver receiver;
  private final AtomicBoolean closed = new AtomicBoolean();

  /// How long a read waits for the client, in nanoseconds.
  private volatile long readTimeout = Clock.NEVER;

  /// When the stream is reset, whatever goes on.
  private volatile long closeAt = Clock.NEVER;

  /// How reading has failed for the application, if it has.
  private volatile @Nullable IOException failure;

  /// @param protocol as the client has spelled it
  Tunnel(String protocol, Http2Stream stream, StreamInput incoming, Dispatcher dispatcher) {
    super(protocol, dispatcher, stream.request());
    this.stream = stream;
    this.incoming = incoming;
    this.outgoing = new TunnelOutput(stream);
    this.receiver = new TunnelReceiver(this, dispatcher);
  }

  Http2Stream stream() {
    return stream;
  }

  /// Adds what is held in memory.
  void tally(MemoryTally tally) {
    tallyHeld(tally);
  }

  @Override
  protected void grew(long bytes) {
    stream.owner().io().grew(bytes);
  }

  StreamInput incoming() {
    return incoming;
  }

  TunnelOutput outgoing() {
    return outgoing;
  }

  TunnelReceiver receiver() {
    return receiver;
  }

  @Override
  public boolean hasFailedBy(Throwable cause) {
    return cause.equals(failure) || outgoing.hasFailedBy(cause);
  }

  // ---- reading

  @Override
  protected int read(ByteBuffer into) throws IOException {
    if (!receiver.calls().readsItself()) {
      throw new IllegalStateException("the input is the receiver's");
    }
    try {
      int count = incoming.failure() == null ? receiver.takeLeft(into) : 0;
      while (count == 0 && into.hasRemaining()) {
        count = incoming.take(into);
        if (count == 0) {
          Driver.beforeBlocking();
          await();
        }
      }
      giveCredit();
      return count;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private void await() throws IOException {
    if (incoming.await(readTimeout) < 0) {
      throw new SocketTimeoutException("the client sends nothing");
    }
  }

  /// The application has taken bytes: the client may send more.
  void giveCredit() {
    if (incoming.owesCredit()) {
      stream.signal(Http2Stream.CREDIT);
    }
  }

  @Override
  public void receive(Receiver first) {
    receiver.calls().receiver(first);
    resume();
  }

  @Override
  public void pause() {
    receiver.pause();
  }

  @Override
  public void resume() {
    if (receiver.calls().resume() && !receiver.calls().finishesIfClosed()) {
      stream.signal(Http2Stream.TUNNEL);
    }
  }

  // ---- writing

  @Override
  protected void write(ByteBuffer from) throws IOException {
    outgoing.write(from);
  }

  @Override
  public boolean tryWrite(ByteBuffer from) throws IOException {
    return outgoing.tryWrite(from);
  }

  @Override
  protected void flush() {
    outgoing.flush();
  }

  @Override
  public void shutdownOutput() throws IOException {
    outgoing.shutdown();
  }

  // ---- time

  @Override
  public void readTimeout(Duration time) {
    readTimeout = nanos(time);
    receiver.timeout(readTimeout);
  }

  @Override
  public void writeTimeout(Duration time) {
    outgoing.timeout(nanos(time));
  }

  @Override
  public void closeAfter(Duration time) {
    closeAt = Clock.after(Clock.now(), nanos(time));
    stream.signal(Http2Stream.TUNNEL);
  }

  /// When to call [#expired(long)]; [Clock#NEVER] for not at all. For the driver.
  long deadline() {
    return Math.min(Math.min(closeAt, outgoing.deadline()), receiver.deadline());
  }

  /// A deadline has passed: closes the tunnel if the application's time for it is over, or the
  /// client does not take what was written; with a reset if there is such. For the driver.
  void expired(long now) {
    if (now >= outgoing.deadline()) {
      var late = new SocketTimeoutException("the client does not read");
      receiver.calls().failed(late);
      outgoing.cut(late); // for the thread that writes
      abort();
    } else if (now >= closeAt && outgoing.available() > 0) {
      abort();
    } else if (now >= closeAt) {
      close();
    }
  }

  // ---- the end

  @Override
  public boolean isOpen() {
    return !closed.get();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      var cause = new ClosedChannelException();
      incoming.lose(cause);
      if (outgoing.closes()) {
        stream.signal(Http2Stream.TUNNEL);
      } else {
        outgoing.cut(cause); // else the client would take a part for the whole
        stream.signal(Http2Stream.RESET);
      }
      receiver.calls().closed();
      tellEnded();
    }
  }

  /// Something has failed here.
  void fail(Throwable cause) {
    receiver.calls().failed(cause);
    close();
  }

  /// Closes the stream with a reset, so that the client does not take a part for the whole.
  void abort() {
    lost(new ClosedChannelException());
    stream.signal(Http2Stream.RESET);
  }

  /// Nothing reaches the client any more. From any thread.
  void lost(IOException cause) {
    if (isOpen() && !(cause instanceof ClosedChannelException)) {
      receiver.calls().failed(cause);
    }
    incoming.lose(cause instanceof ClosedChannelException ? new ClosedChannelException() : cause);
    outgoing.cut(cause);
    if (closed.compareAndSet(false, true)) {
      receiver.calls().closed();
      tellEnded();
    }
  }

  @Override
  public String toString() {
    return "Tunnel[" + protocol() + ", " + stream.id() + "]";
  }
}
