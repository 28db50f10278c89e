package io.github.tinyhttp.http2;

import io.github.tinyhttp.engine.WriteBatch;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Header blocks as text.
final class Blocks {
  private Blocks() {}

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static List<String> decode(HpackDecoder decoder, byte[] block) throws HpackFault {
    List<String> fields = new ArrayList<>();
    decoder.decode(
        block, 0, block.length, field -> fields.add(field.name() + ": " + field.value()));
    return fields;
  }

  static List<String> decode(String digits) throws HpackFault {
    return decode(new HpackDecoder(HpackDecoder.TABLE), hex(digits));
  }

  /// A block of one response: the status, then names and values in turn.
  static byte[] encode(HpackEncoder encoder, int status, String... namesAndValues) {
    var out = new WriteBatch(16);
    encoder.begin(out);
    encoder.status(out, status);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      encoder.field(out, ResponseFieldName.of(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return out.take();
  }
}
