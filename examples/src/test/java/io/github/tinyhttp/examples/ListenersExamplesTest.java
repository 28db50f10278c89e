package io.github.tinyhttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testkit.WireClient;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ListenersExamplesTest {
  @Test
  void unix_socket_knows_the_user(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("hello.sock");
    try (var example = RunningExample.of(UnixSocket.class, "-Dsocket=" + file)) {
      assertThat(example.uri()).isEqualTo(file.toUri());
      var address = UnixDomainSocketAddress.of(file);
      try (var client = WireClient.connect(address, Duration.ofSeconds(60))) {
        client
            .send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .expectResponse(200, "hello " + System.getProperty("user.name") + "\n");
      }
      example.terminate();
      example.awaitEnd();
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void behind_proxy_knows_the_client() throws Exception {
    try (var example = RunningExample.of(BehindProxy.class);
        var client = example.connect()) {
      client
          .sendLines(
              """
              GET /a?b HTTP/1.1
              Host: a.example
              X-Forwarded-For: 198.51.100.66, 192.0.2.7
              X-Forwarded-Proto: https

              """)
          .expectResponse(200, "/192.0.2.7:0 asked for https://a.example/a?b\n");
    }
  }
}
