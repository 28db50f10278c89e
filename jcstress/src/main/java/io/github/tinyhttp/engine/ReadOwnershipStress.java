package io.github.tinyhttp.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/// The arrows of [ReadOwnership], two at a time: one of them is followed and the other learns that
/// it was not, and no holder waits for ever.
public class ReadOwnershipStress {
  private static ReadOwnership held() {
    var input = new ReadOwnership();
    input.hold();
    return input;
  }

  /// Waits as the holder of the input does, and says how that ended.
  private static String wait(ReadOwnership input, long nanos) {
    boolean _ = input.beginWait();
    try {
      return input.await(nanos) ? "woken" : "gave up";
    } catch (ClosedChannelException _) {
      return "closed";
    } catch (IOException _) {
      return "gone";
    }
  }

  /// The holder gives the input back while another thread closes the connection.
  @JCStressTest
  @State
  @Outcome(id = "true, true, CLOSED", expect = ACCEPTABLE, desc = "given back, then closed")
  @Outcome(id = "false, true, CLOSED", expect = ACCEPTABLE, desc = "closed first")
  @Outcome(expect = FORBIDDEN, desc = "the connection has come to life again")
  public static class GiveBackAgainstClose {
    private final ReadOwnership input = held();

    @Actor
    public void holder(ZZL_Result result) {
      result.r1 = input.giveBack();
    }

    @Actor
    public void closer(ZZL_Result result) {
      result.r2 = input.close();
    }

    @Arbiter
    public void end(ZZL_Result result) {
      result.r3 = input.state();
    }
  }

  /// Bytes arrive while the holder gives the input back. If the interest of the poller was
  /// disabled, the holder learns of it, so that it is enabled again.
  @JCStressTest
  @State
  @Outcome(id = "true, HELD_MUTED, LOOP", expect = ACCEPTABLE, desc = "muted, then reclaimed")
  @Outcome(id = "false, null, LOOP", expect = ACCEPTABLE, desc = "given back first")
  @Outcome(expect = FORBIDDEN, desc = "the poller does not report what the loop waits for")
  public static class MuteAgainstGiveBack {
    private final ReadOwnership input = held();

    @Actor
    public void driver(LLL_Result result) {
      result.r1 = input.mute();
    }

    @Actor
    public void holder(LLL_Result result) {
      if (!input.giveBack()) {
        result.r2 = input.reclaim();
      }
    }

    @Arbiter
    public void end(LLL_Result result) {
      result.r3 = input.state();
    }
  }

  /// Bytes arrive while the holder gives up waiting for them.
  @JCStressTest
  @State
  @Outcome(id = "woken, true, HELD", expect = ACCEPTABLE, desc = "the bytes came in time")
  @Outcome(id = "gave up, false, HELD", expect = ACCEPTABLE, desc = "the holder gave up first")
  @Outcome(expect = FORBIDDEN, desc = "the two disagree on who was first")
  public static class WakeAgainstGiveUp {
    private final ReadOwnership input = held();

    @Actor
    public void holder(LLL_Result result) {
      result.r1 = ReadOwnershipStress.wait(input, 1);
    }

    @Actor
    public void driver(LLL_Result result) {
      result.r2 = input.wake();
    }

    @Arbiter
    public void end(LLL_Result result) {
      result.r3 = input.state();
    }
  }

  /// Bytes arrive for a holder that waits without a limit. A lost wake-up shows as a test that
  /// never ends.
  @JCStressTest
  @State
  @Outcome(id = "woken, true, HELD", expect = ACCEPTABLE, desc = "the holder was woken")
  @Outcome(expect = FORBIDDEN, desc = "the holder was not woken")
  public static class WakeAgainstWait {
    private final ReadOwnership input = held();

    @Actor
    public void holder(LLL_Result result) {
      result.r1 = ReadOwnershipStress.wait(input, Clock.NEVER);
    }

    @Actor
    public void driver(LLL_Result result) {
      while (!input.wake()) {
        Thread.onSpinWait();
      }
      result.r2 = true;
    }

    @Arbiter
    public void end(LLL_Result result) {
      result.r3 = input.state();
    }
  }

  /// The loop takes the input back from a holder that waits without a limit.
  @JCStressTest
  @State
  @Outcome(id = "gone, HELD, LOOP", expect = ACCEPTABLE, desc = "taken back before the wait")
  @Outcome(id = "gone, AWAITING, LOOP", expect = ACCEPTABLE, desc = "taken back during the wait")
  @Outcome(expect = FORBIDDEN, desc = "the holder has not noticed")
  public static class ReclaimAgainstWait {
    private final ReadOwnership input = held();

    @Actor
    public void holder(LLL_Result result) {
      result.r1 = ReadOwnershipStress.wait(input, Clock.NEVER);
    }

    @Actor
    public void driver(LLL_Result result) {
      result.r2 = input.reclaim();
    }

    @Arbiter
    public void end(LLL_Result result) {
      result.r3 = input.state();
    }
  }

  /// Another thread closes the connection of a holder that waits without a limit.
  @JCStressTest
  @State
  @Outcome(id = "closed, true, CLOSED", expect = ACCEPTABLE, desc = "the wait has failed")
  @Outcome(expect = FORBIDDEN, desc = "the holder has not noticed")
  public static class CloseAgainstWait {
    private final ReadOwnership input = held();

    @Actor
    public void holder(LLL_Result result) {
      result.r1 = ReadOwnershipStress.wait(input, Clock.NEVER);
    }

    @Actor
    public void closer(LLL_Result result) {
      result.r2 = input.close();
    }

    @Arbiter
    public void end(LLL_Result result) {
      result.r3 = input.state();
    }
  }
}
