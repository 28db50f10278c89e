package io.github.tinyhttp.http1;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.engine.WriteBatch;
import java.util.Optional;
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

/// Encodes the head of a response.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HeadWriterBench {
  /// The number of fields that the application has set.
  @Param({"1", "8"})
  public int fields;

  private final Head head = Heads.CURL.parsed();
  private final HeadWriter writer = new HeadWriter(Optional.empty());
  private final WriteBatch batch = new WriteBatch(64 << 10);
  private Response response = Response.text("hello world");

  @Setup
  public void addFields() {
    for (int i = 1; i < fields; i++) {
      response = response.withHeader("X-Detail-" + i, "4bf92f3577b34da6a3ce929d0e0e4736");
    }
  }

  @Benchmark
  public int write() {
    batch.end(0);
    ResponseFraming framing =
        ResponseFraming.of(head, response, ResponseFraming.Length.KNOWN, false);
    writer.write(batch, head, response, framing, 11, 0);
    return batch.end();
  }

  /// Creates the response, as a handler does, and encodes its head.
  @Benchmark
  public int makeAndWrite() {
    batch.end(0);
    Response made = Response.text("hello world").withHeader("Cache-Control", "no-store");
    ResponseFraming framing = ResponseFraming.of(head, made, ResponseFraming.Length.KNOWN, false);
    writer.write(batch, head, made, framing, 11, 0);
    return batch.end();
  }
}
