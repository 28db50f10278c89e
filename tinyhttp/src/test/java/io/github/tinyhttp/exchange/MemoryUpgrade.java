package io.github.tinyhttp.exchange;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// What has left HTTP and has no connection: a client sends nothing, and takes nothing.
final class MemoryUpgrade extends ByteUpgrade {
  final ReceiverCalls calls = new ReceiverCalls(this);
  final AtomicLong grown = new AtomicLong();
  private final AtomicBoolean open = new AtomicBoolean(true);

  MemoryUpgrade() {
    this(Requests.get("/"));
  }

  private MemoryUpgrade(ServerRequest request) {
    super("memory", request.dispatcher(), request);
  }

  /// @param dispatcher of a server that may be shutting down
  MemoryUpgrade(Dispatcher dispatcher) {
    super("memory", dispatcher, Requests.get("/"));
  }

  static long nanosOf(Duration time) {
    return nanos(time);
  }

  /// A call of the receiver as the driver makes it. What the test finds wrong in it fails the test.
  ///
  /// @return whether it has taken place
  boolean called(ReceiverCalls.Call call) {
    if (!calls.begin()) {
      return false;
    }
    var failed = new AtomicReference<AssertionError>();
    boolean made =
        calls.makes(
            receiver -> {
              try {
                call.run(receiver);
              } catch (AssertionError e) {
                failed.set(e);
              }
            });
    if (!made) {
      close();
    }
    if (calls.end()) {
      boolean _ = calls.finishesIfClosed();
    }
    AssertionError failure = failed.get();
    if (failure != null) {
      throw failure;
    }
    return true;
  }

  @Override
  protected int read(ByteBuffer into) {
    return -1;
  }

  @Override
  protected void write(ByteBuffer from) {
    from.position(from.limit());
  }

  @Override
  protected void flush() {}

  @Override
  protected void grew(long bytes) {
    grown.addAndGet(bytes);
  }

  @Override
  public boolean hasFailedBy(Throwable cause) {
    return false;
  }

  @Override
  public boolean tryWrite(ByteBuffer from) {
    write(from);
    return true;
  }

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
      boolean _ = calls.finishesIfClosed();
    }
  }

  @Override
  public void readTimeout(Duration time) {}

  @Override
  public void writeTimeout(Duration time) {}

  @Override
  public void closeAfter(Duration time) {}

  @Override
  public void shutdownOutput() {}

  @Override
  public boolean isOpen() {
    return open.get();
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      calls.closed();
    }
  }

  @Override
  public String toString() {
    return "memory " + calls;
  }
}
