package io.github.tinyhttp.examples;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.websocket.WebSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An example in a JVM of its own, started as a user would start it: as a module.
final class RunningExample implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final Process process;
  private final BufferedReader output;
  private final URI uri;

  private RunningExample(List<String> arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-Dport=0"));
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    output = process.inputReader(StandardCharsets.UTF_8);
    String prefix = "listening on ";
    String line = readLine();
    if (!line.startsWith(prefix)) {
      process.destroyForcibly();
      throw new AssertionError(line + "\n" + String.join("\n", output.lines().toList()));
    }
    uri = URI.create(line.substring(prefix.length()));
  }

  /// Starts an example.
  ///
  /// @param options of the JVM
  static RunningExample of(Class<?> example, String... options) throws IOException {
    var arguments = new ArrayList<>(Arrays.asList(options));
    arguments.add("--module-path");
    arguments.add(placeOf(Server.class) + ":" + placeOf(WebSocket.class) + ":" + placeOf(example));
    arguments.add("--module");
    arguments.add("io.github.tinyhttp.examples/" + example.getName());
    return new RunningExample(arguments);
  }

  /// Starts a source file without compiling it first.
  static RunningExample of(Path source) throws IOException {
    return new RunningExample(
        List.of(
            "--module-path",
            placeOf(Server.class).toString(),
            "--add-modules",
            "io.github.tinyhttp",
            source.toString()));
  }

  private static Path placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /// The root of the server.
  URI uri() {
    return uri;
  }

  /// Connects a client.
  WireClient connect() {
    return WireClient.connect(uri.getPort());
  }

  /// The next line the example prints.
  String readLine() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new AssertionError("the example has ended");
    }
    return line;
  }

  /// Asks the example to stop, with SIGTERM. What it prints then can still be read.
  void terminate() {
    process.toHandle().destroy();
  }

  /// Waits for its end.
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the example did not end");
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    output.close();
  }
}
