package io.github.tinyhttp.http1;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.wire.InputBuffer;
import java.nio.charset.StandardCharsets;
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

/// Decoding 64 KiB that came in chunks.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ChunkedBodyBench {
  private static final int CONTENT = 64 << 10;

  /// Bytes of a chunk: of a program that flushes each line, and of one with a buffer.
  @Param({"32", "8192"})
  public int chunk;

  private final byte[] content = new byte[CONTENT];
  private byte[] wire = {};

  @Setup
  public void encode() {
    String one = Integer.toHexString(chunk) + "\r\n" + "x".repeat(chunk) + "\r\n";
    wire = (one.repeat(CONTENT / chunk) + "0\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  @Benchmark
  public int decode() throws PeerFault {
    var window = new InputBuffer(0);
    window.bytes = wire;
    window.end = wire.length;
    return new ChunkedBody(Limits.defaults()).decode(window, content, 0, content.length);
  }
}
