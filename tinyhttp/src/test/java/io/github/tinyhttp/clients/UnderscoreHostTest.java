package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Hosts whose names have an underscore, as those of containers, over TLS.
class UnderscoreHostTest extends ClientTest {
  private static final String SWITCH = "-Djdk.tls.server.disableExtensions=server_name";

  /// A server in a process of its own, because the switch counts for all of it.
  public static final class Main {
    private Main() {}

    /// Starts the server.
    ///
    /// @param arguments the chain, the key, and a file for the port
    public static void main(String[] arguments) throws IOException {
      Tls tls = Tls.pem(Path.of(arguments[0]), Path.of(arguments[1]));
      Server server =
          Server.builder()
              .hosts("my_app")
              .bind(0)
              .tls(tls)
              .handler(request -> Response.text(request.header("Host").orElse("none")))
              .start();
      Path port = Path.of(arguments[2]);
      Path draft = Files.writeString(Path.of(port + ".draft"), "" + server.port());
      Files.move(draft, port, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static Program.Output curl(String host, int port) {
    return Program.runToAnyEnd(
        "curl",
        "--disable",
        "--silent",
        "--show-error",
        "--insecure",
        "--resolve",
        host + ":" + port + ":127.0.0.1",
        "https://" + host + ":" + port + "/");
  }

  private static Path home(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  @Test
  void get_a_response_where_the_jvm_is_told_so() throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Path port = directory.resolve("port");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    SWITCH,
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    home(Main.class) + ":" + home(Server.class),
                    Main.class.getName(),
                    certificate.chain().toString(),
                    certificate.key().toString(),
                    port.toString()))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    closedAfter(() -> process.destroyForcibly().waitFor());
    Await.until("the server listens", () -> Files.exists(port) || !process.isAlive());
    assertThat(port).as(Files.readString(directory.resolve("errors"))).exists();
    int number = Integer.parseInt(Files.readString(port));

    for (String host : List.of("my_app", "localhost")) {
      Program.Output output = curl(host, number);
      assertThat(output.out()).as(output.errors()).isEqualTo(host + ":" + number);
    }
  }

  @Test
  void are_told_with_the_way_out_where_the_jvm_refuses_them() throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    var events =
        new ServerEvents() {
          @Override
          public void handshakeFailed(ConnectionEvent connection, Throwable cause) {
            failures.add(cause);
          }
        };
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .tls(Tls.pem(certificate.chain(), certificate.key()))
                .options(ServerOptions.defaults().withEvents(events))
                .handler(_ -> Response.text("ok"))
                .start());

    assertThat(curl("my_app", server.port()).exit()).isNotZero();

    assertThat(failures.poll(20, TimeUnit.SECONDS))
        .hasMessageContaining("my_app")
        .hasMessageContaining(SWITCH);
    assertThat(curl("localhost", server.port()).out()).isEqualTo("ok");
  }
}
