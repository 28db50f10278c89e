package io.github.tinyhttp.websocket;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Sends control frames of one type, pings or pongs, without waiting for the client. While the
/// client is slow only the latest one is kept, RFC 6455 §5.5.3, and a thread of the server sends
/// it.
final class ControlSender {
  /// What waits to be sent.
  ///
  /// @param payload the payload of the frame; null if a thread is sending the one before
  private record Waiting(byte @Nullable [] payload) {}

  private static final Waiting SENDING = new Waiting(null);

  private final FrameWriter frames;
  private final Opcode opcode;

  /// Threads of the server.
  private final Executor threads;

  /// The frame that waits; null if none does and no thread is sending one.
  private final AtomicReference<@Nullable Waiting> waiting = new AtomicReference<>();

  ControlSender(FrameWriter frames, Opcode opcode, Executor threads) {
    this.frames = frames;
    this.opcode = opcode;
    this.threads = threads;
  }

  void send(byte[] payload) throws IOException {
    if (frames.tryWriteControl(FrameEncoder.frame(Frame.FIN, opcode, payload, 0, payload.length))) {
      return;
    }
    if (waiting.getAndSet(new Waiting(payload)) == null) {
      threads.execute(this::sendWaiting);
    }
  }

  private void sendWaiting() {
    try {
      while (true) {
        Waiting next = waiting.getAndSet(SENDING);
        byte[] payload = next == null ? null : next.payload();
        if (payload != null) {
          frames.writeControl(opcode, payload);
        } else if (waiting.compareAndSet(SENDING, null)) {
          return;
        }
      }
    } catch (IOException _) {
      // the receive loop sees it
    }
  }
}
