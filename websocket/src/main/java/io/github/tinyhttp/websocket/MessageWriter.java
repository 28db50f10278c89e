package io.github.tinyhttp.websocket;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Sends messages one after the other. A thread that sends waits for its turn. A thread that must
/// not wait writes at once if no other message is on its way and the client takes it, and otherwise
/// queues its message. Queued messages are sent by the next thread that gets its turn, or by a
/// thread of the server that runs while the queue is not empty.
final class MessageWriter {
  /// A message that waits to be sent.
  ///
  /// @param frame its frame; null if it is not encoded yet
  private record QueuedMessage(WebSocketMessage message, @Nullable ByteBuffer frame) {
    /// The number of bytes that the message counts for, so that empty messages count for something.
    int weight() {
      return message.bytes().length + 16;
    }

    /// The number of bytes that no other queue has.
    int ownBytes() {
      return frame == null ? 0 : frame.capacity();
    }
  }

  /// A task that writes frames.
  interface Step {
    void run() throws IOException;
  }

  private final FrameWriter frames;

  /// Threads of the server, which may wait.
  private final Executor threads;

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

  /// How many bytes of memory the queue takes, without messages that other queues count.
  @GuardedBy("this")
  private long memory;

  /// Told how many bytes of memory the queue takes.
  private final LongConsumer held;

  /// Whether a thread of the server is sending the queue.
  @GuardedBy("this")
  private boolean draining;

  /// The payload of the close frame that follows the queue; null while the WebSocket is not being
  /// closed.
  @GuardedBy("this")
  private byte @Nullable [] closing;

  /// @param threads threads of the server, which may wait
  /// @param bound the maximum number of bytes in the queue
  /// @param deflation the compressor; null if no compression was negotiated
  /// @param held told how many bytes of memory the queue takes, whenever that has changed
  MessageWriter(
      FrameWriter frames,
      Executor threads,
      int bound,
      @Nullable Deflation deflation,
      LongConsumer held) {
    this.held = held;
    this.frames = frames;
    this.threads = threads;
    this.bound = bound;
    this.deflation = deflation;
  }

  // ---- senders that wait

  /// Waits for the turn, sends the queue, and runs `step` while no other thread sends a message.
  void inTurn(Step step) throws IOException {
    if (turn.isHeldByCurrentThread()) {
      throw new IllegalStateException("the message that this thread is writing is not complete");
    }
    turn.lock();
    try {
      sendQueued();
      if (isClosing()) {
        throw new ClosedChannelException();
      }
      step.run();
    } finally {
      turn.unlock();
    }
  }

  /// Begins a message that is sent in fragments. The caller must have the turn.
  FragmentStream openFragments(Opcode opcode) {
    return new FragmentStream(frames, opcode, deflation);
  }

  void send(Opcode opcode, byte[] bytes) throws IOException {
    inTurn(() -> write(opcode, bytes));
  }

  void send(WebSocketMessage message) throws IOException {
    inTurn(
        () -> {
          frames.write(frameOf(message));
          wrote(message);
        });
  }

  private void wrote(WebSocketMessage message) {
    frames.wroteMessage(message.opcode(), message.bytes().length);
  }

  private void write(Opcode opcode, byte[] bytes) throws IOException {
    if (deflation != null && deflation.pays(bytes.length)) {
      byte[] compressed = deflation.deflate(bytes);
      frames.write(Frame.FIN | Frame.RSV1, opcode, compressed, 0, compressed.length);
    } else {
      frames.write(opcode, bytes);
    }
    frames.wroteMessage(opcode, bytes.length);
  }

  /// The frame to send to this client. Each frame must be sent, as the next ones may refer to it.
  private ByteBuffer frameOf(WebSocketMessage message) {
    Deflation compressor = deflation;
    int length = message.bytes().length;
    if (compressor == null || !compressor.pays(length)) {
      return message.frame();
    }
    if (compressor.canForgetBefore(length)) {
      compressor.forget();
      return message.compressedFrame();
    }
    byte[] own = compressor.deflate(message.bytes());
    return FrameEncoder.frame(Frame.FIN | Frame.RSV1, message.opcode(), own, 0, own.length);
  }

  // ---- senders that do not wait

  /// Sends a message without waiting, or queues it. A message always fits into an empty queue.
  ///
  /// @param onFailure run on the sending thread if the queue cannot be sent
  /// @return false if the queue has no room, or the WebSocket is closed
  boolean trySend(WebSocketMessage message, Runnable onFailure) {
    if (turn.isHeldByCurrentThread() || !turn.tryLock()) {
      return isQueued(new QueuedMessage(message, null), onFailure);
    }
    try {
      if (!isQuiet()) {
        return isQueued(new QueuedMessage(message, null), onFailure);
      }
      ByteBuffer frame = frameOf(message);
      if (!frames.tryWrite(frame)) {
        return isQueued(new QueuedMessage(message, frame), onFailure);
      }
      wrote(message);
      return true;
    } catch (ClosedChannelException _) {
      return false;
    } catch (IOException _) {
      onFailure.run();
      return false;
    } finally {
      turn.unlock();
    }
  }

  /// Whether no message waits, and the WebSocket is not being closed.
  private synchronized boolean isQuiet() {
    return queue == null && closing == null;
  }

  /// Whether a close frame was asked for.
  synchronized boolean isClosing() {
    return closing != null;
  }

  private synchronized boolean isQueued(QueuedMessage message, Runnable onFailure) {
    int length = message.message().bytes().length;
    if (closing != null || frames.isClosed() || queuedBytes > 0 && queuedBytes + length > bound) {
      return false;
    }
    Queue<QueuedMessage> waiting = queue;
    if (waiting == null) {
      waiting = new ArrayDeque<>(4);
      queue = waiting;
    }
    waiting.add(message);
    queuedBytes += message.weight();
    memory += message.ownBytes();
    if (message.message().beginsToCountFor(this)) {
      memory += length;
    }
    held.accept(memory);
    startDraining(onFailure);
    return true;
  }

  /// Has a close frame sent behind the queue, without waiting. Only the first call counts. A thread
  /// that is in the middle of a message cuts it.
  ///
  /// @param onFailure run on the sending thread if the queue cannot be sent
  void close(byte[] payload, Runnable onFailure) throws IOException {
    if (turn.isHeldByCurrentThread()) {
      frames.close(payload);
      return;
    }
    synchronized (this) {
      if (closing != null) {
        return;
      }
      closing = payload;
    }
    if (turn.tryLock()) {
      try {
        closeIfEmpty();
      } finally {
        turn.unlock();
      }
    }
    if (!frames.isClosed()) {
      startDraining(onFailure);
    }
  }

  private void closeIfEmpty() throws IOException {
    byte[] payload = null;
    synchronized (this) {
      if (queue == null || queue.isEmpty()) {
        payload = closing;
      }
    }
    if (payload != null) {
      frames.close(payload);
    }
  }

  // ---- the thread that sends the queue

  private synchronized void startDraining(Runnable onFailure) {
    if (!draining) {
      draining = true;
      threads.execute(() -> drain(onFailure));
    }
  }

  private void drain(Runnable onFailure) {
    try {
      do {
        turn.lock();
        try {
          sendQueued();
          closeIfEmpty();
        } finally {
          turn.unlock();
        }
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
      ByteBuffer frame = next.frame();
      frames.write(frame == null ? frameOf(next.message()) : frame);
      wrote(next.message());
    }
  }

  private synchronized @Nullable QueuedMessage poll() {
    QueuedMessage next = queue == null ? null : queue.poll();
    if (next != null) {
      queuedBytes -= next.weight();
      forget(next);
      held.accept(memory);
    }
    return next;
  }

  @GuardedBy("this")
  private void forget(QueuedMessage message) {
    memory -= message.ownBytes();
    if (message.message().endsToCountFor(this)) {
      memory -= message.message().bytes().length;
    }
  }

  /// Ends that thread's work.
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
    if (queue != null) {
      queue.forEach(this::forget);
      held.accept(0);
    }
    queue = null;
    queuedBytes = 0;
    draining = false;
  }

  /// Frees the compressor's memory once nothing is sent any more. Another thread may still hold the
  /// turn, so a thread of the server waits for it.
  void release() {
    Deflation compressor = deflation;
    if (compressor != null) {
      threads.execute(() -> releaseInTurn(compressor));
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
