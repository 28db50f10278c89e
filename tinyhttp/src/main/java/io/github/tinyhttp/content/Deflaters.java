package io.github.tinyhttp.content;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Deflaters that wait for their next use. Each holds some 270 KB outside the heap, which take
/// longer to allocate and to clear than a small response takes to code; so a few are kept, and any
/// more are ended. The one that was used last is taken next, because its memory is still in the
/// processor's cache.
final class Deflaters {
  private static final int MOST = 2 * Runtime.getRuntime().availableProcessors();

  @GuardedBy("Deflaters.class")
  private static final Deque<Deflater> SPARE = new ArrayDeque<>(MOST);

  private Deflaters() {}

  /// A deflater for data without wrapping, as good as new. The caller gives it back in any case.
  static Deflater take(int level) {
    Deflater spare = poll();
    if (spare == null) {
      return new Deflater(level, true);
    }
    spare.setLevel(level);
    return spare;
  }

  private static synchronized @Nullable Deflater poll() {
    return SPARE.pollFirst();
  }

  /// Takes a deflater back. The caller must not use it any more.
  static void giveBack(Deflater deflater) {
    deflater.reset();
    synchronized (Deflaters.class) {
      if (SPARE.size() < MOST) {
        SPARE.addFirst(deflater);
        return;
      }
    }
    deflater.end();
  }
}
