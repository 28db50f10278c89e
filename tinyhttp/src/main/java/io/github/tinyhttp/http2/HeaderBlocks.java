package io.github.tinyhttp.http2;

import java.util.function.BiConsumer;

/// Decodes the header blocks of one direction for a reader that stands beside the connection, and
/// so has a table of its own. For one thread at a time.
public final class HeaderBlocks {
  private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.TABLE);

  /// Decodes the next block.
  ///
  /// @param sink gets name and value of each field, one character for each octet
  /// @return false if it is malformed: no further block can be decoded then
  public boolean decodes(byte[] block, BiConsumer<String, String> sink) {
    try {
      decoder.decode(block, 0, block.length, field -> sink.accept(field.name(), field.value()));
      return true;
    } catch (HpackFault _) {
      return false;
    }
  }
}
