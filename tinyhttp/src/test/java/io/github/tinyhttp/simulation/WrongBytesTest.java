package io.github.tinyhttp.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Never the wrong bytes: clients of every protocol send numbered requests over real sockets while
/// others reset, half-close, send nonsense and do not read. No response is lost, doubled, swapped
/// or cut as if it were whole, and each request is told once as sent or cut.
@Timeout(120)
class WrongBytesTest extends SocketTest {
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final Duration DEEP = Duration.ofSeconds(Long.getLong("checker.seconds", 120));
  private static final Logger LOG = Logger.getLogger("io.github.tinyhttp");

  @TempDir private Path directory;

  @BeforeEach
  void silenceTheLog() {
    LOG.setLevel(Level.OFF);
  }

  @AfterEach
  void restoreTheLog() {
    LOG.setLevel(null);
  }

  private Dispatch dispatch(String name) {
    return switch (name) {
      case "AUTO" -> Dispatch.AUTO;
      case "INLINE" -> Dispatch.INLINE;
      case "VIRTUAL_THREADS" -> Dispatch.VIRTUAL_THREADS;
      default -> {
        ExecutorService executor = Executors.newFixedThreadPool(4);
        closedAfter(executor::shutdownNow);
        yield Dispatch.on(executor);
      }
    };
  }

  private void check(String dispatch, Duration time) throws Exception {
    var told = new Told();
    var service = new NumberedService();
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    ServerOptions options =
        ServerOptions.defaults()
            .withLoops(2)
            .withHosts("*")
            .withDispatch(dispatch(dispatch))
            .withEvents(told);
    Server server =
        closedAfter(
            Server.builder()
                .listen(
                    Listener.on(0),
                    Listener.on(0).withTls(Tls.pem(certificate.chain(), certificate.key())))
                .options(options)
                .handler(service)
                .start());
    var crowd = new Crowd(server, certificate.clientContext(), System.nanoTime());
    try (crowd) {
      crowd.good(12).bad(6);
      Await.atLeast(time);
    }
    assertThat(crowd.faults()).isEmpty();
    assertThat(crowd.responses()).isPositive();
    Await.until("no connection is left", () -> server.connections() == 0);
    Await.until("no request is left", () -> server.requestsInFlight() == 0);
    Await.until("every stream is closed", () -> service.openStreams() == 0);
    Await.until("every end was told once", () -> told.notOnce().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUTO", "INLINE", "VIRTUAL_THREADS", "executor"})
  void no_client_gets_wrong_bytes_while_others_misbehave(String dispatch) throws Exception {
    check(dispatch, SHORT);
  }

  @Test
  @Tag("deep")
  @Timeout(3600)
  void no_client_gets_wrong_bytes_for_long() throws Exception {
    for (String dispatch : List.of("AUTO", "INLINE", "VIRTUAL_THREADS", "executor")) {
      check(dispatch, DEEP.dividedBy(4));
    }
  }
}
