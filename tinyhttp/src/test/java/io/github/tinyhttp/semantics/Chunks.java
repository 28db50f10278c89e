package io.github.tinyhttp.semantics;

import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import java.io.InputStream;

/// Content in chunks, as far as it has come.
final class Chunks extends InputStream {
  private final WireClient client;
  private byte[] chunk = {};
  private int at;

  Chunks(WireClient client) {
    this.client = client;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (at == chunk.length) {
      int size = Integer.parseInt(client.readLine(), 16);
      chunk = Wire.octets(client.readOctets(size));
      at = 0;
      client.expect("\r\n");
    }
    int count = Math.min(length, chunk.length - at);
    System.arraycopy(chunk, at, into, offset, count);
    at += count;
    return chunk.length == 0 ? -1 : count;
  }
}
