package io.github.tinyhttp.http2;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.tinyhttp.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// The claims of [StreamInput] and [StreamOutput]: octets come through in their order, then the end
/// with its trailer fields, and a thread that waits is woken.
public class StreamContentStress {
  private static final IOException CAUSE = new IOException("the client has gone");
  private static final Headers TRAILERS = Headers.of("Sum", "1");
  private static final long LONG = 10_000_000_000L;
  private static final byte[] FULL = new byte[StreamOutput.MOST];

  /// The driver brings a body, and a thread reads it.
  @JCStressTest
  @State
  @Outcome(id = "1234, 4, 1", expect = ACCEPTABLE, desc = "the body, its credit and its trailers")
  @Outcome(expect = FORBIDDEN, desc = "octets are lost, out of order, or their credit is")
  public static class Body {
    private final StreamInput input = new StreamInput(65_535);

    @Actor
    public void driver() {
      input.add(new byte[] {1, 2, 3}, 0, 3);
      input.add(new byte[] {4}, 0, 1);
      input.end(TRAILERS);
    }

    @Actor
    public void reader(III_Result result) {
      try {
        var some = ByteBuffer.allocate(2);
        for (int count = 0; count >= 0; count = input.take(some.clear())) {
          for (int i = 0; i < count; i++) {
            result.r1 = 10 * result.r1 + some.get(i);
          }
          int _ = input.await(LONG);
        }
        result.r2 = input.takeCredit();
        result.r3 = input.trailers().size();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// The client goes while a thread waits for the body.
  @JCStressTest
  @State
  @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "the thread learns of it while it waits")
  @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "the thread gets what has come before")
  @Outcome(expect = FORBIDDEN, desc = "a part passes for the whole")
  public static class BodyThatFails {
    private final StreamInput input = new StreamInput(65_535);

    @Actor
    public void driver() {
      input.add(new byte[] {7}, 0, 1);
      input.fail(CAUSE);
    }

    @Actor
    public void reader(II_Result result) {
      result.r1 = read();
      result.r2 = read();
    }

    private int read() {
      try {
        int _ = input.await(LONG);
        return input.take(ByteBuffer.allocate(8));
      } catch (IOException e) {
        return e == CAUSE ? -1 : -2;
      }
    }
  }

  private static StreamOutput output() {
    return new StreamOutput(new ResponseForm(true, OptionalLong.empty(), true));
  }

  /// A thread makes content, and the driver sends it.
  @JCStressTest
  @State
  @Outcome(id = "1234, 1", expect = ACCEPTABLE, desc = "the content and its trailers")
  @Outcome(expect = FORBIDDEN, desc = "octets are lost or out of order")
  public static class Content {
    private final StreamOutput output = output();

    @Actor
    public void writer() {
      try {
        int _ = output.put(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        output.release();
        int _ = output.put(ByteBuffer.wrap(new byte[] {4}));
        output.end(TRAILERS);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Actor
    public void driver(II_Result result) {
      var some = ByteBuffer.allocate(2);
      while (!output.isDone()) {
        if (output.hasMore()) {
          int count = Math.min(2, output.available());
          output.take(some.clear(), count);
          for (int i = 0; i < count; i++) {
            result.r1 = 10 * result.r1 + some.get(i);
          }
        }
        Thread.onSpinWait();
      }
      result.r2 = output.trailers().size();
    }
  }

  /// A thread is ahead of a client that goes on to read, or that goes.
  @JCStressTest
  @State
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "there was room again")
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "the client had gone by then")
  @Outcome(expect = FORBIDDEN, desc = "the thread waits in vain")
  public static class ContentThatWaits {
    private final StreamOutput output = output();

    public ContentThatWaits() {
      try {
        int _ = output.put(ByteBuffer.wrap(FULL));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      output.release();
    }

    @Actor
    public void writer(I_Result result) {
      try {
        output.awaitRoom(LONG);
        result.r1 = output.put(ByteBuffer.wrap(new byte[] {1}));
      } catch (IOException e) {
        result.r1 = e.getCause() == CAUSE ? -1 : -2;
      }
    }

    @Actor
    public void driver() {
      output.take(ByteBuffer.allocate(8), 1);
      output.cut(CAUSE);
    }
  }
}
