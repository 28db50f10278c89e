/// For the tests of all modules: a client that exchanges exact octets with any server, and what
/// holds tables of requirements and tests together.
module io.github.tinyhttp.testkit {
  requires java.net.http;

  exports io.github.tinyhttp.conformance;
  exports io.github.tinyhttp.testkit;
}
