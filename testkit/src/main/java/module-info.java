/// A client for tests that exchanges exact octets with any server.
module io.github.tinyhttp.testkit {
  exports io.github.tinyhttp.testkit;
}
