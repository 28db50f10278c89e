package io.github.tinyhttp.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/// Makes the sums of one server, to which all of its threads add.
///
/// What a driver adds goes to a cell of its own, which no other thread writes. So it costs no
/// atomic instruction, of which a [LongAdder] takes one for each call; a request that is handled on
/// its driver adds five times. All other threads share one [LongAdder] for each sum.
public final class Adders {
  /// How many sums there can be.
  private static final int CAPACITY = 64;

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  @GuardedBy("this")
  private int made;

  /// The cells of every driver whose thread has not ended, one cell for each sum.
  @GuardedBy("this")
  private final Set<long[]> cells = Collections.newSetFromMap(new IdentityHashMap<>());

  /// What the drivers have added whose threads have ended.
  @GuardedBy("this")
  private final long[] ended = new long[CAPACITY];

  /// Makes a sum that is zero.
  ///
  /// @throws IllegalStateException if there are 64
  public synchronized Adder adder() {
    if (made == CAPACITY) {
      throw new IllegalStateException("there are " + CAPACITY + " sums");
    }
    return new Adder(this, made++);
  }

  /// Makes the cells of a driver.
  synchronized long[] cells() {
    var own = new long[CAPACITY];
    cells.add(own);
    return own;
  }

  /// Keeps what a driver has added. For the driver, when its thread ends.
  synchronized void end(long[] own) {
    cells.remove(own);
    for (int i = 0; i < own.length; i++) {
      ended[i] += own[i];
    }
  }

  private synchronized long inCells(int index) {
    long sum = ended[index];
    for (long[] own : cells) {
      sum += (long) CELL.getOpaque(own, index);
    }
    return sum;
  }

  /// One sum. For any thread; what is asked while threads add is not exact.
  public static final class Adder {
    private final Adders all;
    private final int index;
    private final LongAdder shared = new LongAdder();

    private Adder(Adders all, int index) {
      this.all = all;
      this.index = index;
    }

    /// Adds a number.
    public void add(long number) {
      if (Thread.currentThread() instanceof Driver driver && driver.addsTo(all)) {
        long[] own = driver.cells();
        CELL.setOpaque(own, index, own[index] + number);
      } else {
        shared.add(number);
      }
    }

    /// Adds one.
    public void increment() {
      add(1);
    }

    /// What was added so far.
    public long sum() {
      return shared.sum() + all.inCells(index);
    }
  }
}
