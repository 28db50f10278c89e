package io.github.tinyhttp.transcript;

import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One layer of a connection: the bytes that its socket moves, or those inside its TLS. The monitor
/// of this object is held while bytes are moved and taken apart, so the lines of both directions
/// come in the order in which that happened. No move waits for a peer.
final class Layer {
  private final Conversation conversation;
  private final Direction in;
  private final Direction out;

  /// Whether a parser has failed, so that nothing more is taken apart.
  private boolean failed;

  /// @param mostHead how many bytes of a head that is not whole are kept
  /// @param proxied whether a header of the PROXY protocol comes first
  Layer(Lines lines, int mostHead, boolean proxied) {
    this.conversation = new Conversation(lines, mostHead);
    this.in =
        new Direction(
            Way.IN,
            lines,
            direction -> {
              var beginning = new Beginning(direction, conversation);
              return proxied ? new ProxyHeader(direction, beginning) : beginning;
            });
    this.out = new Direction(Way.OUT, lines, direction -> new Beginning(direction, conversation));
    conversation.between(in, out);
  }

  private Direction of(Way way) {
    return way == Way.IN ? in : out;
  }

  /// The bytes of `buffer` from `start` to its position were moved.
  void moved(Way way, ByteBuffer buffer, int start) {
    int count = buffer.position() - start;
    if (count > 0) {
      quietly(() -> of(way).add(buffer.slice(start, count)));
    }
  }

  /// The client has ended its side, or this side was ended.
  void ended(Way way) {
    quietly(() -> of(way).end(null));
  }

  /// Bytes could not be moved.
  void failed(Way way, IOException cause) {
    String message = cause.getMessage();
    quietly(() -> of(way).end(message == null ? cause.getClass().getSimpleName() : message));
  }

  /// The connection is closed: writes what is not whole.
  void close(@Nullable String last) {
    quietly(
        () -> {
          in.cut();
          out.cut();
          conversation.end();
        });
    if (last != null) {
      in.lines().write(last);
    }
  }

  /// A parser that fails must not end a connection.
  private void quietly(Runnable task) {
    if (failed) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      failed = true;
      in.lines().write("transcript failed");
      Log.write(Level.WARNING, "the transcript of a connection failed", e);
    }
  }
}
