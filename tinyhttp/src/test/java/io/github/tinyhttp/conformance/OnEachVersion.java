package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.sockets.WireVersion;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.WireResponse;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What the tests of RFC 9110 share that run over each version of HTTP. Messages are written in the
/// form of HTTP/1.1.
@ParameterizedClass(name = "{0}")
@EnumSource(WireVersion.class)
abstract class OnEachVersion extends OnTheWire {
  /// The version of this run.
  @Parameter WireVersion version;

  /// A new connection.
  final Conversation converse() {
    return closedAfter(version.connect(port()));
  }

  @Override
  final WireResponse ask(String message) {
    try (Conversation client = version.connect(port())) {
      return client.send(message).readResponse(methodOf(message));
    }
  }

  /// Checks that a message is refused, and does not reach the application. Over HTTP/2 only its
  /// stream ends.
  @Override
  final WireResponse refuses(int status, String message) {
    if (version == WireVersion.HTTP_1_1) {
      return super.refuses(status, message);
    }
    int before = handled.size();
    try (Conversation client = version.connect(port())) {
      WireResponse response = client.send(message).expectResponse(methodOf(message), status);
      assertThat(handled).as("reached the application").hasSize(before);
      client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200);
      handled.removeLast();
      return response;
    }
  }
}
