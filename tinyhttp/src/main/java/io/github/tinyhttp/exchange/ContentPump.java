package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.semantics.StreamCopy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// Moves content that is read or made while it is sent to the client.
public final class ContentPump {
  private ContentPump() {}

  /// Whether content of that kind is pumped, on a thread that may block; other content is in
  /// memory.
  public static boolean isFor(Body body) {
    return !(body instanceof Body.Bytes || body instanceof Body.Empty);
  }

  /// Moves all of the content. Its stream, if it has one, stays open: the end of the request closes
  /// it.
  ///
  /// @throws Exception what the source of the content throws, or the client
  public static void pump(Body body, Outgoing out) throws Exception {
    switch (body) {
      case Body.Empty _ -> {}
      case Body.Bytes(byte[] bytes) -> out.write(bytes);
      case Body.Part part -> pump(part, out);
      case Body.Stream(InputStream source, OptionalLong length) ->
          StreamCopy.copy(source, length, out);
      case Body.Written(Body.Writer writer) -> writer.writeTo(out);
      case Body.Endless(Supplier<Body.EndlessWriter> start) -> pump(start.get(), out);
      case Body.OfFile _, Body.OfSource _ -> throw new IllegalStateException("not selected");
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

  private static void pump(Body.Part part, Outgoing out) throws IOException {
    try (ReadableByteChannel source = part.source().open(part.start())) {
      if (source instanceof FileChannel file) {
        out.transferFrom(file, file.position(), part.count());
      } else {
        StreamCopy.copy(Channels.newInputStream(source), OptionalLong.of(part.count()), out);
      }
    }
  }
}
