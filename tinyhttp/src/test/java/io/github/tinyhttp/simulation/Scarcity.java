package io.github.tinyhttp.simulation;

import java.util.concurrent.ThreadLocalRandom;

/// Decides where memory runs out. [ScarceLoader] puts calls of it into the library.
public final class Scarcity {
  /// One of so many allocations fails; 0 for none.
  private static volatile int allocations;

  private Scarcity() {}

  /// Lets one of so many allocations fail from now on.
  public static void begin(int times) {
    allocations = times;
  }

  /// There is enough again.
  public static void end() {
    begin(0);
  }

  /// An object is about to be made.
  public static void allocate() {
    int times = allocations;
    if (times != 0 && ThreadLocalRandom.current().nextInt(times) == 0) {
      throw new OutOfMemoryError("on purpose");
    }
  }
}
