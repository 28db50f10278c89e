import org.jspecify.annotations.NullMarked;

/// Tests for applications of tinyhttp: requests without a server or a socket, and a client that
/// speaks raw bytes.
@NullMarked
module io.github.tinyhttp.testing {
  requires transitive io.github.tinyhttp;
  requires static org.jspecify;

  exports io.github.tinyhttp.testing;
}
