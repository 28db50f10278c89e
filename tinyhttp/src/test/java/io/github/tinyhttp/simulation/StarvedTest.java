package io.github.tinyhttp.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.OwnProcess;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Memory runs out at any place of the library, again and again. No client takes a part for the
/// whole. When there is enough again, the server serves as before, with all of its loops, and no
/// request is left in flight.
@Timeout(120)
@Tag("deep")
class StarvedTest {
  private static final Duration HUNGER = Duration.ofMillis(Long.getLong("hunger.millis", 1_500));

  @TempDir private Path directory;

  private static String ask(int port, String path) {
    try (WireClient client = WireClient.connect(port)) {
      return client.send(Wire.get(path)).readResponse().text();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUTO", "INLINE", "VIRTUAL_THREADS"})
  void a_server_goes_on_when_there_is_enough_again(String dispatch) throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    try (OwnProcess process =
        OwnProcess.java(
            List.of("-Djava.util.logging.config.file=/dev/null"),
            StarvedServer.class,
            List.of(Server.class, OwnProcess.class, org.jspecify.annotations.Nullable.class),
            dispatch,
            certificate.chain().toString(),
            certificate.key().toString())) {
      int port = Integer.parseInt(process.line());
      int tlsPort = Integer.parseInt(process.line());
      try (var crowd = new Crowd(port, tlsPort, certificate.clientContext(), 1)) {
        crowd.good(12);
        Await.until("all is warm", () -> crowd.responses() > 300);
        ask(port, "/starve/%d/300".formatted(HUNGER.toMillis()));
        Await.atLeast(HUNGER);
        assertThat(crowd.faults()).noneMatch(fault -> fault.contains("IllegalState"));
      }
      Await.until("no request is left", () -> ask(port, "/left").contains(" 1 requests"));
      try (var crowd = new Crowd(port, tlsPort, certificate.clientContext(), 1)) {
        crowd.good(12);
        Await.until("it serves", () -> crowd.responses() > 300);
        assertThat(crowd.faults()).isEmpty();
      }
    }
  }
}
