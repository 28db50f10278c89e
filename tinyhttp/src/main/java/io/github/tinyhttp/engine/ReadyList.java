package io.github.tinyhttp.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What the last poll has found ready, in order, and how much of it has been served. A list belongs
/// to a loop: a driver that takes the loop over goes on where the driver before it stood. For the
/// driver.
final class ReadyList implements Poller.Sink {
  private @Nullable Pollable[] pollables = new Pollable[256];
  private int[] operations = new int[256];
  private int count;
  private int next;

  @Override
  public void add(Pollable pollable, int readyFor) {
    if (count == pollables.length) {
      pollables = Arrays.copyOf(pollables, 2 * count);
      operations = Arrays.copyOf(operations, 2 * count);
    }
    pollables[count] = pollable;
    operations[count++] = readyFor;
  }

  /// Takes the next one; null if all have been taken.
  @Nullable Pollable next() {
    return next < count ? pollables[next++] : null;
  }

  /// The operations that the one taken last is ready for.
  int operations() {
    return operations[next - 1];
  }

  /// The number of those that have not been taken.
  int size() {
    return count - next;
  }

  void clear() {
    Arrays.fill(pollables, 0, count, null);
    count = 0;
    next = 0;
  }
}
