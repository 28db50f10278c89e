package io.github.tinyhttp.websocket;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Sends control frames of one type, pings or pongs, without waiting for the client. While the
/// client is slow only the latest one is kept, RFC 6455 §5.5.3, and a virtual thread sends it.
final class ControlSender {
  /// What waits to be sent.
  ///
  /// @param payload the payload of the frame; null if a thread is sending the one before
  private record Waiting(byte @Nullable [] payload) {}

  private static final Waiting SENDING = new Waiting(null);

  private final FrameWriter frames;
  private final Opcode opcode;

  /// The frame that waits; null if none does and no thread is sending one.
  private final AtomicReference<@Nullable Waiting> waiting = new AtomicReference<>();

  ControlSender(FrameWriter frames, Opcode opcode) {
    this.frames = frames;
    this.opcode = opcode;
  }

  void send(byte[] payload) throws IOException {
    if (frames.tryWrite(FrameEncoder.frame(Frame.FIN, opcode, payload, 0, payload.length))) {
      return;
    }
    if (waiting.getAndSet(new Waiting(payload)) == null) {
      Thread.ofVirtual().name("tinyhttp-websocket-sender").start(this::sendWaiting);
    }
  }

  private void sendWaiting() {
    try {
      while (true) {
        Waiting next = waiting.getAndSet(SENDING);
        byte[] payload = next == null ? null : next.payload();
        if (payload != null) {
          frames.write(opcode, payload);
        } else if (waiting.compareAndSet(SENDING, null)) {
          return;
        }
      }
    } catch (IOException _) {
      // the receive loop sees it
    }
  }
}
