package io.github.tinyhttp.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// The claims in the notes of [Turn]: a turn has one taker, what an owner has written is visible to
/// the next one, and a watchdog does not fall asleep beside a handler.
public class TurnStress {
  /// A handler returns while the watchdog takes the loop.
  @JCStressTest
  @State
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the driver keeps the loop")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the watchdog has taken the loop")
  @Outcome(expect = FORBIDDEN, desc = "the loop has two drivers, or none")
  public static class EndAgainstSteal {
    private final Turn turn = new Turn();
    private final long mine = turn.begin();

    @Actor
    public void driver(ZZ_Result result) {
      result.r1 = turn.end(mine);
    }

    @Actor
    public void watchdog(ZZ_Result result) {
      result.r2 = turn.steal(mine);
    }
  }

  /// Two threads take the loop from the same handler, which then returns.
  @JCStressTest
  @State
  @Outcome(id = "true, false, false", expect = ACCEPTABLE, desc = "the first thief has the loop")
  @Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "the second thief has the loop")
  @Outcome(expect = FORBIDDEN, desc = "the loop has several drivers, or none")
  public static class TwoThieves {
    private final Turn turn = new Turn();
    private final long mine = turn.begin();

    @Actor
    public void first(ZZZ_Result result) {
      result.r1 = turn.steal(mine);
    }

    @Actor
    public void second(ZZZ_Result result) {
      result.r2 = turn.steal(mine);
    }

    @Arbiter
    public void driver(ZZZ_Result result) {
      result.r3 = turn.end(mine);
    }
  }

  /// A driver goes through three turns and counts them in a plain field, as it changes the state of
  /// its loop. A thief that gets one of the turns sees what the driver has counted up to that turn,
  /// and the driver counts no further.
  @JCStressTest
  @State
  @Outcome(id = "3, 0", expect = ACCEPTABLE, desc = "the thief got no turn")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the thief got the first turn")
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "the thief got the second turn")
  @Outcome(id = "3, 3", expect = ACCEPTABLE, desc = "the thief got the third turn")
  @Outcome(expect = FORBIDDEN, desc = "both have driven, or the thief has seen an old state")
  public static class SeveralTurns {
    private final Turn turn = new Turn();
    private int counted;

    @Actor
    public void driver(II_Result result) {
      boolean drives = true;
      for (int i = 1; drives && i <= 3; i++) {
        counted = i;
        result.r1 = i;
        long mine = turn.begin();
        Thread.onSpinWait();
        drives = turn.end(mine);
      }
    }

    @Actor
    public void thief(II_Result result) {
      boolean stolen = false;
      for (int i = 0; !stolen && i < 50; i++) {
        long seen = turn.current();
        stolen = Turn.isHandler(seen) && turn.steal(seen);
      }
      if (stolen) {
        result.r2 = counted;
      }
    }
  }

  /// A handler begins while the watchdog falls asleep: the driver sees that the watchdog sleeps, or
  /// the watchdog sees the handler.
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "each sees the other")
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the driver wakes the watchdog")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the watchdog stays awake")
  @Outcome(expect = FORBIDDEN, desc = "the watchdog sleeps beside a handler")
  public static class BeginAgainstSleep {
    private final Turn turn = new Turn();
    private volatile boolean asleep;

    @Actor
    public void driver(ZZ_Result result) {
      long _ = turn.begin();
      result.r1 = asleep;
    }

    @Actor
    public void watchdog(ZZ_Result result) {
      asleep = true;
      result.r2 = Turn.isHandler(turn.current());
    }
  }
}
