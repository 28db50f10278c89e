package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.MemoryTally;
import io.github.tinyhttp.engine.Protocol;
import io.github.tinyhttp.exchange.ByteUpgrade;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.ServerRequest;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The bytes of a connection that has left HTTP. The engine sees it in the place of the
/// [Http1Connection], of which nothing is kept.
///
/// The application holds the input until it names a receiver. From then on the loop does, except
/// while a call of the receiver runs or has paused it; [ReceiverCalls] draws it.
final class UpgradedConnection extends ByteUpgrade implements Protocol {
  private final Connection io;
  private final Dispatcher dispatcher;
  private final UpgradedOutput output;
  private final UpgradedReceiver receiver;

  /// Bytes that the application has not taken, from behind its request or left by the receiver;
  /// null if there are none. Of the input's holder.
  private @Nullable InputBuffer early;

  /// How reading has failed for the application, if it has.
  private volatile @Nullable IOException failure;

  private volatile long readTimeout = Clock.NEVER;

  /// @param request what was upgraded
  /// @param early what the client sent behind its request
  UpgradedConnection(
      String protocol,
      Connection io,
      Dispatcher dispatcher,
      ServerRequest request,
      @Nullable InputBuffer early) {
    super(protocol, dispatcher, request);
    this.io = io;
    this.dispatcher = dispatcher;
    this.output = new UpgradedOutput(io, dispatcher);
    this.receiver = new UpgradedReceiver(this, io, dispatcher, output);
    this.early = early == null || early.isEmpty() ? null : early;
  }

  @Override
  public void tally(MemoryTally tally) {
    InputBuffer left = early;
    tally.input(left == null ? 0 : left.capacity());
    tally.output(output.heldBytes());
    tallyHeld(tally);
  }

  @Override
  protected void grew(long bytes) {
    io.grew(bytes);
  }

  // ---- reading on a thread of the application

  @Override
  public boolean hasFailedBy(Throwable cause) {
    return cause.equals(failure) || output.hasFailedBy(cause);
  }

  @Override
  protected int read(ByteBuffer into) throws IOException {
    if (!receiver.calls().readsItself()) {
      throw new IllegalStateException("the input is the receiver's");
    }
    try {
      boolean inTime = true;
      while (true) {
        if (io.isClosed()) { // the socket may not be, until the loop has closed it
          throw new ClosedChannelException();
        }
        int count = readEarly(into);
        if (count == 0) {
          count = io.read(into);
        }
        if (count != 0 || !into.hasRemaining()) {
          return count;
        }
        if (!inTime) {
          throw new SocketTimeoutException("the client sends nothing");
        }
        inTime = io.awaitReadable(readTimeout);
      }
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private int readEarly(ByteBuffer into) {
    InputBuffer first = early;
    if (first == null) {
      return 0;
    }
    int count = Math.min(first.size(), into.remaining());
    into.put(first.bytes, first.start, count);
    first.start += count;
    early = first.isEmpty() ? null : first;
    return count;
  }

  // ---- calling the receiver

  @Override
  public void receive(Receiver first) {
    receiver.calls().receiver(first);
    resume();
  }

  @Override
  public void pause() {
    receiver.calls().pause();
  }

  @Override
  public void resume() {
    if (!receiver.calls().resume()) {
      return;
    }
    if (early != null) {
      io.resumeOnLoop();
    } else {
      receiver.giveBack();
    }
    boolean _ = receiver.calls().finishesIfClosed();
  }

  /// Looks what there is, because there may be nothing: what the selector has said can be older
  /// than the last read, and half a record of TLS is nothing yet.
  @Override
  public void readable(Driver driver) {
    int count;
    try {
      ByteBuffer buffer = driver.io().clear();
      count = io.read(buffer);
      if (count > 0) {
        receives(driver, buffer.flip());
      }
    } catch (IOException e) {
      receiver.fail(e);
      return;
    }
    if (count < 0) {
      receiver.ended(driver);
    }
  }

  private void receives(Driver driver, ByteBuffer more) {
    if (!receiver.calls().begin()) {
      return;
    }
    InputBuffer input = driver.behind(early, more);
    early = null;
    receives(driver, input);
  }

  @Override
  public void resumed(Driver driver) {
    InputBuffer input = early;
    if (input == null) {
      readable(driver);
    } else if (receiver.calls().begin()) {
      early = null;
      receives(driver, input);
    }
  }

  private void receives(Driver driver, InputBuffer input) {
    if (dispatcher.receivers().callsInline()) {
      receiver.callHere(driver, called -> receives(called, input));
    } else {
      InputBuffer own = input == driver.input() ? input.copy() : input;
      receiver.callElsewhere(driver, called -> receives(called, own));
    }
  }

  private void receives(Receiver called, InputBuffer input) throws IOException {
    var bytes = ByteBuffer.wrap(input.bytes, input.start, input.size());
    called.received(bytes);
    if (bytes.hasRemaining()) {
      var left = new InputBuffer(bytes.remaining());
      left.refill(bytes);
      early = left;
    }
  }

  // ---- writing

  @Override
  protected void write(ByteBuffer from) throws IOException {
    output.write(from);
  }

  @Override
  protected void flush() throws IOException {
    output.flush();
  }

  @Override
  public boolean tryWrite(ByteBuffer from) throws IOException {
    return output.tryWrite(from);
  }

  @Override
  public void shutdownOutput() throws IOException {
    output.shutdown();
  }

  // ---- both

  @Override
  public void readTimeout(Duration time) {
    readTimeout = nanos(time);
    receiver.timeout(readTimeout);
  }

  @Override
  public void writeTimeout(Duration time) {
    output.timeout(nanos(time));
  }

  @Override
  public void closeAfter(Duration time) {
    io.outputDeadline(Clock.after(Clock.now(), nanos(time)));
  }

  @Override
  public boolean isOpen() {
    return !io.isClosed();
  }

  @Override
  public void close() {
    output.flushBeforeClose();
    io.close();
  }

  // ---- the engine calls

  @Override
  public void writable(Driver driver) {
    // the thread that waited has given up
  }

  /// Tells the receiver in a task of its own, as it may cost the driver its loop.
  @Override
  public void expired(Driver driver, long now) {
    if (io.isHeldByLoop()) {
      io.loop().submit(receiver::expired);
    }
  }

  @Override
  public void drain(Driver driver, long until) {
    drain();
  }

  @Override
  public String name() {
    return protocol();
  }

  @Override
  public void closed() {
    receiver.calls().closed();
    tellEnded();
    dispatcher.events().disconnected(io);
  }

  @Override
  public String toString() {
    return "Upgrade[" + protocol() + " " + io.remote() + "]";
  }
}
