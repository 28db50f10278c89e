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

/// Decodes 64 KiB of chunked content.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ChunkedBodyBench {
  private static final int CONTENT = 64 << 10;

  /// The size of a chunk in bytes: 32 for a client that flushes each line, 8192 for one with a
  /// buffer.
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
    var input = new InputBuffer(0);
    input.bytes = wire;
    input.end = wire.length;
    return new ChunkedBody(Limits.defaults()).decode(input, content, 0, content.length);
  }
}
