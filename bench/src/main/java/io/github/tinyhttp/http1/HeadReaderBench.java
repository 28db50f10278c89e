package io.github.tinyhttp.http1;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.wire.InputBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Finds the end of a head.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HeadReaderBench {
  /// The head that is read.
  @Param public Heads heads;

  private final HeadReader reader = new HeadReader(Limits.defaults(), false);

  @Benchmark
  public int read() throws PeerFault {
    InputBuffer input = heads.input();
    return reader.read(input);
  }
}
