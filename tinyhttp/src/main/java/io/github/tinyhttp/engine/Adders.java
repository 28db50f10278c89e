package io.github.tinyhttp.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
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

  /// What drivers have added whose threads have ended, and behind it the cells of each that has
  /// not. Replaced as a whole, so a sum that is asked for meanwhile misses nothing.
  private volatile long[][] cells = {new long[CAPACITY]};

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
    long[][] all = Arrays.copyOf(cells, cells.length + 1);
    var own = new long[CAPACITY];
    all[all.length - 1] = own;
    cells = all;
    return own;
  }

  /// Keeps what a driver has added. For the driver, when its thread ends.
  @SuppressWarnings("ReferenceEquality") // cells of drivers may be equal
  synchronized void end(long[] own) {
    long[] ended = cells[0].clone();
    Arrays.setAll(ended, i -> ended[i] + own[i]);
    long[][] all = Arrays.stream(cells).filter(one -> one != own).toArray(long[][]::new);
    all[0] = ended;
    cells = all;
  }

  private long inCells(int index) {
    long sum = 0;
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
