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

/// Parses a head whose end is known, and reads its fields.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HeadParserBench {
  /// The head that is parsed.
  @Param public Heads heads;

  @Benchmark
  public Head parse() {
    return heads.parsed();
  }

  /// Parses a head, and looks up one field in its bytes.
  @Benchmark
  public Optional<String> parseAndLookUp() {
    return heads.parsed().header("Accept");
  }

  /// Parses a head, and converts all fields to strings.
  @Benchmark
  public Headers parseAndAskForAll() {
    return heads.parsed().headers();
  }
}
