package io.github.tinyhttp.http2;

import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.engine.WriteBatch;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What it costs to understand the header block of a request that comes again, and to make that of
/// a response.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeaderSectionBench {
  /// `GET / http 127.0.0.1:8080`, and a `user-agent`: literals with incremental indexing.
  private static final byte[] FIRST =
      HexFormat.of().parseHex("828486410e3132372e302e302e313a383038307a066832" + "6c6f6164");

  /// The same by indexes alone.
  private static final byte[] AGAIN = HexFormat.of().parseHex("828486bfbe");

  private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.TABLE);
  private final RequestFields fields = new RequestFields(Limits.defaults());
  private final ResponseHeads heads = new ResponseHeads(Optional.empty());
  private final WriteBatch out = new WriteBatch(256);
  private final Response response = Response.text("Hello, World!");
  private final ResponseForm form = ResponseForm.ofWhole(HttpMethod.GET, response);

  /// Fills the tables.
  @Setup
  public void begin() throws Exception {
    fields.clear(FIRST.length);
    decoder.decode(FIRST, 0, FIRST.length, fields);
  }

  /// A block becomes a head.
  @Benchmark
  public Object request() throws Exception {
    fields.clear(AGAIN.length);
    decoder.decode(AGAIN, 0, AGAIN.length, fields);
    Http2Head head = fields.head(true);
    fields.release();
    return head;
  }

  /// A response becomes a HEADERS frame.
  @Benchmark
  public int response() {
    out.discard();
    heads.put(out, 1, response, form, false, 1);
    return out.size();
  }
}
