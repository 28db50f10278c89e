package io.github.tinyhttp.websocket;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Sends messages one after the other. A thread that sends waits for its turn; queued messages are
/// sent by the next thread that gets its turn, or by a virtual thread that runs while the queue is
/// not empty.
final class MessageWriter {
  private record QueuedMessage(Opcode opcode, byte[] bytes) {
    /// The number of bytes this message counts for, so that empty messages count for something.
    int weight() {
      return bytes.length + 16;
    }
  }

  private final FrameWriter frames;

  /// The maximum number of bytes in the queue.
  private final int bound;

  /// The compressor; null if no compression was negotiated. Used by the thread that has the turn.
  private final @Nullable Deflation deflation;

  /// The turn to send a message. Held while the message is written, so a sender waits for it while
  /// the client is slow.
  private final ReentrantLock turn = new ReentrantLock();

  /// The messages that wait to be sent; null while there are none.
  @GuardedBy("this")
  private @Nullable Queue<QueuedMessage> queue;

  /// The sum of the weights of the queued messages.
  @GuardedBy("this")
  private long queuedBytes;

  /// Whether a virtual thread is sending the queue.
  @GuardedBy("this")
  private boolean draining;

  /// @param bound the maximum number of bytes in the queue
  /// @param deflation the compressor; null if no compression was negotiated
  MessageWriter(FrameWriter frames, int bound, @Nullable Deflation deflation) {
    this.frames = frames;
    this.bound = bound;
    this.deflation = deflation;
  }

  /// A task that writes frames.
  interface Step {
    void run() throws IOException;
  }

  /// Waits for the turn, sends the queue, and runs `step` while no other thread sends a message.
  void inTurn(Step step) throws IOException {
    if (turn.isHeldByCurrentThread()) {
      throw new IllegalStateException("the message that this thread is writing is not complete");
    }
    turn.lock();
    try {
      sendQueued();
      step.run();
    } finally {
      turn.unlock();
    }
  }

  /// Whether the calling thread is in the middle of a message.
  boolean isCallersTurn() {
    return turn.isHeldByCurrentThread();
  }

  /// Begins a message that is sent in fragments. The caller must have the turn.
  FragmentStream openFragments(Opcode opcode) {
    return new FragmentStream(frames, opcode, deflation);
  }

  void send(Opcode opcode, byte[] bytes) throws IOException {
    inTurn(() -> write(opcode, bytes));
  }

  private void write(Opcode opcode, byte[] bytes) throws IOException {
    if (deflation != null && deflation.pays(bytes.length)) {
      byte[] compressed = deflation.deflate(bytes);
      frames.write(Frame.FIN | Frame.RSV1, opcode, compressed, 0, compressed.length);
    } else {
      frames.write(opcode, bytes);
    }
  }

  /// Queues a message. A message always fits into an empty queue.
  ///
  /// @param onFailure run on the sending thread if the queue cannot be sent
  /// @return false if the queue has no room
  synchronized boolean trySend(Opcode opcode, byte[] bytes, Runnable onFailure) {
    if (frames.isClosed() || queuedBytes > 0 && queuedBytes + bytes.length > bound) {
      return false;
    }
    Queue<QueuedMessage> waiting = queue;
    if (waiting == null) {
      waiting = new ArrayDeque<>(4);
      queue = waiting;
    }
    var message = new QueuedMessage(opcode, bytes);
    waiting.add(message);
    queuedBytes += message.weight();
    if (!draining) {
      draining = true;
      Thread.ofVirtual().name("tinyhttp-websocket-sender").start(() -> drain(onFailure));
    }
    return true;
  }

  private void drain(Runnable onFailure) {
    try {
      do {
        inTurn(() -> {});
      } while (!stopDraining());
    } catch (ClosedChannelException _) {
      discard(); // the WebSocket was closed before the messages had their turn
    } catch (IOException | RuntimeException e) {
      discard();
      onFailure.run();
    }
  }

  private void sendQueued() throws IOException {
    for (QueuedMessage next = poll(); next != null; next = poll()) {
      write(next.opcode(), next.bytes());
    }
  }

  private synchronized @Nullable QueuedMessage poll() {
    QueuedMessage next = queue == null ? null : queue.poll();
    if (next != null) {
      queuedBytes -= next.weight();
    }
    return next;
  }

  /// Ends the virtual thread's work.
  ///
  /// @return false if messages were queued meanwhile, and the thread has to go on
  private synchronized boolean stopDraining() {
    if (queue != null && !queue.isEmpty()) {
      return false;
    }
    queue = null; // an idle WebSocket holds no memory
    draining = false;
    return true;
  }

  private synchronized void discard() {
    queue = null;
    queuedBytes = 0;
    draining = false;
  }

  /// Frees the compressor's memory once nothing is sent any more. Another thread may still hold the
  /// turn, so a virtual thread waits for it.
  void release() {
    Deflation compressor = deflation;
    if (compressor != null) {
      Thread.ofVirtual().start(() -> releaseInTurn(compressor));
    }
  }

  private void releaseInTurn(Deflation compressor) {
    turn.lock();
    try {
      compressor.release();
    } finally {
      turn.unlock();
    }
  }
}
