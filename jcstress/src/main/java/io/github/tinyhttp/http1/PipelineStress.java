package io.github.tinyhttp.http1;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.Intake;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.LII_Result;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// The claims of [Pipeline]: there is one writer at a time, responses leave in the order of their
/// requests, each reaches one end, and a driver that waits is called once.
public class PipelineStress {
  private static final Dispatcher DISPATCHER =
      new Dispatcher(
          ServerOptions.defaults(), Set.of(), new Intake.ToHandler(_ -> Response.handled()));
  private static final Head HEAD = Head.unreadable(new InputBuffer(0));

  /// A request whose connection is never asked for.
  @SuppressWarnings("NullAway")
  private static PipelinedCarrier carrier() {
    return new PipelinedCarrier(null, DISPATCHER, HEAD);
  }

  /// Two requests of one connection, and threads that write for it.
  static class Two {
    final Pipeline pipeline = new Pipeline();
    final PipelinedCarrier first = carrier();
    final PipelinedCarrier second = carrier();

    /// What was written. The fields are plain: they are the writer's.
    String written = "";

    int chains;
    int quiet;

    Two() {
      pipeline.append(first);
      pipeline.append(second);
    }

    /// Gives a response, and writes if it is the caller's turn.
    void give(PipelinedCarrier carrier) {
      if (pipeline.ready(carrier) == WriteTurn.WRITE) {
        chains++;
        write();
      }
    }

    /// Writes as the writer of a connection does, until it stops.
    void write() {
      while (true) {
        PipelinedCarrier ready = pipeline.firstReady();
        if (ready != null) {
          written += ready == first ? "a" : "b";
          pipeline.encoded(ready);
        } else if (hasStopped()) {
          return;
        }
      }
    }

    private boolean hasStopped() {
      return switch (pipeline.stopWriting()) {
        case MORE -> false;
        case QUIET -> {
          quiet++; // the driver's, from here on
          yield true;
        }
        case STOPPED, ROOM -> true;
      };
    }

    /// Takes out what the operating system has.
    int takeAllSent() {
      int taken = 0;
      for (PipelinedCarrier one = pipeline.takeSent(); one != null; one = Pipeline.unlinked(one)) {
        taken++;
      }
      return taken;
    }

    /// Forgets all requests, as [ResponseWriter] does, and counts those that have responses.
    int cutAll() {
      int cut = 0;
      for (PipelinedCarrier one : pipeline.abandon()) {
        cut += pipeline.hasResponse(one) ? 1 : 0;
      }
      return cut;
    }
  }

  /// Two threads give the responses to two requests.
  @JCStressTest
  @State
  @Outcome(id = "ab, 1", expect = ACCEPTABLE, desc = "one thread has written both")
  @Outcome(id = "ab, 2", expect = ACCEPTABLE, desc = "each thread has written its own")
  @Outcome(expect = FORBIDDEN, desc = "a response is out of order, missing, or written twice")
  public static class TwoGive extends Two {
    @Actor
    public void one() {
      give(first);
    }

    @Actor
    public void other() {
      give(second);
    }

    @Arbiter
    public void seen(LI_Result result) {
      result.r1 = written;
      result.r2 = chains;
    }
  }

  /// The same while the driver waits for all to be quiet.
  @JCStressTest
  @State
  @Outcome(id = "ab, 1, 0", expect = ACCEPTABLE, desc = "the driver is called once, at the end")
  @Outcome(expect = FORBIDDEN, desc = "the driver is called too often, too early, or never")
  public static class TwoGiveToOneThatWaits extends Two {
    public TwoGiveToOneThatWaits() {
      boolean _ = pipeline.waitsForQuiet();
    }

    @Actor
    public void one() {
      give(first);
    }

    @Actor
    public void other() {
      give(second);
    }

    @Arbiter
    public void seen(LII_Result result) {
      result.r1 = written;
      result.r2 = quiet;
      result.r3 = pipeline.inFlight();
    }
  }

  /// A response is given, and leaves, while the connection is lost.
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "it came too late")
  @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "it has left")
  @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "it was cut")
  @Outcome(expect = FORBIDDEN, desc = "it has two ends, or none")
  public static class GiveAgainstAbandon extends Two {
    @Actor
    public void giver(III_Result result) {
      switch (pipeline.ready(first)) {
        case LOST -> result.r1 = 1;
        case KEPT -> result.r1 = 2;
        case WRITE -> {
          pipeline.encoded(first);
          result.r2 = takeAllSent();
          WriterStop _ = pipeline.stopWriting();
        }
      }
    }

    @Actor
    public void closer(III_Result result) {
      result.r3 = cutAll();
    }
  }

  /// A writer stops while the next response is given.
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the writer goes on with it")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "its giver is the next writer")
  @Outcome(expect = FORBIDDEN, desc = "it has two writers, or none")
  public static class StopAgainstGive extends Two {
    public StopAgainstGive() {
      WriteTurn _ = pipeline.ready(first);
      pipeline.encoded(first);
    }

    @Actor
    public void writer(II_Result result) {
      result.r1 = pipeline.stopWriting() == WriterStop.MORE ? 1 : 0;
    }

    @Actor
    public void giver(II_Result result) {
      result.r2 = pipeline.ready(second) == WriteTurn.WRITE ? 1 : 0;
    }
  }

  /// The last writer stops while the driver begins to wait for that.
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the driver waits and is called")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "the driver goes on at once")
  @Outcome(expect = FORBIDDEN, desc = "the driver waits for ever, or goes on twice")
  public static class StopAgainstWaitForQuiet extends Two {
    public StopAgainstWaitForQuiet() {
      WriteTurn _ = pipeline.ready(first);
      pipeline.encoded(first);
      WriteTurn _ = pipeline.ready(second);
      pipeline.encoded(second);
    }

    @Actor
    public void writer(ZZ_Result result) {
      result.r1 = pipeline.stopWriting() == WriterStop.QUIET;
    }

    @Actor
    public void driver(ZZ_Result result) {
      result.r2 = pipeline.waitsForQuiet();
    }
  }

  /// A writer writes one of two responses and stops, while the driver begins to wait for fewer than
  /// two requests.
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the driver waits and is called")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "the driver goes on at once")
  @Outcome(expect = FORBIDDEN, desc = "the driver waits for ever, or goes on twice")
  public static class StopAgainstWaitForFewer extends Two {
    public StopAgainstWaitForFewer() {
      WriteTurn _ = pipeline.ready(first);
    }

    @Actor
    public void writer(ZZ_Result result) {
      pipeline.encoded(first);
      result.r1 = pipeline.stopWriting() == WriterStop.ROOM;
    }

    @Actor
    public void driver(ZZ_Result result) {
      result.r2 = pipeline.waitsForFewer(2);
    }
  }

  /// A writer stops while another thread begins to wait for its turn.
  @JCStressTest
  @State
  @Outcome(id = "a, 1", expect = ACCEPTABLE, desc = "the thread is the writer, after the first")
  @Outcome(expect = FORBIDDEN, desc = "two threads write")
  public static class StopAgainstAwaitTurn extends Two {
    @Actor
    public void writer() {
      give(first);
    }

    @Actor
    public void waiter(LI_Result result) {
      try {
        pipeline.awaitTurn(second);
        result.r1 = written;
        result.r2 = pipeline.isWriting() ? 1 : 0;
      } catch (IOException e) {
        result.r1 = e.getMessage();
      }
    }
  }

  /// A thread waits for its turn while the connection is lost.
  @JCStressTest
  @State
  @Outcome(id = "the client is gone, 0", expect = ACCEPTABLE, desc = "the thread is told")
  @Outcome(expect = FORBIDDEN, desc = "the thread writes, or its request is taken for responded")
  public static class AwaitTurnAgainstAbandon extends Two {
    @Actor
    public void waiter(LI_Result result) {
      try {
        pipeline.awaitTurn(second);
        result.r1 = "writes";
      } catch (IOException e) {
        result.r1 = e.getMessage();
      }
    }

    @Actor
    public void closer(LI_Result result) {
      result.r2 = cutAll();
    }
  }

  /// What the operating system has is taken out while the connection is lost.
  @JCStressTest
  @State
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both have left")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one has left, and one is cut")
  @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "both are cut")
  @Outcome(expect = FORBIDDEN, desc = "one is taken twice, or never")
  public static class TakeSentAgainstAbandon extends Two {
    public TakeSentAgainstAbandon() {
      WriteTurn _ = pipeline.ready(first);
      pipeline.encoded(first);
      WriteTurn _ = pipeline.ready(second);
      pipeline.encoded(second);
    }

    @Actor
    public void writer(II_Result result) {
      result.r1 = takeAllSent();
    }

    @Actor
    public void closer(II_Result result) {
      result.r2 = cutAll();
    }
  }
}
