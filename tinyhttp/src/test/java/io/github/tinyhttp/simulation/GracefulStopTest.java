package io.github.tinyhttp.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.simulation.CheckedClient.Version;
import io.github.tinyhttp.testkit.OwnProcess;
import io.github.tinyhttp.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A process is asked to end in the middle of a thousand uploads, streams and upgraded connections
/// of all versions, with TLS and without. All of them come to their end, no new client is let in,
/// and the process ends in time.
@Timeout(120)
class GracefulStopTest {
  @TempDir private Path directory;

  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<Future<CheckedClient.Outcome>> outcomes = new ArrayList<>();

  private static <T> Future<T> inBackground(Callable<T> callable) {
    var task = new FutureTask<>(callable);
    Thread.startVirtualThread(task);
    return task;
  }

  @ParameterizedTest
  @CsvSource({"AUTO, 100", "VIRTUAL_THREADS, 10"})
  void no_response_is_lost_or_cut_when_the_process_is_asked_to_end(String dispatch, int ofEachKind)
      throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    int requests = 10 * ofEachKind;
    try (OwnProcess process =
        OwnProcess.java(
            NumberedServer.class,
            List.of(Server.class, OwnProcess.class, org.jspecify.annotations.Nullable.class),
            dispatch,
            certificate.chain().toString(),
            certificate.key().toString(),
            Integer.toString(requests))) {
      int port = Integer.parseInt(process.line());
      int tlsPort = Integer.parseInt(process.line());
      try (var crowd = new Crowd(port, tlsPort, certificate.clientContext(), 1)) {
        start(crowd, ofEachKind);
        assertThat(process.line()).isEqualTo("begun");
        process.terminate();
        gate.countDown();
        for (Future<CheckedClient.Outcome> outcome : outcomes) {
          assertThat(outcome.get(60, TimeUnit.SECONDS).end()).isEmpty();
        }
        assertThat(process.line()).isEqualTo("all true, in time true");
        assertThatThrownBy(() -> crowd.connect(Version.HTTP_1_1, false).close())
            .isInstanceOf(IOException.class);
        assertThat(process.ends(20)).isTrue();
      }
    } finally {
      gate.countDown();
    }
  }

  /// Eight kinds of clients that send or get a body, and two that leave HTTP.
  private void start(Crowd crowd, int ofEachKind) throws IOException {
    int number = 0;
    for (int i = 0; i < ofEachKind; i++) {
      for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
        for (boolean secured : List.of(true, false)) {
          for (boolean body : List.of(true, false)) {
            var client = CheckedClient.ofOne(version, ++number, body);
            var socket = crowd.connect(version, secured);
            var mayGoOn = body ? gate : new CountDownLatch(0);
            outcomes.add(inBackground(() -> client.run(socket, mayGoOn)));
          }
        }
      }
      outcomes.add(inBackground(() -> crowd.echoes(2, gate)));
      outcomes.add(inBackground(() -> crowd.echoes(2, gate)));
    }
  }
}
