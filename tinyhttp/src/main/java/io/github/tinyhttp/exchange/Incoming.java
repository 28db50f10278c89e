package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.content.BlockInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The body of one request on its way in, with its framing removed. For one thread at a time.
public abstract class Incoming extends BlockInputStream {
  /// How many bytes the library has collected of it for the application.
  private long collected;

  /// The library holds more bytes of the body for the application, until the request is over.
  public final void collects(int bytes) {
    collected += bytes;
    grew(bytes);
  }

  /// Memory for the client has grown by so many bytes.
  protected abstract void grew(int bytes);

  /// How many bytes are held of it in memory, nearly. From any thread.
  public final long heldBytes() {
    return collected + buffered();
  }

  /// How many bytes have come that no thread has read, nearly. From any thread.
  protected abstract long buffered();

  /// The application wants the body: lets a client that waits for `100 Continue` send it (RFC 9110
  /// §10.1.1).
  public abstract void request();

  /// Lets the client take its time, for reads that begin afterwards.
  ///
  /// @param nanos the longest time between two bytes; [io.github.tinyhttp.wire.Clock#NEVER] for no
  ///   limit
  public abstract void readTimeout(long nanos);

  /// The trailer fields; empty before the end of the body has been read.
  public abstract Headers trailers();

  /// How many bytes of content have been read from the client so far. From any thread.
  public abstract long received();

  /// Why the rest of the body will never come: the client broke the framing, stopped or left. Null
  /// if it may still come. An application that interrupts its own thread is no such reason.
  public abstract @Nullable IOException failure();

  /// Whether the whole body was in memory when the request was handed on.
  public abstract boolean isWhole();

  /// The whole body without copying it, which must not be changed.
  ///
  /// @throws IllegalStateException unless [#isWhole()]
  public byte[] whole() {
    throw new IllegalStateException("the body is still on its way");
  }
}
