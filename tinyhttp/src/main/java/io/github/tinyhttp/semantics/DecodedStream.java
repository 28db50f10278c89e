package io.github.tinyhttp.semantics;

import io.github.tinyhttp.ContentCoding;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.content.BlockInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A body while it is decoded. A failure is an [HttpException], and every read after it throws the
/// same one. No stage may give more than one mebibyte plus a hundred times what came from the
/// client: text never shrinks to less than a hundredth, and some bombs grow a hundred thousand
/// times. The bound holds for inner stages, too, so that neither memory nor time can explode
/// between two of them.
public final class DecodedStream extends BlockInputStream {
  private static final long FREE = 1 << 20;
  private static final long RATIO = 100;

  /// Frees the decoders of a stream that the application has forgotten in its middle.
  private static final Cleaner FORGOTTEN = Cleaner.create();

  private final Stages stages;
  private final Cleaner.Cleanable cleanable;
  private @Nullable HttpException failure;

  /// @param codings in the order they were applied
  DecodedStream(InputStream sent, List<ContentCoding> codings) {
    this.stages = new Stages(sent, codings);
    this.cleanable = FORGOTTEN.register(this, stages::close);
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (failure != null) {
      throw failure;
    }
    stages.checkOpen();
    try {
      int count = stages.read(into, offset, length);
      if (count < 0) {
        stages.ended = true;
        close();
      }
      return count;
    } catch (IOException | RuntimeException e) {
      boolean empty = stages.hadNothing();
      close();
      if (empty) {
        stages.ended = true;
        return -1;
      }
      IOException real = stages.reason(e);
      if (real instanceof HttpException known) {
        failure = known;
      }
      throw real;
    }
  }

  /// What is wrong with the body, so that no more can be decoded; null if nothing has shown.
  public @Nullable HttpException fault() {
    return failure;
  }

  /// Frees the decoders. What is left of the body stays where it is.
  @Override
  public void close() {
    cleanable.clean();
  }

  /// The decoders, one after the other. Has no reference to the stream, so that the cleaner notices
  /// when the application has forgotten that.
  private static final class Stages {
    private final InputStream sent;
    private final List<ContentCoding> codings;
    private final List<Stage> stages = new ArrayList<>();
    private boolean ended;
    private boolean closed;
    private boolean sentAll;
    private long received;

    /// A failure of the body or of a bound, which counts more than what the decoders make of it.
    private @Nullable IOException cause;

    Stages(InputStream sent, List<ContentCoding> codings) {
      this.sent = sent;
      this.codings = codings;
    }

    int read(byte[] into, int offset, int length) throws IOException {
      if (ended) {
        return -1;
      }
      if (stages.isEmpty()) {
        build();
      }
      return stages.getLast().read(into, offset, length);
    }

    private void build() throws IOException {
      InputStream stream = new Sent();
      for (ContentCoding coding : codings.reversed()) {
        var stage = new Stage(coding.decode(stream));
        stages.add(stage);
        stream = stage;
      }
    }

    /// @throws IOException what has ended the stream, or that the application has
    void checkOpen() throws IOException {
      if (closed && !ended) {
        throw cause == null ? new IOException("the stream is closed") : cause;
      }
    }

    /// Whether the client has sent no content, so that there was nothing it could have coded.
    boolean hadNothing() {
      return sentAll && received == 0;
    }

    IOException reason(Exception thrown) {
      if (cause != null) {
        return cause;
      }
      var malformed = new HttpException(400, "the body is not what its Content-Encoding says");
      malformed.initCause(thrown);
      return malformed;
    }

    void close() {
      closed = true;
      for (Stage stage : stages.reversed()) {
        try {
          stage.close();
        } catch (IOException | RuntimeException _) {
          // nothing more is read from it
        }
      }
      stages.clear();
    }

    /// The bytes from the client.
    private final class Sent extends BlockInputStream {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        try {
          int count = sent.read(into, offset, length);
          received += Math.max(count, 0);
          sentAll |= count < 0;
          return count;
        } catch (IOException e) {
          cause = e;
          throw e;
        }
      }
    }

    /// The bytes from one decoder.
    private final class Stage extends BlockInputStream {
      private final InputStream decoder;
      private long given;

      Stage(InputStream decoder) {
        this.decoder = decoder;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int count = decoder.read(into, offset, length);
        given += Math.max(count, 0);
        if (given > FREE + RATIO * received) {
          var bomb = new HttpException(413, "the body grows too much when it is decoded");
          cause = bomb;
          throw bomb;
        }
        return count;
      }

      @Override
      public void close() throws IOException {
        decoder.close();
      }
    }
  }
}
