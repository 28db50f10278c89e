package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose process may open no more files than it has clients: in a JVM of its own, with a
/// low limit.
class DescriptorsTest {
  private static final int LIMIT = 64;
  private static final String REST = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final Duration WATCHED = Duration.ofSeconds(2);

  /// The process under test. Says its port, and serves until its input ends.
  static final class Main {
    public static void main(String[] arguments) throws IOException {
      try (Server server = Server.http(0, request -> Response.text(request.path()))) {
        System.out.println(server.port());
        while (System.in.read() >= 0) {
          // somebody wants us to go on
        }
      }
    }

    private Main() {}
  }

  private static Process start(Path jar) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            "sh",
            "-c",
            "ulimit -n " + LIMIT + " && exec \"$@\"",
            "sh",
            java,
            "-Xmx128m",
            "-cp",
            jar.toString(),
            Main.class.getName())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /// The library and `Main` as users run them: of a jar, which stays open, classes can be loaded
  /// whatever else is short.
  private static Path jar(Path folder) throws Exception {
    Path jar = folder.resolve("server.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      Set<Path> roots = new LinkedHashSet<>();
      for (Class<?> one : List.of(Server.class, Main.class)) {
        roots.add(Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI()));
      }
      for (Path root : roots) {
        addClasses(root, out);
      }
    }
    return jar;
  }

  private static void addClasses(Path root, JarOutputStream out) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("io"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        out.putNextEntry(new JarEntry(root.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }

  private static WireClient connect(int port) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return WireClient.connect(address, Duration.ofSeconds(30));
  }

  @Test
  void a_server_out_of_descriptors_neither_dies_nor_spins_and_goes_on_when_there_are_some(
      @TempDir Path folder) throws Exception {
    Process process = start(jar(folder));
    List<WireClient> clients = new ArrayList<>();
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      int port = Integer.parseInt(output.readLine());
      for (int i = 0; i < 2 * LIMIT; i++) {
        clients.add(connect(port).send("GET /" + i)); // busy, and not idle
      }
      clients.getFirst().send(REST).expectResponse(200, "/0");
      clients.getFirst().send("GET /again");
      assertThat(cpuWhileFull(process)).isLessThan(WATCHED.dividedBy(2));
      clients.getFirst().send(REST).expectResponse(200, "/again");
      for (int i = 1; i < clients.size(); i++) {
        clients.get(i).send(REST).expectResponse(200, "/" + i); // the one before it gives way
      }
      clients.getLast().send(get("/last")).expectResponse(200, "/last");
      connect(port).send(get("/new")).expectResponse(200, "/new");
      clients.forEach(WireClient::close);
      process.getOutputStream().close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      clients.forEach(WireClient::close);
      process.destroyForcibly();
    }
  }

  /// How much of a processor it uses while nothing can be done.
  private static Duration cpuWhileFull(Process process) {
    Duration before = process.info().totalCpuDuration().orElse(Duration.ZERO);
    Await.atLeast(WATCHED); // what is measured is that nothing is done in that time
    return process.info().totalCpuDuration().orElse(Duration.ZERO).minus(before);
  }
}
