package io.github.tinyhttp.semantics;

import io.github.tinyhttp.content.BlockOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;

/// Coded content that the application writes on a thread of its own. It has to be ended, by
/// [#close()] or [#abandon()].
public final class CodedStream extends BlockOutputStream {
  private final CodedWriter.Gate gate;
  private final OutputStream encoder;
  private final CodedWriter.Pieces pieces;
  private final AtomicInteger running;
  private boolean ended;

  CodedStream(
      CodedWriter.Gate gate,
      OutputStream encoder,
      CodedWriter.Pieces pieces,
      AtomicInteger running) {
    this.gate = gate;
    this.encoder = encoder;
    this.pieces = pieces;
    this.running = running;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    pieces.write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    pieces.flush();
  }

  /// Ends the coded content.
  @Override
  public void close() throws IOException {
    if (!ended) {
      pieces.passOn(); // if this fails, the caller abandons it
      ended = true;
      running.decrementAndGet();
      encoder.close();
    }
  }

  /// Gives up: the coded content is not ended, so that it can never be taken for the whole.
  public void abandon() {
    if (!ended) {
      ended = true;
      running.decrementAndGet();
      gate.shut();
      try {
        encoder.close();
      } catch (IOException | RuntimeException _) {
        // its memory is given back all the same
      }
    }
  }
}
