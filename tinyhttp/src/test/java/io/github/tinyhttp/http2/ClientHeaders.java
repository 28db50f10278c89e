package io.github.tinyhttp.http2;

import java.util.List;

/// The header blocks of one connection, for tests of other packages.
public final class ClientHeaders {
  private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.TABLE);

  /// The fields of the next block of the server, such as `:status: 200`.
  public List<String> decode(byte[] block) {
    try {
      return Blocks.decode(decoder, block);
    } catch (HpackFault e) {
      throw new IllegalStateException("a block cannot be decoded", e);
    }
  }

  /// A block of literals: names and values in turn.
  public static byte[] encode(List<String> fields) {
    return TestClient.block(fields.toArray(String[]::new));
  }
}
