package io.github.tinyhttp.codings;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/// Decodes brotli. Unlike the stream of brotli4j, it returns the bytes that it can decode before it
/// waits for more, and refuses bytes behind the end.
final class BrotliDecoder extends InputStream {
  private static final int BUFFER = 8 << 10;

  private final InputStream source;

  @GuardedBy("this")
  private final DecoderJNI.Wrapper decoder;

  @GuardedBy("this")
  private final byte[] buffer = new byte[BUFFER];

  /// Decoded bytes that have not been read yet. The buffer lies in the decoder's own memory.
  @GuardedBy("this")
  private ByteBuffer output = ByteBuffer.allocate(0);

  /// Whether the end of the coded content has been decoded.
  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private boolean closed;

  BrotliDecoder(InputStream source) throws IOException {
    this.source = source;
    this.decoder = new DecoderJNI.Wrapper(BUFFER);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public synchronized int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (closed) {
      throw new IOException("the stream is closed");
    }
    while (!output.hasRemaining()) {
      if (length == 0 || ended) {
        return length == 0 ? 0 : -1;
      }
      decode();
    }
    int count = Math.min(length, output.remaining());
    output.get(into, offset, count);
    return count;
  }

  @GuardedBy("this")
  private void decode() throws IOException {
    if (decoder.hasOutput()) {
      output = decoder.pull();
      return;
    }
    switch (decoder.getStatus()) {
      case NEEDS_MORE_OUTPUT -> output = decoder.pull();
      case OK -> decoder.push(0);
      case NEEDS_MORE_INPUT -> feed();
      case DONE -> end();
      case ERROR -> throw new IOException("the content is not valid brotli data");
    }
  }

  @GuardedBy("this")
  private void feed() throws IOException {
    int count = source.read(buffer, 0, BUFFER);
    if (count < 0) {
      throw new EOFException("the brotli data ends too early");
    }
    decoder.getInputBuffer().clear().put(buffer, 0, count);
    decoder.push(count);
  }

  @GuardedBy("this")
  private void end() throws IOException {
    ended = true;
    if (source.read(buffer, 0, BUFFER) > 0) {
      throw new IOException("bytes follow the end of the brotli data");
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      output = ByteBuffer.allocate(0);
      decoder.destroy();
    }
  }
}
