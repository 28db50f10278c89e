package io.github.tinyhttp.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// New certificates that only their content tells from the old ones.
class WatchTest extends SecureTest {
  private static final FileTime TIME = FileTime.fromMillis(1_000);

  private enum Install {
    IN_THE_SAME_FILES,
    IN_PLACE_OF_THE_FILES,
    BEHIND_A_LINK
  }

  @TempDir Path installed;
  private Path live;

  private void install(TestCertificate one, String version, Install way) throws Exception {
    live = installed.resolve("live");
    Path into =
        way == Install.IN_THE_SAME_FILES && Files.exists(live)
            ? live
            : Files.createDirectory(installed.resolve(version));
    for (Path file : new Path[] {one.chain(), one.key()}) {
      Path copy = into.resolve(file == one.chain() ? "chain.pem" : "key.pem");
      Files.write(copy, Files.readAllBytes(file));
      Files.setLastModifiedTime(copy, TIME);
    }
    if (Files.notExists(live)) {
      Files.createSymbolicLink(live, into);
    } else if (way == Install.BEHIND_A_LINK) {
      Path next = Files.createSymbolicLink(installed.resolve("next"), into);
      Files.move(next, live, StandardCopyOption.ATOMIC_MOVE);
    } else if (way == Install.IN_PLACE_OF_THE_FILES) {
      for (String name : new String[] {"chain.pem", "key.pem"}) {
        Files.move(into.resolve(name), live.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void new_files_with_the_old_date_are_taken(Install way) throws Exception {
    TestCertificate second = TestCertificate.of(installed, "second", "DNS:localhost");
    install(certificate, "v1", way);
    Tls tls =
        Tls.pem(live.resolve("chain.pem"), live.resolve("key.pem")).withWatch(Duration.ofNanos(1));
    Server server = closedAfter(Server.https(0, tls, _ -> Response.text("ok")));
    assertThat(shows(server, certificate)).isTrue();

    install(second, "v2", way);

    Await.until("the new certificate is shown", () -> shows(server, second));
  }

  private static boolean shows(Server server, TestCertificate expected) {
    try (Socket socket =
        expected
            .clientContext()
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      ((SSLSocket) socket).startHandshake();
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Test
  void files_with_a_new_date_and_the_old_content_change_nothing() throws Exception {
    install(certificate, "v1", Install.IN_THE_SAME_FILES);
    Tls tls = Tls.pem(live.resolve("chain.pem"), live.resolve("key.pem"));
    Tls other = tls.withWatch(Duration.ofNanos(1));
    Files.setLastModifiedTime(live.resolve("key.pem"), FileTime.fromMillis(2_000));
    Server server = closedAfter(Server.https(0, other, _ -> Response.text("ok")));
    for (int i = 0; i < 3; i++) {
      assertThat(shows(server, certificate)).isTrue();
    }
  }
}
