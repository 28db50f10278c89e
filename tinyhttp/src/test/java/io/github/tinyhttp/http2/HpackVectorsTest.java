package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.conformance.Covers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The examples of RFC 7541 Appendix C.
class HpackVectorsTest {
  private record Vector(String section, byte[] block, List<String> fields) {}

  @Test
  @Covers({"7541-2.3-1", "7541-3.1-1", "7541-4.1-1"})
  void every_example_decodes_to_its_fields() throws Exception {
    HpackDecoder decoder = new HpackDecoder(HpackDecoder.TABLE);
    List<Vector> vectors = vectors();
    assertThat(vectors).hasSize(16);
    for (Vector vector : vectors) {
      decoder = begins(vector) ? decoderFor(vector) : decoder;
      assertThat(Blocks.decode(decoder, vector.block()))
          .as(vector.section())
          .isEqualTo(vector.fields());
    }
  }

  /// A part of a block that ends between two fields is a block; any other part is none.
  @Test
  void every_part_of_an_example_is_refused_or_means_its_first_fields() throws Exception {
    for (Vector vector : vectors()) {
      if (begins(vector)) {
        for (int length = 0; length < vector.block().length; length++) {
          byte[] part = Arrays.copyOf(vector.block(), length);
          List<String> fields;
          try {
            fields = Blocks.decode(decoderFor(vector), part);
          } catch (HpackFault _) {
            continue;
          }
          assertThat(fields).hasSizeLessThan(vector.fields().size());
          assertThat(fields).isEqualTo(vector.fields().subList(0, fields.size()));
        }
      }
    }
  }

  @Test
  void a_part_of_the_only_field_is_refused() throws Exception {
    for (Vector vector : vectors()) {
      if (vector.fields().size() == 1) {
        for (int length = 1; length < vector.block().length; length++) {
          byte[] part = Arrays.copyOf(vector.block(), length);
          assertThatThrownBy(() -> Blocks.decode(decoderFor(vector), part))
              .as(vector.section() + " cut at " + length)
              .isInstanceOf(HpackFault.class);
        }
      }
    }
  }

  /// Sections C.2 are one block each; the blocks of C.3 to C.6 share a table.
  private static boolean begins(Vector vector) {
    return vector.section().startsWith("C.2") || vector.section().endsWith(".1");
  }

  private static HpackDecoder decoderFor(Vector vector) {
    boolean small = vector.section().matches("C\\.[56].*");
    return new HpackDecoder(small ? 256 : HpackDecoder.TABLE);
  }

  private static List<Vector> vectors() throws IOException {
    try (InputStream in =
        HpackVectorsTest.class.getResourceAsStream("/hpack/rfc7541-appendix-c.txt")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      List<Vector> vectors = new ArrayList<>();
      for (String part : text.split("# ")) {
        List<String> lines = part.lines().filter(line -> !line.isBlank()).toList();
        if (!lines.isEmpty()) {
          vectors.add(
              new Vector(
                  lines.getFirst(), Blocks.hex(lines.get(1)), lines.subList(2, lines.size())));
        }
      }
      return vectors;
    }
  }
}
