package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.server.SimulatedServer;
import io.github.tinyhttp.simulation.Network;
import io.github.tinyhttp.simulation.SteadyTlsClient;
import io.github.tinyhttp.simulation.SteadyTlsClient.Pace;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Tls;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Content counts as written when it is encrypted, but a client is held to what it takes from the
/// socket. In simulated time: what the server has encrypted ahead lasts this client much longer
/// than the time to progress, so no content moves meanwhile, and bytes do.
class SteadyTlsReaderTest {
  private static final Duration PROGRESS = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofSeconds(2_000);
  private static final Duration PAUSE = Duration.ofSeconds(4);

  /// In each pause, which is twice the least rate.
  private static final int BYTES = 2_000;

  private static final byte[] CONTENT = new byte[256 << 10];

  @TempDir static Path directory;
  private static TestCertificate certificate;

  @BeforeAll
  static void makeFiles() throws IOException {
    certificate = TestCertificate.forLocalhost(directory);
    Files.write(directory.resolve("content"), CONTENT);
  }

  private static Response respond(Request request) throws Exception {
    return SlowReaderTest.respond(request, CONTENT, directory.resolve("content"), PROGRESS);
  }

  private static List<String> faults(String version, String path, int bytes) throws Exception {
    boolean second = version.equals("h2");
    byte[] request = second ? SlowReaderTest.framed(path) : SlowReaderTest.lines(path);
    SSLEngine engine = certificate.clientContext().createSSLEngine();
    var parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {version});
    engine.setSSLParameters(parameters);
    engine.setUseClientMode(true);
    engine.beginHandshake();
    var pace = new Pace(bytes, PAUSE, PROGRESS.multipliedBy(4));
    var client = new SteadyTlsClient(engine, request, pace, octets -> isWhole(octets, second));
    var network = new Network(new Random(1), true, 1, _ -> client);
    Listener listener = Listener.on(443).withTls(Tls.pem(certificate.chain(), certificate.key()));
    ServerOptions options =
        ServerOptions.defaults()
            .withHosts("*")
            .withDispatch(Dispatch.VIRTUAL_THREADS)
            .withTimeouts(
                Timeouts.defaults()
                    .withHandshake(LONG)
                    .withHead(LONG)
                    .withIdle(LONG)
                    .withProgress(PROGRESS));
    try (var _ = new SimulatedServer(network, listener, SteadyTlsReaderTest::respond, options)) {
      return network.faults();
    }
  }

  private static boolean isWhole(byte[] octets, boolean second) {
    var in = new DataInputStream(new ByteArrayInputStream(octets));
    try {
      int got =
          second
              ? SlowReaderTest.framedContent(in)
              : SlowReaderTest.plainContent(in, CONTENT.length);
      return got == CONTENT.length;
    } catch (EOFException _) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http/1.1, /bytes",
    "http/1.1, /stream",
    "http/1.1, /file",
    "http/1.1, /begin",
    "http/1.1, /upgrade",
    "h2, /bytes",
    "h2, /stream",
    "h2, /file",
    "h2, /begin",
    "h2, /upgrade"
  })
  void a_client_that_reads_steadily_gets_all(String version, String path) throws Exception {
    assertThat(faults(version, path, BYTES)).isEmpty();
  }

  /// Where the loop sends: a thread that waits for the client does so in real time.
  @ParameterizedTest
  @CsvSource({"http/1.1, /bytes", "h2, /bytes", "h2, /stream", "h2, /file"})
  void a_client_that_reads_nothing_is_cut_off(String version, String path) throws Exception {
    assertThat(faults(version, path, 0))
        .singleElement()
        .asString()
        .startsWith("the server has ended the connection");
  }
}
