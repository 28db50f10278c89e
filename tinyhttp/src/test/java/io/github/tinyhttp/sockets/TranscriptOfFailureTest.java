package io.github.tinyhttp.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.testkit.WireClient;
import org.junit.jupiter.api.Test;

/// What a test that fails prints.
class TranscriptOfFailureTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @Test
  void tells_what_went_over_the_connections() throws Exception {
    var transcript = new TranscriptOfFailure();
    ServerOptions options = transcript.recorded(ServerOptions.defaults().withHosts("*"));
    assertThat(transcript.recorded(options)).isSameAs(options);
    Server server =
        Server.builder().hosts("*").bind(0).options(options).handler(_ -> Response.empty()).start();
    try (server;
        WireClient client = WireClient.connect(server.port())) {
      client.send(GET).expectResponse(204);
    }
    assertThat(transcript.text("a test"))
        .startsWith("What went over the connections of \"a test\":\n  conn=1 opened 127.0.0.1:")
        .contains(
            "\n"
                + "  conn=1 req=1 << head GET / HTTP/1.1 35B\n"
                + "  conn=1 req=1 << field Host: localhost\n")
        .contains("\n  conn=1 req=1 >> head 204 ")
        .endsWith("\n  conn=1 closed\n");
  }
}
