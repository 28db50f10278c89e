package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Who has the input of a connection, how much memory it holds for its client, and whether it is
/// read from.
abstract class ConnectionState extends ConnectionFacts {
  /// A connection that holds no more is read from however short memory is.
  private static final long SMALL = 16 << 10;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  final EventLoop loop;
  final ReadOwnership input = new ReadOwnership();

  /// How many bytes that the client has sent were held when the loop last looked. Written by the
  /// driver.
  private long heldInput;

  /// How many bytes were held when the loop last looked, with those that have begun to wait since.
  /// The driver and the writer write it without a lock, as the next look corrects it.
  private long held;

  /// Whether bytes wait in the socket because memory is short. Of the driver.
  private boolean leftUnread;

  ConnectionState(Socket socket, long number, EventLoop loop) {
    super(socket, number, loop.traffic());
    this.loop = loop;
  }

  /// The loop, for tasks that touch this connection.
  public final EventLoop loop() {
    return loop;
  }

  // ---- the input

  /// Whether the loop holds the input.
  public final boolean isHeldByLoop() {
    return input.state() == ReadOwnership.State.LOOP;
  }

  /// Whether bytes have arrived while a thread held the input, and wait for it.
  public final boolean hasInputWaiting() {
    return input.state() == ReadOwnership.State.HELD_MUTED;
  }

  public final boolean isClosed() {
    return input.state() == ReadOwnership.State.CLOSED;
  }

  // ---- memory

  /// Memory has grown by so many bytes that wait for the client. From any thread; for what a read
  /// brings it is not to be called.
  public final void grew(long bytes) {
    held += bytes; // until the next look, which finds out
    loop.memory().grew(bytes);
  }

  /// Adds what is held now. For the driver.
  abstract void tally(MemoryTally tally);

  /// Notes what is held now. For the driver.
  final void holds(long ofInput, long all) {
    heldInput = ofInput;
    held = all;
  }

  /// How many bytes were held when the loop last looked.
  final long heldBytes() {
    return held;
  }

  /// Whether the connection is to begin nothing that takes more memory, as memory is short and it
  /// holds much. From any thread.
  public final boolean isGreedy() {
    return isTooMuch(held);
  }

  private boolean isTooMuch(long bytes) {
    return bytes > SMALL
        && (loop.memory().isShort() || bytes > loop.memory().bounds().comfortableForEach());
  }

  /// Leaves bytes in the socket while memory is short and this connection holds many that were
  /// read. For the driver.
  ///
  /// @return whether the bytes are left
  final boolean leavesUnread() {
    if (!isTooMuch(heldInput)) {
      return false;
    }
    disable(Poller.READ);
    leftUnread = true;
    loop.memory().leftUnread();
    return true;
  }

  /// Reads again what was left, if there is memory. For the driver.
  final void readAgainIfAllowed() {
    if (leftUnread && isTooMuch(heldInput)) {
      loop.memory().leftUnread();
    } else if (leftUnread) {
      leftUnread = false;
      readAgain();
    }
  }

  /// Lets the poller report what is in the socket, and reads what the transport has. For the
  /// driver.
  abstract void readAgain();

  /// Waits a moment if memory is short and this connection holds much. For a thread that reads a
  /// body, and may wait for its client.
  public final void slowDown() {
    if (isGreedy()) {
      Driver.beforeBlocking();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
