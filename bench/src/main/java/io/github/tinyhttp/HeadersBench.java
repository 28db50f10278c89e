package io.github.tinyhttp;

import io.github.tinyhttp.http1.Heads;
import java.nio.charset.StandardCharsets;
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

/// Looks fields up, and replaces them.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HeadersBench {
  /// The head whose fields are used.
  @Param public Heads heads;

  private Headers headers = Headers.empty();
  private String lastName = "";

  @Setup
  public void split() {
    String text = new String(heads.bytes(), StandardCharsets.ISO_8859_1);
    text.lines()
        .skip(1)
        .filter(line -> !line.isEmpty())
        .map(line -> line.split(": ", 2))
        .forEach(field -> headers = headers.withAdded(field[0], field[1]));
    lastName = headers.name(headers.size() - 1).toLowerCase(java.util.Locale.ROOT);
  }

  @Benchmark
  public Optional<String> lookUpTheLast() {
    return headers.first(lastName);
  }

  @Benchmark
  public boolean missOne() {
    return headers.contains("X-Not-There");
  }

  @Benchmark
  public Headers replaceTheLast() {
    return headers.with(lastName, "another");
  }
}
