package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Understanding a head whose end is known, and asking it for its fields.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HeadParserBench {
  /// What is parsed.
  @Param public Heads heads;

  @Benchmark
  public Head parse() {
    return heads.parsed();
  }

  /// One field, looked up in the bytes.
  @Benchmark
  public Optional<String> parseAndLookUp() {
    return heads.parsed().header("Accept");
  }

  /// All fields as strings.
  @Benchmark
  public Headers parseAndAskForAll() {
    return heads.parsed().headers();
  }
}
