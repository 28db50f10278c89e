package io.github.tinyhttp.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A body that is read into memory as a whole.
final class CollectedBody {
  private static final int SMALLEST_PIECE = 4 << 10;
  private static final int LARGEST_PIECE = 64 << 10;

  private CollectedBody() {}

  /// Reads up to `most` bytes. Memory is taken piece by piece for what comes, and each piece counts
  /// before it is there.
  ///
  /// @param incoming what `source` comes from
  static byte[] read(InputStream source, int most, Incoming incoming) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    int total = 0;
    while (true) {
      int size = Math.min(nextPiece(source, total), most - total);
      incoming.collects(size);
      byte[] piece = new byte[size];
      pieces.add(piece);
      int count = source.readNBytes(piece, 0, size);
      total += count;
      if (count < size || total == most) {
        return joined(pieces, total);
      }
    }
  }

  /// Room for what has come, and otherwise for a quarter of what is there: a client that stops
  /// somewhere has little more held for it than it has sent.
  private static int nextPiece(InputStream source, int total) throws IOException {
    int expected = Math.max(source.available(), total / 4);
    return Math.clamp(expected, SMALLEST_PIECE, LARGEST_PIECE);
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
