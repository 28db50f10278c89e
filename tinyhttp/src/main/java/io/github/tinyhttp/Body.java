package io.github.tinyhttp;

import io.github.tinyhttp.content.AnnouncedLength;
import io.github.tinyhttp.content.StreamCopy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The content of a [Response]: bytes in memory, or a source that the library reads or calls when
/// it sends the response.
///
/// Most applications never name this class, because the factories of [Response] make the body.
/// [Response#withBody(Body)] is for the others: it replaces the content and keeps status and
/// fields.
///
/// A body may be sent any number of times, except the body of an [InputStream].
public final class Body {
  private static final byte[] NO_BYTES = {};
  private static final Body EMPTY = new Body(NO_BYTES);

  /// The content: a `byte[]` if it is in memory, else a [Source]. One field for both spares 8 bytes
  /// with each response.
  private final Object content;

  private Body(byte[] bytes) {
    this.content = bytes;
  }

  private Body(Source source) {
    this.content = source;
  }

  private @Nullable Source source() {
    return content instanceof Source source ? source : null;
  }

  private sealed interface Source {
    record OfFile(Path path) implements Source {}

    /// @param count empty if the content goes on to its end
    record OfSeekable(SeekableContent content, long start, OptionalLong count) implements Source {}

    record OfStream(InputStream stream, OptionalLong length) implements Source {}

    record OfWriter(Writer writer, OptionalLong length) implements Source {}

    record Endless(Supplier<EndlessWriter> start) implements Source {}
  }

  /// Writes content to a client.
  @FunctionalInterface
  public interface Writer {
    /// The library calls this once for each response, on a thread that may block. What is written
    /// leaves when a buffer is full, on `flush()`, and when this method returns. A `write` blocks
    /// while the client is slow, and throws [IOException] when the client is gone or slower than
    /// the server's limits allow. An exception thrown from here is logged, and treated as if the
    /// handler had thrown it if no byte has left yet; later it cuts the connection, so that the
    /// client does not take a part for the whole.
    void writeTo(OutputStream out) throws Exception;
  }

  /// Writes content that goes on until it is ended, such as a stream of events. The server calls
  /// [#end()] when it shuts down and [#probe()] when the client may have left. Both return at once;
  /// any thread may call them, before, while and after [#writeTo(OutputStream)] runs.
  public interface EndlessWriter extends Writer {
    /// The server is shutting down: `writeTo` ends the content and returns soon.
    void end();

    /// The client may be gone: `writeTo` soon writes some bytes, because only that shows it.
    void probe();
  }

  // ---- what a body is made of

  /// No content.
  public static Body empty() {
    return EMPTY;
  }

  /// Text in memory, in UTF-8.
  public static Body of(String text) {
    return of(text, StandardCharsets.UTF_8);
  }

  /// Text in memory, in that charset. Characters that it does not have become question marks. The
  /// `Content-Type` of the response has to name it, see [Response#of(int, String, String)].
  public static Body of(String text, Charset charset) {
    return of(text.getBytes(charset));
  }

  /// Content in memory.
  ///
  /// @param bytes not copied: the application must not change them any more
  public static Body of(byte[] bytes) {
    return new Body(Objects.requireNonNull(bytes, "bytes"));
  }

  /// A file, as it is when the response is given. Its length is taken then: a file that shrinks
  /// while it is sent cuts the connection, and of a file that grows only that length is sent.
  public static Body of(Path file) {
    return new Body(new Source.OfFile(Objects.requireNonNull(file, "file")));
  }

  /// Content that can be read from any offset on. Its length is taken when the response is given.
  public static Body of(SeekableContent content) {
    Objects.requireNonNull(content, "content");
    return new Body(new Source.OfSeekable(content, 0, OptionalLong.empty()));
  }

  /// A part of such content.
  ///
  /// @param start the offset of the first byte
  /// @param count how many bytes; content that ends before cuts the connection
  /// @throws IllegalArgumentException if one of them is negative, or their sum overflows
  public static Body of(SeekableContent content, long start, long count) {
    Objects.requireNonNull(content, "content");
    if (start < 0 || count < 0 || start > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException("no part: " + count + " bytes from " + start + " on");
    }
    return new Body(new Source.OfSeekable(content, start, OptionalLong.of(count)));
  }

  /// All bytes of a stream. The library reads it when it sends the response, and closes it at the
  /// end of the request, so the body is good for one response. A stream that fails is treated like
  /// a [Writer] that throws.
  public static Body stream(InputStream stream) {
    return new Body(new Source.OfStream(check(stream), OptionalLong.empty()));
  }

  /// As [#stream(InputStream)], but exactly `length` bytes. A stream that ends before is treated
  /// like one that fails.
  ///
  /// @throws IllegalArgumentException if the length is negative
  public static Body stream(InputStream stream, long length) {
    return new Body(new Source.OfStream(check(stream), OptionalLong.of(notNegative(length))));
  }

  private static long notNegative(long length) {
    if (length < 0) {
      throw new IllegalArgumentException("a length cannot be " + length);
    }
    return length;
  }

  private static InputStream check(InputStream stream) {
    return Objects.requireNonNull(stream, "stream");
  }

  /// Content that the application's code writes while it is sent.
  public static Body written(Writer writer) {
    Objects.requireNonNull(writer, "writer");
    return new Body(new Source.OfWriter(writer, OptionalLong.empty()));
  }

  /// As [#written(Writer)], but exactly `length` bytes, which are announced. A writer that writes
  /// more or fewer is treated like one that throws.
  ///
  /// @throws IllegalArgumentException if the length is negative
  public static Body written(Writer writer, long length) {
    Objects.requireNonNull(writer, "writer");
    Writer checked =
        out -> {
          var content = new AnnouncedLength(out, length);
          writer.writeTo(content);
          content.end();
        };
    return new Body(new Source.OfWriter(checked, OptionalLong.of(notNegative(length))));
  }

  /// Content without an end of its own, as a stream of events is: it goes on until the application,
  /// the client or the server's shutdown ends it.
  ///
  /// @param start gives the writer for one client, without waiting for anything
  public static Body endless(Supplier<EndlessWriter> start) {
    return new Body(new Source.Endless(Objects.requireNonNull(start, "start")));
  }

  // ---- questions

  /// Whether this is content in memory, and no byte of it.
  public boolean isEmpty() {
    return content instanceof byte[] bytes && bytes.length == 0;
  }

  /// Whether the content is in memory, and [#bytes()] has it.
  public boolean isInMemory() {
    return content instanceof byte[];
  }

  /// The content, if it is in memory: not a copy, so the caller must not change it.
  ///
  /// @throws IllegalStateException if it is not, see [#isInMemory()]
  public byte[] bytes() {
    if (content instanceof byte[] bytes) {
      return bytes;
    }
    throw new IllegalStateException("the content is not in memory: " + this);
  }

  /// The file that the content is read from, if it is one.
  public Optional<Path> file() {
    return content instanceof Source.OfFile(Path path) ? Optional.of(path) : Optional.empty();
  }

  /// What the content is, or is a part of, if it can be read from any offset on. The part begins at
  /// [#start()] and has [#count()] bytes.
  public Optional<SeekableContent> seekable() {
    return content instanceof Source.OfSeekable part
        ? Optional.of(part.content())
        : Optional.empty();
  }

  /// The offset of the first byte in what [#seekable()] gives; 0 for all other content.
  public long start() {
    return content instanceof Source.OfSeekable part ? part.start() : 0;
  }

  /// How many bytes the body takes of what [#seekable()] gives; empty if it takes all from the
  /// start on, and for all other content.
  public OptionalLong count() {
    return content instanceof Source.OfSeekable part ? part.count() : OptionalLong.empty();
  }

  /// The stream that the content is read from, if it is one. The library reads and closes it.
  public Optional<InputStream> inputStream() {
    return content instanceof Source.OfStream one ? Optional.of(one.stream()) : Optional.empty();
  }

  /// The code that writes the content, if it has an end of its own.
  public Optional<Writer> writer() {
    return content instanceof Source.OfWriter one ? Optional.of(one.writer()) : Optional.empty();
  }

  /// The code that begins the content for one client, if it has no end of its own.
  public Optional<Supplier<EndlessWriter>> endlessWriter() {
    return content instanceof Source.Endless(Supplier<EndlessWriter> start)
        ? Optional.of(start)
        : Optional.empty();
  }

  /// How many bytes the content has, where that is known before it is sent.
  ///
  /// @throws IOException if the body is a file, or seekable content, whose length cannot be found
  public OptionalLong length() throws IOException {
    return switch (source()) {
      case null -> OptionalLong.of(bytes().length);
      case Source.OfFile(Path path) -> OptionalLong.of(Files.size(path));
      case Source.OfSeekable part ->
          part.count().isPresent() ? part.count() : OptionalLong.of(part.content().length());
      case Source.OfStream one -> one.length();
      case Source.OfWriter one -> one.length();
      case Source.Endless _ -> OptionalLong.empty();
    };
  }

  /// Writes the content to `out`, for filters, tests and tools, and leaves `out` open. A body of a
  /// stream is used up by that, and its stream closed. Within a [Writer], endless content goes on
  /// to learn when the server shuts down or the client has left.
  ///
  /// ```java
  /// Response given = handler.handle(request);
  /// var digest = new CRC32();
  /// Response filtered =
  ///     given.withBody(
  ///         Body.written(out -> given.body().writeTo(new CheckedOutputStream(out, digest))));
  /// ```
  ///
  /// @throws Exception what the source of the content throws; [IOException] if it ends before its
  ///   length
  public void writeTo(OutputStream out) throws Exception {
    switch (source()) {
      case null -> out.write(bytes());
      case Source.OfFile(Path path) -> Files.copy(path, out);
      case Source.OfSeekable part -> {
        try (InputStream stream = Channels.newInputStream(part.content().open(part.start()))) {
          StreamCopy.copy(stream, length(), out);
        }
      }
      case Source.OfStream(InputStream stream, OptionalLong length) -> {
        try (stream) {
          StreamCopy.copy(stream, length, out);
        }
      }
      case Source.OfWriter one -> one.writer().writeTo(out);
      case Source.Endless(Supplier<EndlessWriter> start) -> EndlessContent.write(start.get(), out);
    }
  }

  /// For logs: where the content comes from.
  @Override
  public String toString() {
    return content instanceof byte[] bytes ? bytes.length + " bytes" : content.toString();
  }
}
