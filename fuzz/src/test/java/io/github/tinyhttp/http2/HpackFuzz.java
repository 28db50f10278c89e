package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tinyhttp.engine.WriteBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Feeds any octets to [HpackDecoder] as blocks: it must decode them or refuse them, keep its table
/// small, and keep the same table however the representations are spread over blocks. What was
/// decoded must survive [HpackEncoder].
class HpackFuzz {
  private static final int STATIC = 61;

  /// The largest number of entries that a table can have.
  private static final int MOST_ENTRIES = HpackDecoder.TABLE / HeaderField.OVERHEAD;

  @FuzzTest
  void a_block_is_decoded_or_refused(byte[] octets) {
    if (octets.length < 1) {
      return;
    }
    int cut = Math.min(octets[0] & 0xFF, octets.length - 1);
    byte[] block = Arrays.copyOfRange(octets, 1, octets.length);
    byte[] first = Arrays.copyOf(block, cut);
    byte[] second = Arrays.copyOfRange(block, cut, block.length);
    var once = new HpackDecoder(HpackDecoder.TABLE);
    var twice = new HpackDecoder(HpackDecoder.TABLE);
    List<HeaderField> whole = new ArrayList<>();
    List<HeaderField> parts = new ArrayList<>();
    boolean wholeIsFine = isDecoded(once, block, whole);
    boolean partsAreFine = isDecoded(twice, first, parts) && isDecoded(twice, second, parts);
    if (wholeIsFine && partsAreFine) {
      assertThat(parts).isEqualTo(whole);
      assertThat(table(twice)).isEqualTo(table(once));
    }
    if (wholeIsFine) {
      assertThat(table(once)).hasSizeLessThanOrEqualTo(MOST_ENTRIES);
      checkRoundTrip(whole, octets[0]);
    }
  }

  private static boolean isDecoded(HpackDecoder decoder, byte[] block, List<HeaderField> fields) {
    try {
      decoder.decode(block, 0, block.length, fields::add);
      return true;
    } catch (HpackFault _) {
      return false;
    }
  }

  /// The entries of the dynamic table, each asked for by its index.
  private static List<HeaderField> table(HpackDecoder decoder) {
    List<HeaderField> entries = new ArrayList<>();
    for (int index = STATIC + 1; ; index++) {
      var out = new WriteBatch(8);
      byte[] bytes = out.room(8);
      bytes[0] = (byte) (index < 127 ? 0x80 | index : 0xFF);
      if (index >= 127) {
        bytes[1] = (byte) (index - 127); // 128 entries at most
      }
      if (!isDecoded(decoder, Arrays.copyOf(bytes, index < 127 ? 1 : 2), entries)) {
        return entries;
      }
    }
  }

  /// Encodes fields as those of a response, with a table that changes its size in between.
  private static void checkRoundTrip(List<HeaderField> fields, int seed) {
    var encoder = new HpackEncoder();
    var decoder = new HpackDecoder(HpackDecoder.TABLE);
    for (int round = 0; round < 3; round++) {
      var out = new WriteBatch(64);
      encoder.begin(out);
      encoder.status(out, 200 + (seed & 0xFF) + round);
      for (HeaderField field : fields) {
        encoder.field(out, ResponseFieldName.of(field.name()), field.value());
      }
      List<HeaderField> decoded = new ArrayList<>();
      assertThat(isDecoded(decoder, out.take(), decoded)).isTrue();
      assertThat(decoded.getFirst().value()).isEqualTo("" + (200 + (seed & 0xFF) + round));
      assertThat(decoded).hasSize(fields.size() + 1);
      for (int i = 0; i < fields.size(); i++) {
        HeaderField field = fields.get(i);
        assertThat(decoded.get(i + 1).name()).isEqualTo(field.name().toLowerCase(Locale.ROOT));
        assertThat(decoded.get(i + 1).value()).isEqualTo(field.value());
      }
      encoder.limit(round == 0 ? 16L * (seed & 0xFF) : 4096);
    }
  }
}
