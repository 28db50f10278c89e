package io.github.tinyhttp.testing;

import io.github.tinyhttp.exchange.ByteUpgrade;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.ReceiverCalls;
import io.github.tinyhttp.exchange.ServerRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// Another protocol with a client in memory: the client has sent all it ever will, takes everything
/// at once, and no time passes.
final class MemoryUpgrade extends ByteUpgrade {
  private final ByteBuffer received;
  private final ClientSide client;
  private final ReceiverCalls calls = new ReceiverCalls(this);
  private final AtomicBoolean open = new AtomicBoolean(true);
  private volatile boolean outputOpen = true;

  /// Whether the receiver knows that the client has ended its side. Of the thread that calls it.
  private boolean ended;

  MemoryUpgrade(
      String protocol,
      Dispatcher dispatcher,
      ServerRequest request,
      byte[] input,
      ClientSide client) {
    super(protocol, dispatcher, request);
    this.received = ByteBuffer.wrap(input);
    this.client = client;
  }

  private void checkOpen() throws IOException {
    if (!open.get()) {
      throw new ClosedChannelException();
    }
  }

  // ---- bytes

  @Override
  protected int read(ByteBuffer into) throws IOException {
    if (!calls.readsItself()) {
      throw new IllegalStateException("the input is the receiver's");
    }
    checkOpen();
    int count = Math.min(into.remaining(), received.remaining());
    into.put(into.position(), received, received.position(), count);
    into.position(into.position() + count);
    received.position(received.position() + count);
    return count == 0 && into.hasRemaining() ? -1 : count;
  }

  @Override
  protected void write(ByteBuffer from) throws IOException {
    checkOpen();
    if (!outputOpen) {
      throw new ClosedChannelException();
    }
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    client.switched(bytes, 0, bytes.length);
  }

  @Override
  protected void flush() {
    // everything has left
  }

  @Override
  protected void grew(long bytes) {
    // there is one client, and no bound
  }

  @Override
  public boolean tryWrite(ByteBuffer from) throws IOException {
    write(from);
    return true;
  }

  @Override
  public void shutdownOutput() {
    outputOpen = false;
  }

  // ---- the receiver

  @Override
  public void receive(Receiver receiver) {
    calls.receiver(receiver);
    resume();
  }

  @Override
  public void pause() {
    calls.pause();
  }

  @Override
  public void resume() {
    if (calls.resume()) {
      start(this::callReceiver);
    }
  }

  private void callReceiver() {
    if (calls.finishesIfClosed()) {
      return;
    }
    if (received.hasRemaining() && !makes(receiver -> receiver.received(received))) {
      return; // the input is paused, or there is no more of it
    }
    if (!ended) {
      ended = true;
      boolean _ = makes(Receiver::ended);
    }
  }

  /// @return whether the receiver is called again
  private boolean makes(ReceiverCalls.Call call) {
    if (!calls.begin()) {
      return false;
    }
    if (!calls.makes(call)) {
      close();
    }
    return calls.end() && !calls.finishesIfClosed();
  }

  // ---- times, which do not pass

  @Override
  public void readTimeout(Duration time) {
    long _ = nanos(time);
  }

  @Override
  public void writeTimeout(Duration time) {
    long _ = nanos(time);
  }

  @Override
  public void closeAfter(Duration time) {
    long _ = nanos(time);
  }

  // ---- the end

  @Override
  public boolean isOpen() {
    return open.get();
  }

  @Override
  public void close() {
    if (open.getAndSet(false)) {
      calls.closed();
      tellEnded();
    }
  }

  @Override
  public boolean hasFailedBy(Throwable cause) {
    return false; // a test wants to see what its handler throws
  }

  @Override
  public String toString() {
    return "Upgrade[" + protocol() + " in memory]";
  }
}
