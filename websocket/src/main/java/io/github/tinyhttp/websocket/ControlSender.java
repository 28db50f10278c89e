package io.github.tinyhttp.websocket;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Sends control frames of one type, pings or pongs, without waiting for the client. While the
/// client is slow only the latest one is kept, RFC 6455 §5.5.3, and a virtual thread sends it.
final class ControlSender {
  private static final byte[] SENDING = {};

  private final FrameWriter frames;
  private final Opcode opcode;

  /// The payload that waits; `SENDING` if a thread waits for the client with the one before; null
  /// if neither.
  private final AtomicReference<byte @Nullable []> waiting = new AtomicReference<>();

  ControlSender(FrameWriter frames, Opcode opcode) {
    this.frames = frames;
    this.opcode = opcode;
  }

  void send(byte[] payload) throws IOException {
    if (frames.tryWrite(FrameEncoder.frame(Frame.FIN, opcode, payload, 0, payload.length))) {
      return;
    }
    byte[] copy = payload.clone(); // which is not `SENDING`
    if (waiting.getAndSet(copy) == null) {
      Thread.ofVirtual().name("tinyhttp-websocket-sender").start(this::sendWaiting);
    }
  }

  private void sendWaiting() {
    try {
      while (true) {
        byte[] next = waiting.getAndSet(SENDING);
        if (next != null && next != SENDING) {
          frames.write(opcode, next);
        } else if (waiting.compareAndSet(SENDING, null)) {
          return;
        }
      }
    } catch (IOException _) {
      // the receive loop sees it
    }
  }
}
