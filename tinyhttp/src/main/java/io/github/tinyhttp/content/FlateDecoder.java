package io.github.tinyhttp.content;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.Checksum;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/// Undoes gzip or deflate. Stricter than the JDK's own streams, which ignore bytes after the end of
/// gzip: here they are an error, as is an end before the checksum.
public final class FlateDecoder extends BlockInputStream {
  private final FlateInput input;
  private final FlateFormat format;
  private final Inflater inflater = new Inflater(true);
  private final Checksum checksum;
  private long length;

  /// BEFORE -> INSIDE -> BEFORE | OVER
  private State state = State.BEFORE;

  private boolean first = true;
  private boolean closed;

  private enum State {
    BEFORE,
    INSIDE,
    OVER
  }

  public FlateDecoder(InputStream source, FlateFormat format) {
    this.input = new FlateInput(source);
    this.format = format;
    this.checksum = format.checksum();
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, into.length);
    if (closed) {
      throw new IOException("the stream is closed");
    }
    int got = 0;
    while (got == 0 && count > 0) {
      switch (state) {
        case BEFORE -> {
          state = format.readHeader(input, first) ? State.INSIDE : State.OVER;
          first = false;
        }
        case INSIDE -> got = inflate(into, offset, count);
        case OVER -> {
          return -1;
        }
      }
    }
    return got;
  }

  private int inflate(byte[] into, int offset, int count) throws IOException {
    if (inflater.needsInput()) {
      input.feed(inflater);
    }
    int got;
    try {
      got = inflater.inflate(into, offset, count);
    } catch (DataFormatException e) {
      throw new ZipException(e.getMessage());
    }
    checksum.update(into, offset, got);
    length += got;
    if (inflater.finished()) {
      end();
    }
    return got;
  }

  private void end() throws IOException {
    input.takeBack(inflater);
    for (byte expected : format.trailer(checksum.getValue(), length)) {
      if ((byte) input.next() != expected) {
        throw new ZipException("the checksum is wrong");
      }
    }
    inflater.reset();
    checksum.reset();
    length = 0;
    state = State.BEFORE;
  }

  @Override
  public void close() {
    closed = true;
    inflater.end();
  }
}
