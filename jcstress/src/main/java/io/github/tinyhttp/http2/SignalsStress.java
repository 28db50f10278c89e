package io.github.tinyhttp.http2;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// The claims of [StreamSignals] and [SignalQueue]: the driver sees every signal, each one once,
/// and what it is called for is there.
public class SignalsStress {
  /// Streams of one connection, and the loop that the driver's tasks wait in.
  static class Streams {
    final AtomicInteger tasks = new AtomicInteger();
    final AtomicInteger late = new AtomicInteger();
    final SignalQueue<StreamSignals> queue =
        new SignalQueue<>(tasks::incrementAndGet, stream -> late.addAndGet(stream.takeSignals()));

    final StreamSignals first = stream(1);
    final StreamSignals second = stream(3);

    /// What was written before a signal, and is not volatile.
    int before;

    /// Of the driver.
    int seen;

    int empty;
    int sawBefore;

    private StreamSignals stream(int id) {
      return new StreamSignals(id) {
        @Override
        void post() {
          queue.post(this);
        }
      };
    }

    /// Does the tasks that wait in the loop.
    void drive() {
      while (tasks.get() > 0) {
        tasks.decrementAndGet();
        look();
      }
    }

    private void look() {
      queue.begin();
      for (StreamSignals next = queue.poll(); next != null; next = queue.poll()) {
        int signals = next.takeSignals();
        empty += signals == 0 ? 1 : 0;
        seen += signals;
        sawBefore += (signals & StreamSignals.RESPONSE) != 0 ? before : 0;
      }
    }
  }

  /// A thread signals twice at one stream while the driver looks.
  @JCStressTest
  @State
  @Outcome(id = "5, 1", expect = ACCEPTABLE, desc = "both signals are seen, with what was before")
  @Outcome(expect = FORBIDDEN, desc = "a signal is lost or seen twice")
  public static class OneAndTheDriver extends Streams {
    @Actor
    public void one() {
      before = 1;
      first.signal(StreamSignals.RESPONSE);
      first.signal(StreamSignals.CREDIT);
    }

    @Actor
    public void driver() {
      drive();
    }

    @Arbiter
    public void seen(II_Result result) {
      drive();
      result.r1 = seen;
      result.r2 = sawBefore;
    }
  }

  /// Two threads signal at one stream, and at two.
  @JCStressTest
  @State
  @Outcome(id = "9, 0, 0", expect = ACCEPTABLE, desc = "all signals are seen")
  @Outcome(expect = FORBIDDEN, desc = "a signal is lost, or a task or a stream comes for nothing")
  public static class TwoThreads extends Streams {
    @Actor
    public void one() {
      first.signal(StreamSignals.RESPONSE);
    }

    @Actor
    public void other() {
      first.signal(StreamSignals.CREDIT);
      second.signal(StreamSignals.CREDIT);
    }

    @Arbiter
    public void seen(III_Result result) {
      drive();
      result.r1 = seen;
      result.r2 = empty;
      result.r3 = tasks.get();
    }
  }

  /// A thread signals while the connection is closed, after which no driver looks.
  @JCStressTest
  @State
  @Outcome(id = "5", expect = ACCEPTABLE, desc = "both signals come too late, and are told so")
  @Outcome(expect = FORBIDDEN, desc = "a response waits for ever")
  public static class OneAndTheEnd extends Streams {
    @Actor
    public void one() {
      first.signal(StreamSignals.RESPONSE);
      second.signal(StreamSignals.CREDIT);
    }

    @Actor
    public void driver() {
      queue.close();
    }

    @Arbiter
    public void seen(I_Result result) {
      result.r1 = late.get();
    }
  }
}
