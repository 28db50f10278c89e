package io.github.tinyhttp.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A body that is read into memory as a whole.
final class CollectedBody {
  private static final int FIRST_PIECE = 4 << 10;
  private static final int LARGEST_PIECE = 64 << 10;

  private CollectedBody() {}

  /// Reads up to `most` bytes. Memory is taken piece by piece for what comes, and each piece counts
  /// before it is read.
  ///
  /// @param incoming what `source` comes from
  static byte[] read(InputStream source, int most, Incoming incoming) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    int size = FIRST_PIECE;
    int total = 0;
    while (true) {
      byte[] piece = new byte[Math.min(size, most - total)];
      incoming.collects(piece.length);
      pieces.add(piece);
      int count = source.readNBytes(piece, 0, piece.length);
      total += count;
      if (count < piece.length || total == most) {
        return joined(pieces, total);
      }
      size = Math.min(2 * size, LARGEST_PIECE);
    }
  }

  private static byte[] joined(List<byte[]> pieces, int total) {
    if (pieces.getFirst().length == total) {
      return pieces.getFirst();
    }
    var all = ByteBuffer.allocate(total);
    for (byte[] piece : pieces) {
      all.put(piece, 0, Math.min(piece.length, all.remaining()));
    }
    return all.array();
  }
}
