package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.SeekableContent;
import io.github.tinyhttp.content.EndlessScope;
import io.github.tinyhttp.content.StreamCopy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// Moves content that is read or made while it is sent to the client.
public final class ContentPump {
  private ContentPump() {}

  /// Whether content of that kind is pumped, on a thread that may block; other content is in
  /// memory.
  public static boolean isFor(Body body) {
    return !body.isInMemory();
  }

  /// Moves all of the content. Its stream, if it has one, stays open: the end of the request closes
  /// it.
  ///
  /// @throws Exception what the source of the content throws, or the client
  public static void pump(Body body, Outgoing out) throws Exception {
    Optional<SeekableContent> seekable = body.seekable();
    Optional<InputStream> stream = body.inputStream();
    Optional<Body.Writer> writer = body.writer();
    Optional<Supplier<Body.EndlessWriter>> endless = body.endlessWriter();
    if (body.isInMemory()) {
      out.write(body.bytes());
    } else if (seekable.isPresent()) {
      pump(seekable.get(), body.start(), body.length().orElseThrow(), out);
    } else if (stream.isPresent()) {
      StreamCopy.copy(stream.get(), body.length(), out);
    } else if (writer.isPresent()) {
      EndlessScope.run(new Known(out), () -> writer.get().writeTo(out));
    } else {
      pump(endless.orElseThrow().get(), out);
    }
  }

  private static void pump(Body.EndlessWriter content, Outgoing out) throws Exception {
    out.begins(content);
    try {
      content.writeTo(out);
    } finally {
      out.ends(content);
    }
  }

  /// Content that a writer writes and that goes on until it is ended, as the outgoing response
  /// knows it.
  private record Known(Outgoing out) implements EndlessScope.Registry {
    @Override
    public void begins(EndlessScope.Content content) {
      out.begins(new Within(content));
    }

    @Override
    public void ends(EndlessScope.Content content) {
      out.ends(new Within(content));
    }
  }

  private record Within(EndlessScope.Content content) implements Body.EndlessWriter {
    @Override
    public void writeTo(OutputStream out) {
      throw new IllegalStateException("it is written already");
    }

    @Override
    public void end() {
      content.end();
    }

    @Override
    public void probe() {
      content.probe();
    }
  }

  private static void pump(SeekableContent content, long start, long count, Outgoing out)
      throws IOException {
    ReadableByteChannel opened = content.open(start);
    if (opened instanceof FileChannel file) {
      out.transferFrom(file, count);
      return;
    }
    try (ReadableByteChannel channel = opened) {
      StreamCopy.copy(Channels.newInputStream(channel), OptionalLong.of(count), out);
    }
  }
}
