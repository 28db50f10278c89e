package io.github.tinyhttp.semantics;

import io.github.tinyhttp.SeekableContent;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/// Content in memory.
record BytesSource(byte[] bytes) implements SeekableContent {
  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public ReadableByteChannel open(long offset) {
    int start = Math.toIntExact(offset);
    return Channels.newChannel(new ByteArrayInputStream(bytes, start, bytes.length - start));
  }

  byte[] copy(long start, long length) {
    return Arrays.copyOfRange(bytes, Math.toIntExact(start), Math.toIntExact(start + length));
  }
}
