import org.jspecify.annotations.NullMarked;

/// A tiny but strong HTTP server.
@NullMarked
module io.github.tinyhttp {
  requires transitive jdk.net;
  requires static com.google.errorprone.annotations;
  requires static org.jspecify;

  exports io.github.tinyhttp;
  exports io.github.tinyhttp.files;
  exports io.github.tinyhttp.tls;

  uses io.github.tinyhttp.ContentCoding;
}
