import org.jspecify.annotations.NullMarked;

/// Tests for applications of tinyhttp: requests without a server or a socket, and, in
/// `io.github.tinyhttp.testkit`, a client that exchanges exact octets.
@NullMarked
module io.github.tinyhttp.testing {
  requires transitive io.github.tinyhttp;
  requires transitive io.github.tinyhttp.testkit;
  requires static org.jspecify;

  exports io.github.tinyhttp.testing;
}
