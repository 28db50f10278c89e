package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Compression;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.content.BlockOutputStream;
import io.github.tinyhttp.semantics.CodedStream;
import io.github.tinyhttp.semantics.CodedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The content of a response that the application writes on its own thread, after it has given the
/// head. To close it ends the response.
final class ImperativeContent extends BlockOutputStream {
  /// Stands for the content while the response is selected.
  private static final Body.Writer WRITER =
      _ -> {
        throw new IllegalStateException("the application writes this content itself");
      };

  private static final InputStream STREAM = InputStream.nullInputStream();

  private final Outgoing outgoing;

  /// The coder in front of `outgoing`; null if the content is sent as it is.
  private final @Nullable CodedStream coder;

  /// Where content goes: to `coder`, or to `outgoing`.
  private final OutputStream target;

  private boolean ended;

  private ImperativeContent(Outgoing outgoing, @Nullable CodedStream coder) {
    this.outgoing = outgoing;
    this.coder = coder;
    this.target = coder == null ? outgoing : coder;
  }

  /// Responds to `request` with this head.
  ///
  /// @param length of the content in bytes; empty if it is not known
  static OutputStream begin(ServerRequest request, Response head, OptionalLong length)
      throws IOException {
    if (!head.body().isEmpty()) {
      throw new IllegalArgumentException("the content is written after the head, it has some now");
    }
    Response described =
        length.isPresent()
            ? head.withBody(Body.stream(STREAM, length.getAsLong()))
                .withCompression(Compression.Use.NEVER) // would change the length
            : head.withBody(Body.written(WRITER));
    if (!request.claims(described)) {
      throw ServerRequest.respondedAlready();
    }
    request.response(request.dispatcher().select(request));
    Body selected = request.response().body();
    if (selected.equals(described.body())) {
      return begun(request);
    }
    if (selected.writer().orElse(null) instanceof CodedWriter coded && WRITER.equals(coded.source())) {
      return coded(request, coded);
    }
    request.send(); // a 304, for one
    return OutputStream.nullOutputStream();
  }

  private static OutputStream begun(ServerRequest request) throws IOException {
    Outgoing outgoing = request.outgoing();
    return request.lends(new ImperativeContent(outgoing, null));
  }

  private static OutputStream coded(ServerRequest request, CodedWriter coded) throws IOException {
    Outgoing outgoing = request.outgoing();
    return request.lends(new ImperativeContent(outgoing, coded.open(outgoing)));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (ended) {
      throw new IOException("the response has ended");
    }
    try {
      target.write(bytes, offset, length);
    } catch (IOException | RuntimeException | Error e) {
      abort(e);
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    if (ended) {
      return;
    }
    try {
      target.flush();
    } catch (IOException | RuntimeException | Error e) {
      abort(e);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (ended) {
      return;
    }
    try {
      if (coder != null) {
        coder.close();
      }
      outgoing.finish();
      ended = true;
    } catch (IOException | RuntimeException | Error e) {
      abort(e);
      throw e;
    }
  }

  /// The application failed before it has closed this.
  void abort(Throwable cause) {
    if (!ended) {
      ended = true;
      if (coder != null) {
        coder.abandon();
      }
      outgoing.abort(cause);
    }
  }
}
