package io.github.tinyhttp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// The content of a [Response], by where it comes from.
public sealed interface Body {
  /// No content.
  record Empty() implements Body {}

  /// Content in memory.
  ///
  /// @param bytes not copied: the application must not change them any more
  record Bytes(byte[] bytes) implements Body {
    /// @throws NullPointerException if there is none
    public Bytes {
      Objects.requireNonNull(bytes, "bytes");
    }
  }

  /// A file, as it is when the response is given. Its length is taken then, and holds: a file that
  /// shrinks while it is sent cuts the connection, one that grows is sent as far as was announced.
  record OfFile(Path path) implements Body {
    /// @throws NullPointerException if there is none
    public OfFile {
      Objects.requireNonNull(path, "path");
    }
  }

  /// Content that can be read from any place on.
  record OfSource(SeekableContent source) implements Body {
    /// @throws NullPointerException if there is none
    public OfSource {
      Objects.requireNonNull(source, "source");
    }
  }

  /// Some bytes in a row of such content: what the library makes of a file or a source when it
  /// responds to a request, and of a range of it.
  ///
  /// @param start the offset of the first byte
  /// @param count how many bytes; a source that ends before cuts the connection
  record Part(SeekableContent source, long start, long count) implements Body {
    /// @throws IllegalArgumentException if there is no such part of anything
    public Part {
      Objects.requireNonNull(source, "source");
      if (start < 0 || count < 0 || start > Long.MAX_VALUE - count) {
        throw new IllegalArgumentException("no part: " + count + " bytes from " + start + " on");
      }
    }

    /// These bytes. The source is opened at the first read; one that ends before them makes a read
    /// throw [java.io.EOFException].
    public InputStream stream() {
      return new PartStream(this);
    }
  }

  /// A stream, read when the response is sent and closed after, and so good for one response. One
  /// that fails, or ends before its length, is treated like a [Writer] that throws.
  ///
  /// @param length what the stream holds in bytes; more than that is not sent
  record Stream(InputStream source, OptionalLong length) implements Body {
    /// @throws IllegalArgumentException if the length is negative
    public Stream {
      Objects.requireNonNull(source, "source");
      if (length.isPresent() && length.getAsLong() < 0) {
        throw new IllegalArgumentException("a length cannot be " + length.getAsLong());
      }
    }
  }

  /// Content that a piece of the application's code writes.
  record Written(Writer writer) implements Body {
    /// @throws NullPointerException if there is none
    public Written {
      Objects.requireNonNull(writer, "writer");
    }
  }

  /// Content without an end of its own, as a stream of events is: it goes on until the application,
  /// the client or the server's shutdown ends it.
  ///
  /// @param start begins the content anew for each client, without waiting for anything
  record Endless(Supplier<EndlessWriter> start) implements Body {
    /// Takes what there is.
    public Endless {
      Objects.requireNonNull(start, "start");
    }
  }

  /// Writes content to a client.
  @FunctionalInterface
  interface Writer {
    /// Called once, on a thread that may block. What is written leaves when a buffer is full, on
    /// `flush()`, and when this method returns. A `write` blocks while the client is slow, and
    /// throws [IOException] when it is gone or slower than the server's limits allow. An exception
    /// thrown from here is logged, and treated as if the handler had thrown it if nothing has left
    /// yet; later it cuts the connection, so that the client does not take a part for the whole.
    void writeTo(OutputStream out) throws Exception;
  }

  /// Writes endless content to one client. The server learns what only it can see, that it is being
  /// shut down or that the client may be gone, and says so by [#end()] and [#probe()]: both return
  /// at once, and may be called from any thread, before, while and after [#writeTo(OutputStream)]
  /// runs.
  interface EndlessWriter extends Writer {
    /// The server is being shut down: the content ends soon, and in order.
    void end();

    /// The client may be gone, which shows when bytes are written: some are, soon.
    void probe();
  }

  /// How many bytes the content has, where that is known before it is sent.
  ///
  /// @throws IOException if the body is a file or a source that cannot be looked at
  default OptionalLong length() throws IOException {
    return switch (this) {
      case Empty _ -> OptionalLong.of(0);
      case Bytes b -> OptionalLong.of(b.bytes().length);
      case OfFile f -> OptionalLong.of(Files.size(f.path()));
      case OfSource s -> OptionalLong.of(s.source().length());
      case Part p -> OptionalLong.of(p.count());
      case Stream s -> s.length();
      case Written _, Endless _ -> OptionalLong.empty();
    };
  }

  /// The bytes, where they are in memory.
  default Optional<byte[]> bytesIfPresent() {
    return switch (this) {
      case Empty _ -> Optional.of(new byte[0]);
      case Bytes b -> Optional.of(b.bytes());
      case OfFile _, OfSource _, Part _, Stream _, Written _, Endless _ -> Optional.empty();
    };
  }

  /// Writes the content to `out`, for tests and tools, and leaves `out` open. A stream is used up
  /// and closed by it.
  ///
  /// @throws Exception what the source of the content throws
  default void writeTo(OutputStream out) throws Exception {
    switch (this) {
      case Empty _ -> {}
      case Bytes b -> out.write(b.bytes());
      case OfFile f -> Files.copy(f.path(), out);
      case OfSource s -> new Part(s.source(), 0, s.source().length()).writeTo(out);
      case Part p -> {
        try (InputStream stream = p.stream()) {
          stream.transferTo(out);
        }
      }
      case Stream s -> {
        try (InputStream source = s.source()) {
          if (s.length().isPresent()) {
            out.write(source.readNBytes(Math.toIntExact(s.length().getAsLong())));
          } else {
            source.transferTo(out);
          }
        }
      }
      case Written w -> w.writer().writeTo(out);
      case Endless e -> e.start().get().writeTo(out);
    }
  }
}
