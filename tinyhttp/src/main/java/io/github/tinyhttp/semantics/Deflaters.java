package io.github.tinyhttp.semantics;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.Deflater;

/// Deflaters that nobody uses. Each holds some 270 KB outside of the heap, which take longer to get
/// and to clear than a small answer to code; so a few are kept, and any more are ended.
final class Deflaters {
  private static final BlockingQueue<Deflater> SPARE =
      new ArrayBlockingQueue<>(2 * Runtime.getRuntime().availableProcessors());

  private Deflaters() {}

  /// One for bare data, as new. It goes to [#giveBack(Deflater)] in any case.
  static Deflater take(int level) {
    Deflater spare = SPARE.poll();
    if (spare == null) {
      return new Deflater(level, true);
    }
    spare.setLevel(level);
    return spare;
  }

  /// The caller forgets it.
  static void giveBack(Deflater deflater) {
    deflater.reset();
    if (!SPARE.offer(deflater)) {
      deflater.end();
    }
  }
}
