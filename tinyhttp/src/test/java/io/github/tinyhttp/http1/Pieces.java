package io.github.tinyhttp.http1;

import io.github.tinyhttp.wire.InputBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The pieces in which octets arrive. A connection may cut a message anywhere, so a reader has to
/// make the same of the same octets whatever the pieces are.
final class Pieces {
  private Pieces() {}

  /// The octets at once, one by one, and in two pieces cut at each place.
  static List<List<String>> of(String octets) {
    var ways = new ArrayList<List<String>>();
    ways.add(List.of(octets));
    ways.add(octets.chars().mapToObj(Character::toString).toList());
    IntStream.range(1, octets.length())
        .mapToObj(cut -> List.of(octets.substring(0, cut), octets.substring(cut)))
        .forEach(ways::add);
    return ways;
  }

  /// Each proper prefix, the empty one first.
  static List<String> prefixes(String octets) {
    return IntStream.range(0, octets.length()).mapToObj(end -> octets.substring(0, end)).toList();
  }

  /// A string whose characters are the octets.
  static String text(byte[] octets, int start, int end) {
    return new String(octets, start, end - start, StandardCharsets.ISO_8859_1);
  }

  static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static void append(InputBuffer input, String piece) {
    input.append(ByteBuffer.wrap(octets(piece)));
  }
}
