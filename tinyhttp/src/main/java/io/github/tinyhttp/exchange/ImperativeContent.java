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
import java.util.concurrent.atomic.AtomicBoolean;
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
  private @Nullable CodedStream coder;

  /// Where content goes: to `coder`, or to `outgoing`.
  private OutputStream target;

  /// Set by the thread that ends the content, or breaks it off.
  private final AtomicBoolean ended = new AtomicBoolean();

  /// Why the content broke off; null if it has not.
  private volatile @Nullable Throwable failure;

  private ImperativeContent(Outgoing outgoing) {
    this.outgoing = outgoing;
    this.target = outgoing;
  }

  /// Responds to `request` with this head.
  ///
  /// @param length of the content in bytes; empty if it is not known
  static OutputStream begin(ServerRequest request, Response head, OptionalLong length)
      throws IOException {
    if (head.isHandled()) {
      throw new IllegalArgumentException("Response.handled() is for a handler to return");
    }
    if (!head.body().isEmpty()) {
      ResponseStreams.close(head, request.dispatcher()); // as of every response that is not sent
      throw new IllegalArgumentException("the content is written after the head, it has some now");
    }
    Response described =
        length.isPresent()
            ? head.withBody(Body.stream(STREAM, length.getAsLong()))
                .withCompression(Compression.Use.NEVER) // would change the length
            : head.withBody(Body.written(WRITER));
    if (!request.claims(described)) {
      throw FailureCauses.respondedAlready();
    }
    request.response(request.dispatcher().select(request));
    Body selected = request.response().body();
    if (selected.equals(described.body())) {
      return begun(request);
    }
    if (selected.writer().orElse(null) instanceof CodedWriter coded
        && WRITER.equals(coded.source())) {
      return coded(request, coded);
    }
    request.send(); // a 304, for one
    return OutputStream.nullOutputStream();
  }

  private static OutputStream begun(ServerRequest request) throws IOException {
    return request.lends(new ImperativeContent(opened(request)));
  }

  private static OutputStream coded(ServerRequest request, CodedWriter coded) throws IOException {
    var content = new ImperativeContent(opened(request));
    OutputStream lent = request.lends(content);
    content.encode(coded);
    return lent;
  }

  /// Sends the head of the response, and lends the way for its content.
  private static Outgoing opened(ServerRequest request) throws IOException {
    try {
      return request.carrier.begin();
    } catch (Throwable e) {
      request.fails(e);
      throw e;
    }
  }

  private void encode(CodedWriter coded) throws IOException {
    try {
      CodedStream opened = coded.open(outgoing);
      coder = opened;
      target = opened;
    } catch (Throwable e) {
      breakOff(e);
      throw e;
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (ended.get()) {
      throw new IOException("the response has ended", failure);
    }
    try {
      target.write(bytes, offset, length);
    } catch (Throwable e) {
      breakOff(e);
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    if (ended.get()) {
      return;
    }
    try {
      target.flush();
    } catch (Throwable e) {
      breakOff(e);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    try {
      if (coder != null) {
        coder.close();
      }
      outgoing.finish();
    } catch (Throwable e) {
      cut(e);
      throw e;
    }
  }

  /// Content cannot be taken to the client, or not be made.
  private void breakOff(Throwable cause) {
    if (ended.compareAndSet(false, true)) {
      cut(cause);
    }
  }

  /// Cuts the response, which tells of the cause unless it is the client's.
  private void cut(Throwable cause) {
    release(cause);
    failure = cause;
  }

  /// The application failed before it has closed this, of which is told elsewhere. From any thread.
  void abort(Throwable cause) {
    if (ended.compareAndSet(false, true)) {
      failure = cause;
      release(cause);
    }
  }

  /// Cuts first, for a thread that writes meanwhile has the coder until its write fails.
  private void release(Throwable cause) {
    outgoing.abort(cause);
    if (coder != null) {
      coder.abandon();
    }
  }

  /// Whether this broke off, and the cause was told.
  boolean hasBrokenOff() {
    return failure != null;
  }
}
