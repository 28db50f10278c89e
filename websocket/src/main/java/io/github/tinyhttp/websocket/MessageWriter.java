package io.github.tinyhttp.websocket;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Sends messages, one after the other: those of threads that wait, and those that were queued,
/// which a virtual thread sends while there are any.
final class MessageWriter {
  private record Queued(Opcode opcode, byte[] bytes) {}

  private final FrameWriter frames;
  private final int bound;

  /// Of whoever has the turn.
  private final @Nullable Deflation deflation;

  /// The turn to send a message.
  private final ReentrantLock turn = new ReentrantLock();

  // guarded by this
  private @Nullable Queue<Queued> queue;
  private long queued;
  private boolean draining;

  /// @param bound how many bytes may be queued
  /// @param deflation if compression was agreed on
  MessageWriter(FrameWriter frames, int bound, @Nullable Deflation deflation) {
    this.frames = frames;
    this.bound = bound;
    this.deflation = deflation;
  }

  /// What to do when it is one's turn.
  interface Step {
    void run() throws IOException;
  }

  /// Runs `step` when what was queued is sent, and nobody else sends a message.
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

  /// Whether the caller is in the middle of a message.
  boolean isCallersTurn() {
    return turn.isHeldByCurrentThread();
  }

  /// A message that is sent in fragments, for whoever has the turn.
  FragmentStream fragments(Opcode opcode) {
    return new FragmentStream(frames, opcode, deflation);
  }

  void send(Opcode opcode, byte[] bytes) throws IOException {
    inTurn(() -> write(opcode, bytes));
  }

  private void write(Opcode opcode, byte[] bytes) throws IOException {
    if (deflation != null && deflation.isWorthIt(bytes.length)) {
      byte[] small = deflation.deflate(bytes);
      frames.write(Frame.FIN | Frame.RSV1, opcode, small, 0, small.length);
    } else {
      frames.write(opcode, bytes);
    }
  }

  /// Queues a message.
  ///
  /// @param whenBroken run if the message cannot be sent
  /// @return false if there is no room
  synchronized boolean trySend(Opcode opcode, byte[] bytes, Runnable whenBroken) {
    if (frames.isClosed() || queued > 0 && queued + bytes.length > bound) {
      return false;
    }
    Queue<Queued> waiting = queue;
    if (waiting == null) {
      waiting = new ArrayDeque<>(4);
      queue = waiting;
    }
    waiting.add(new Queued(opcode, bytes));
    queued += weight(bytes);
    if (!draining) {
      draining = true;
      Thread.ofVirtual().name("tinyhttp-websocket-sender").start(() -> drain(whenBroken));
    }
    return true;
  }

  /// Empty messages weigh something, too.
  private static int weight(byte[] bytes) {
    return bytes.length + 16;
  }

  private void drain(Runnable whenBroken) {
    try {
      do {
        inTurn(() -> {});
      } while (!stopDraining());
    } catch (ClosedChannelException _) {
      discard(); // closed before it was their turn
    } catch (IOException | RuntimeException e) {
      discard();
      whenBroken.run();
    }
  }

  private void sendQueued() throws IOException {
    for (Queued next = poll(); next != null; next = poll()) {
      write(next.opcode(), next.bytes());
    }
  }

  private synchronized @Nullable Queued poll() {
    Queued next = queue == null ? null : queue.poll();
    if (next != null) {
      queued -= weight(next.bytes());
    }
    return next;
  }

  private synchronized boolean stopDraining() {
    if (queue != null && !queue.isEmpty()) {
      return false;
    }
    queue = null; // a WebSocket that is idle holds nothing
    draining = false;
    return true;
  }

  private synchronized void discard() {
    queue = null;
    queued = 0;
    draining = false;
  }

  /// Gives memory back, when nothing is sent any more. Another thread may still be writing, so this
  /// happens later.
  void release() {
    Deflation holding = deflation;
    if (holding != null) {
      Thread.ofVirtual().start(() -> release(holding));
    }
  }

  private void release(Deflation holding) {
    turn.lock();
    try {
      holding.release();
    } finally {
      turn.unlock();
    }
  }
}
