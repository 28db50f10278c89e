package io.github.tinyhttp.http1;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.engine.WriteBatch;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Encoding the head of an answer, from the response to bytes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HeadWriterBench {
  /// How many fields the application has set.
  @Param({"1", "8"})
  public int fields;

  private final Head head = Heads.CURL.parsed();
  private final HeadWriter writer = new HeadWriter(Optional.empty());
  private final WriteBatch outbox = new WriteBatch(64 << 10);
  private Response response = Response.text("hello world");

  @Setup
  public void addFields() {
    for (int i = 1; i < fields; i++) {
      response = response.withHeader("X-Detail-" + i, "4bf92f3577b34da6a3ce929d0e0e4736");
    }
  }

  @Benchmark
  public int write() {
    outbox.end(0);
    ResponseFraming plan = ResponseFraming.of(head, response, OptionalLong.of(11), false);
    writer.write(outbox, head, response, plan, 0);
    return outbox.end();
  }

  /// With the making of the response, as a handler does it.
  @Benchmark
  public int makeAndWrite() {
    outbox.end(0);
    Response made = Response.text("hello world").withHeader("Cache-Control", "no-store");
    ResponseFraming plan = ResponseFraming.of(head, made, OptionalLong.of(11), false);
    writer.write(outbox, head, made, plan, 0);
    return outbox.end();
  }
}
