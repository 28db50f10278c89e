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

/// An example that runs as a module in its own JVM, as a user would start it.
final class RunningExample implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 60;

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
  /// @param options options for the JVM
  static RunningExample of(Class<?> example, String... options) throws IOException {
    var arguments = new ArrayList<>(Arrays.asList(options));
    arguments.add("--module-path");
    arguments.add(placeOf(Server.class) + ":" + placeOf(WebSocket.class) + ":" + placeOf(example));
    arguments.add("--module");
    arguments.add("io.github.tinyhttp.examples/" + example.getName());
    return new RunningExample(arguments);
  }

  /// Starts an example that needs other libraries, on the class path of the test.
  static RunningExample onClassPath(Class<?> example) throws IOException {
    return new RunningExample(
        List.of("-cp", System.getProperty("java.class.path"), example.getName()));
  }

  /// Starts a source file without compiling it.
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

  /// The URI of the server's root.
  URI uri() {
    return uri;
  }

  /// Connects a client.
  WireClient connect() {
    return WireClient.connect(uri.getPort());
  }

  /// Reads the next line of the example's output.
  String readLine() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new AssertionError("the example has ended");
    }
    return line;
  }

  /// Asks the example to stop, with SIGTERM. Its output can still be read.
  void terminate() {
    process.toHandle().destroy();
  }

  /// Waits until the example ends.
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the example did not end");
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    output.close();
  }
}
