package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.ContentCoding;
import io.github.tinyhttp.content.BlockOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/// Codes what another writer writes. When that writer fails, the coded content is not ended, so
/// that no client can take it for the whole.
///
/// @param running counts the writers of this kind that are at work
public record CodedWriter(
    ContentCoding coding, int level, Body.Writer source, AtomicInteger running)
    implements Body.Writer {
  private static final int BUFFER = 8 << 10;

  @Override
  public void writeTo(OutputStream out) throws Exception {
    running.incrementAndGet();
    try {
      code(out);
    } finally {
      running.decrementAndGet();
    }
  }

  /// Codes what the caller writes itself. To close the stream ends the coded content, and leaves
  /// `out` open.
  public CodedStream open(OutputStream out) throws IOException {
    var gate = new Gate(out);
    OutputStream encoder = coding.encode(gate, level);
    running.incrementAndGet();
    return new CodedStream(gate, encoder, new Pieces(encoder), running);
  }

  private void code(OutputStream out) throws Exception {
    var gate = new Gate(out);
    OutputStream encoder = coding.encode(gate, level);
    boolean whole = false;
    try {
      var pieces = new Pieces(encoder);
      source.writeTo(pieces);
      pieces.passOn();
      whole = true;
    } finally {
      if (!whole) {
        gate.shut();
      }
      encoder.close();
    }
  }

  /// The stream that the application writes to. Coders are slow with small pieces, so those are
  /// collected. Closing this does nothing; the coder is closed by [#code(OutputStream)].
  static final class Pieces extends OutputStream {
    private final OutputStream encoder;
    private final byte[] buffer = new byte[BUFFER];
    private int count;

    Pieces(OutputStream encoder) {
      this.encoder = encoder;
    }

    @Override
    public void write(int b) throws IOException {
      if (count == BUFFER) {
        passOn();
      }
      buffer[count++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      if (length > BUFFER - count) {
        passOn();
        if (length >= BUFFER) {
          encoder.write(bytes, offset, length);
          return;
        }
      }
      System.arraycopy(bytes, offset, buffer, count, length);
      count += length;
    }

    @Override
    public void flush() throws IOException {
      passOn();
      encoder.flush();
    }

    void passOn() throws IOException {
      int collected = count;
      count = 0;
      encoder.write(buffer, 0, collected);
    }
  }

  /// The way to the client. Once it is shut, closing the encoder sends nothing.
  static final class Gate extends BlockOutputStream {
    private final OutputStream out;
    private boolean shut;

    Gate(OutputStream out) {
      this.out = out;
    }

    void shut() {
      shut = true;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!shut && length > 0) {
        out.write(bytes, offset, length);
      }
    }

    @Override
    public void flush() throws IOException {
      if (!shut) {
        out.flush();
      }
    }
  }
}
