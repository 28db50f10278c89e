import org.jspecify.annotations.NullMarked;

/// A tiny but strong HTTP server.
@NullMarked
@SuppressWarnings("module") // tinyhttp-testing is compiled after this module
module io.github.tinyhttp {
  requires transitive jdk.net;
  requires static com.google.errorprone.annotations;
  requires static jdk.jfr;
  requires static org.jspecify;

  exports io.github.tinyhttp;
  exports io.github.tinyhttp.files;
  exports io.github.tinyhttp.filters;
  exports io.github.tinyhttp.tls;

  // Test requests are the real ones, over a carrier in memory: docs/adr/0016.
  exports io.github.tinyhttp.engine to
      io.github.tinyhttp.testing;
  exports io.github.tinyhttp.exchange to
      io.github.tinyhttp.testing;
  exports io.github.tinyhttp.http1 to
      io.github.tinyhttp.testing;
  exports io.github.tinyhttp.semantics to
      io.github.tinyhttp.testing;
  exports io.github.tinyhttp.wire to
      io.github.tinyhttp.testing;

  uses io.github.tinyhttp.ContentCoding;
}
