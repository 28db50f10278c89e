package io.github.tinyhttp.metrics;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Response;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/// Makes a context current while the library calls or reads what makes the content of a response,
/// which is after the handler has returned, and mostly on another thread.
final class ContentInContext {
  private ContentInContext() {}

  /// The same response, whose content is made in `context`; itself if no code makes it.
  static Response of(Response given, Context context) throws IOException {
    Body body = given.body();
    if (body.writer().isPresent()) {
      Body.Writer writer = in(context, body.writer().get());
      OptionalLong length = body.length();
      return given.withBody(
          length.isPresent() ? Body.written(writer, length.getAsLong()) : Body.written(writer));
    }
    if (body.inputStream().isPresent()) {
      InputStream stream = new Stream(body.inputStream().get(), context);
      OptionalLong length = body.length();
      return given.withBody(
          length.isPresent() ? Body.stream(stream, length.getAsLong()) : Body.stream(stream));
    }
    return given; // in memory, a file, or events, whose feed has a thread of its own
  }

  private static Body.Writer in(Context context, Body.Writer writer) {
    return out -> {
      try (Scope _ = context.makeCurrent()) {
        writer.writeTo(out);
      }
    };
  }

  /// A stream that may do work when it is read: a query, or a call of another service.
  private static final class Stream extends FilterInputStream {
    private final Context context;

    Stream(InputStream source, Context context) {
      super(source);
      this.context = context;
    }

    @Override
    public int read() throws IOException {
      try (Scope _ = context.makeCurrent()) {
        return in.read();
      }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try (Scope _ = context.makeCurrent()) {
        return in.read(into, offset, length);
      }
    }

    @Override
    public long skip(long count) throws IOException {
      try (Scope _ = context.makeCurrent()) {
        return in.skip(count);
      }
    }

    @Override
    public void close() throws IOException {
      try (Scope _ = context.makeCurrent()) {
        in.close();
      }
    }
  }
}
