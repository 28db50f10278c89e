package io.github.tinyhttp.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A message for many clients. It is encoded once, and compressed at most once, however many
/// WebSockets send it:
///
/// ```java
/// var news = WebSocketMessage.text(json);
/// for (WebSocket socket : sockets) {
///   if (!socket.trySend(news)) {
///     socket.close(1013, "too slow");
///   }
/// }
/// ```
///
/// Immutable, and safe for use by any thread.
public final class WebSocketMessage {
  private final Opcode opcode;
  private final byte[] bytes;

  /// The message as a frame; null until it is needed. Threads that need it together may each make
  /// one.
  private volatile @Nullable ByteBuffer frame;

  /// The compressed message as a frame; null until it is needed.
  private volatile @Nullable ByteBuffer compressedFrame;

  /// The queue that counts the memory of this message, as all in which it waits share it; null if
  /// none does.
  private final AtomicReference<@Nullable MessageWriter> counting = new AtomicReference<>();

  /// @param bytes the payload, which nothing may change from now on
  WebSocketMessage(Opcode opcode, byte[] bytes) {
    this.opcode = opcode;
    this.bytes = bytes;
  }

  /// A text message.
  public static WebSocketMessage text(String text) {
    return new WebSocketMessage(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /// A binary message. The array is copied.
  public static WebSocketMessage binary(byte[] bytes) {
    return new WebSocketMessage(Opcode.BINARY, bytes.clone());
  }

  Opcode opcode() {
    return opcode;
  }

  /// Lends the payload.
  byte[] bytes() {
    return bytes;
  }

  /// Whether a queue that has taken the message counts it from now on, because no other one does.
  boolean beginsToCountFor(MessageWriter queue) {
    return counting.compareAndSet(null, queue);
  }

  /// Whether a queue that has given the message away did count it.
  boolean endsToCountFor(MessageWriter queue) {
    return counting.compareAndSet(queue, null);
  }

  /// The whole message as a frame that is not compressed, in a buffer of its own.
  ByteBuffer frame() {
    ByteBuffer known = frame;
    if (known == null) {
      known = FrameEncoder.frame(Frame.FIN, opcode, bytes, 0, bytes.length);
      frame = known;
    }
    return known.duplicate();
  }

  /// The whole message as a compressed frame that refers back to no other message, in a buffer of
  /// its own.
  ByteBuffer compressedFrame() {
    ByteBuffer known = compressedFrame;
    if (known == null) {
      var alone = new Deflation(ContextTakeover.DISABLED, Deflation.MAXIMUM_WINDOW_BITS);
      byte[] compressed = alone.deflate(bytes);
      known = FrameEncoder.frame(Frame.FIN | Frame.RSV1, opcode, compressed, 0, compressed.length);
      compressedFrame = known;
    }
    return known.duplicate();
  }
}
