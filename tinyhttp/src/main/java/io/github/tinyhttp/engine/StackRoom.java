package io.github.tinyhttp.engine;

/// Makes sure that there is some stack left for what must not break off in its middle: code of the
/// application may call this library from the end of a recursion. A [StackOverflowError] between
/// two steps of a hand-over would leave a loop without a driver. Even [java.util.concurrent.locks]
/// is no help: `lock()` may throw one although it has taken the lock, which stays locked then.
final class StackRoom {
  /// Frames of [#deeper] take 100 to 200 bytes each, some kilobytes in all, whether they are
  /// compiled or not. What needs the room takes less, and a driver has a megabyte.
  private static final int FRAMES = 200;

  private StackRoom() {}

  /// Returns if there is enough.
  ///
  /// @throws StackOverflowError if not, before anything has begun
  static void require() {
    long _ = deeper(FRAMES, 1, 2, 3, 4);
  }

  /// The arguments are needed after the call, so a compiler has to keep them in the frame.
  private static long deeper(int frames, long a, long b, long c, long d) {
    if (frames == 0) {
      return a;
    }
    long deep = deeper(frames - 1, b, c, d, a);
    return deep * a + (deep ^ b) * c - (deep >>> d);
  }
}
