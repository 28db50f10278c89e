package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Log;
import io.github.tinyhttp.wire.PlainTransport;
import io.github.tinyhttp.wire.Socket;
import io.github.tinyhttp.wire.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One client's socket, on one event loop for life.
///
/// The *input* of a connection has one holder at a time, who alone may read: either the loop, which
/// then calls the protocol when bytes arrive, or a thread that works on a request; [ReadOwnership]
/// draws it. Threads that are not drivers may wait for the socket, and the loop wakes them.
public final class Connection extends ConnectionState {
  private volatile @Nullable Protocol protocol;

  /// How often a connection whose deadline is over is read from before others have their turn.
  private static final int MOST_READS = 16;

  /// Whether the last read has got any bytes. Of the holder of the input.
  private boolean received;

  /// The wait for the socket to take bytes; null if no thread waits. Of the writer.
  private volatile @Nullable WriterWait writerWait;

  /// @param number among the connections of the engine, from 1
  Connection(Socket socket, EventLoop loop, long number) {
    super(socket, number, loop);
  }

  /// Gives the connection another protocol, which gets the bytes that have not been read yet. The
  /// protocol before it gets no further call, not even [Protocol#closed()]. For the holder of the
  /// input, when no bytes are left to be written.
  public void speak(Protocol other) {
    protocol = other;
  }

  /// Puts a socket around its own that sees all bytes. For the driver, before any were moved.
  public void tap(UnaryOperator<Socket> around) {
    socket = around.apply(socket);
    transport = new PlainTransport(socket);
  }

  /// Moves bytes through `other` from now on. For the driver, while the loop holds the input.
  void transport(Transport other) {
    transport = other;
  }

  Socket socket() {
    return socket;
  }

  // ---- the holder of the input

  /// Takes the input from the loop. For the driver.
  public void hold() {
    input.hold();
  }

  /// Gives the input back to the loop. For a driver that has held it without losing its loop.
  public void giveBack() {
    if (!input.giveBack()) {
      giveBackFromAnyThread();
    }
  }

  /// Gives the input back to the loop, from any thread.
  public void giveBackFromAnyThread() {
    if (transport.hasInput() || !input.giveBack()) {
      loop.submit(
          driver -> {
            if (isReclaimed()) {
              readLeftInput(driver);
            }
          });
    }
  }

  /// Gives the input back to the loop, from any thread, for a protocol that has something to do at
  /// once: [Protocol#resumed(Driver)].
  public void resumeOnLoop() {
    loop.submit(
        driver -> {
          if (isReclaimed()) {
            theProtocol().resumed(driver);
            readLeftInput(driver);
          }
        });
  }

  /// Takes the input back for the loop.
  ///
  /// @return whether the loop has it; if not, the connection is closed
  private boolean isReclaimed() {
    ReadOwnership.State before = input.reclaim();
    if (before == ReadOwnership.State.HELD_MUTED) {
      enableIfOpen(Poller.READ);
    }
    return before != ReadOwnership.State.CLOSED;
  }

  /// Reads what the transport has decrypted, which the poller may never report. For the driver.
  void readLeftInput(Driver driver) {
    if (driver.isDriving() && isHeldByLoop() && transport.hasInput()) {
      readable(driver);
    }
  }

  // ---- bytes

  /// Reads the bytes that have arrived. For the holder of the input.
  ///
  /// @return the number of bytes; 0 if none have arrived, -1 after the client's end
  public int read(ByteBuffer into) throws IOException {
    return counted(transport.read(into));
  }

  /// Reads like [#read(ByteBuffer)], for a protocol whose messages say how long they are. A TCP
  /// close without `close_notify` counts as a normal end, and this side can still write.
  public int readMessages(ByteBuffer into) throws IOException {
    return counted(transport.readMessages(into));
  }

  private int counted(int count) {
    received = count > 0;
    if (received) {
      countReceived(count);
      loop.memory().grew(count);
    }
    flushControlWhenWritable();
    return count;
  }

  private void flushControlWhenWritable() {
    if (transport.hasPendingControl()) {
      whenWritable();
    }
  }

  /// Writes as much as the socket takes now.
  ///
  /// @return whether that was all. If not, `from` may be empty all the same, and the rest leaves
  ///   with the next write
  public boolean write(ByteBuffer from) throws IOException {
    int before = from.remaining();
    boolean all = transport.write(from);
    countSent(before - from.remaining());
    return all;
  }

  /// Writes bytes of a file, as many as the socket takes now; returns their number, maybe 0.
  public long write(FileChannel file, long position, long count) throws IOException {
    long moved = transport.write(file, position, count);
    countSent(Math.max(0, moved));
    return moved;
  }

  /// Asks for one call of [Protocol#writable(Driver)] when the socket takes bytes. From any thread.
  public void whenWritable() {
    loop.run(_ -> enableIfOpen(Poller.WRITE));
  }

  /// Asks for calls of [Protocol#readAhead(Driver)] while a thread holds the input, for bytes that
  /// arrive and for those that are there. From any thread.
  public void enableReadAhead() {
    loop.submit(
        _ -> {
          if (input.unmute()) {
            enableIfOpen(Poller.READ);
          }
        });
  }

  /// Waits until there is something to read. A driver hands its loop over first.
  ///
  /// @return false once `nanos` are over; the caller then tries the socket once more, as this
  ///   thread may have been held up
  /// @throws java.nio.channels.ClosedChannelException if the connection was closed
  /// @throws InterruptedIOException if the thread was interrupted; it still is
  public boolean awaitReadable(long nanos) throws IOException {
    if (transport.hasInput()) {
      return true;
    }
    Driver.beforeBlocking();
    if (input.beginWait()) {
      loop.submit(_ -> enableIfOpen(Poller.READ));
    }
    return input.await(nanos);
  }

  /// Waits until the socket takes bytes; otherwise as [#awaitReadable(long)].
  public boolean awaitWritable(long nanos) throws IOException {
    Driver.beforeBlocking();
    var wait = new WriterWait();
    writerWait = wait;
    try {
      whenWritable();
      boolean inTime = wait.await(nanos, this);
      input.checkOpen();
      return inTime;
    } finally {
      writerWait = null;
    }
  }

  private void enableIfOpen(int operations) {
    if (!isClosed()) {
      enable(operations);
    }
  }

  // ---- the end

  /// Ends this side: the client reads what was sent, then the end.
  public void shutdownOutput() throws IOException {
    transport.shutdownOutput();
    flushControlWhenWritable();
  }

  /// Closes the connection, from any thread, and wakes the threads that wait for it.
  public void close() {
    if (!input.close()) {
      return;
    }
    boolean _ = WriterWait.end(writerWait);
    loop.run(_ -> loop.forget(this));
  }

  /// Closes the connection with a reset, so that the client does not take a part for the whole.
  public void abort() {
    transport.abort();
    close();
  }

  void closeSocket() {
    if (theProtocol().isMidway()) {
      transport.abort();
    }
    cancel();
    try {
      transport.close();
    } catch (IOException _) {
      // the descriptor is free all the same
    }
    end();
    theProtocol().closed();
  }

  @Override
  void ready(int operations, Driver driver) {
    if ((operations & Poller.WRITE) != 0 && !isClosed()) {
      disable(Poller.WRITE);
      writable(driver);
    }
    if ((operations & Poller.READ) != 0 && driver.isDriving()) {
      readable(driver);
    }
  }

  private void writable(Driver driver) {
    if (transport.hasPendingControl()) {
      flush();
    }
    if (!WriterWait.end(writerWait)) {
      theProtocol().writable(driver);
    }
  }

  /// Sends what the transport itself has to send.
  void flush() {
    try {
      if (!transport.flush()) {
        whenWritable();
      }
    } catch (IOException e) {
      Log.write(Level.DEBUG, "a client disconnected before TLS records could be sent", e);
      close();
    }
  }

  private void readable(Driver driver) {
    while (true) {
      switch (input.state()) {
        case LOOP -> {
          if (leavesUnread()) {
            return;
          }
          theProtocol().readable(driver);
          if (driver.isDriving() && transport.hasInput() && isHeldByLoop()) {
            giveBackFromAnyThread(); // the poller may never report it
          }
          return;
        }
        case HELD -> {
          if (readsAhead(driver)) {
            return;
          }
          if (input.mute()) {
            disable(Poller.READ);
            return;
          }
        }
        case AWAITING -> {
          if (input.wake()) {
            return;
          }
        }
        case HELD_MUTED -> {
          disable(Poller.READ);
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
    while (goesOn && transport.hasInput()) { // the poller may never report it
      goesOn = theProtocol().readAhead(driver);
    }
    return goesOn;
  }

  /// Executes deadlines that are over at `now`, before the last poll, unless bytes move after all.
  void expireAt(long now, Driver driver) {
    if (isOutputOver(now)) {
      long before = bytesTaken();
      theProtocol().writable(driver); // the poller waits for much room: on Linux, for a third
      if (driver.isDriving() && (bytesTaken() == before || isOutputOver(now))) {
        close();
      }
      return;
    }
    int reads = 0;
    for (received = true; received && isOver(now) && isHeldByLoop(); reads++) {
      if (reads == MOST_READS) {
        return; // bytes move, as fast as they are read
      }
      received = false;
      theProtocol().readable(driver);
      if (!driver.isDriving()) {
        return;
      }
      loop.memory().lookIfDue();
    }
    if (isOver(now) && !isClosed()) {
      deadline(Clock.NEVER);
      theProtocol().expired(driver, now);
    }
  }

  void drain(Driver driver, long until) {
    if (!isClosed()) {
      theProtocol().drain(driver, until);
    }
  }

  @Override
  void tally(MemoryTally tally) {
    tally.input(transport.heldInput());
    tally.output(transport.heldOutput());
    theProtocol().tally(tally);
  }

  @Override
  void readAgain() {
    enableIfOpen(Poller.READ);
    if (isHeldByLoop() && transport.hasInput()) { // the poller may never report it
      loop.submit(this::readLeftInput);
    }
  }

  /// What is spoken now, for logs.
  public String protocolName() {
    return theProtocol().name();
  }

  Protocol theProtocol() {
    return Objects.requireNonNull(protocol, "not registered");
  }

  @Override
  public String toString() {
    String writing = Objects.toString(writerWait, "");
    return "Connection[" + input + writing + ", " + socket.remoteAddress() + "]";
  }
}
