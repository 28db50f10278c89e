package io.github.tinyhttp.clients;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A JVM of its own for a server, which a test can stop, continue and see end. What it prints the
/// test reads line by line; it reads the end of its standard input when the test is over.
final class OwnProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private OwnProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /// Runs the `main` method of a class among the tests.
  static OwnProcess java(Class<?> main, String... arguments) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    var command = new ArrayList<String>(List.of(java.toString(), "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(home(main) + ":" + home(Server.class));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new OwnProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private static Path home(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  /// The next line that it prints.
  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new AssertionError("the process has ended");
    }
    return line;
  }

  /// Stands still: the process gets no processor until [#goOn()].
  void standStill() {
    Program.run("kill", "-STOP", Long.toString(process.pid()));
  }

  /// Goes on where it stood still.
  void goOn() {
    Program.run("kill", "-CONT", Long.toString(process.pid()));
  }

  /// Asks it to end, as the system does.
  void terminate() {
    process.destroy();
  }

  /// Waits until it has ended.
  ///
  /// @return whether it has, within a time
  boolean ends(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  /// Waits until it has ended, for a test that fails if it does not.
  int exit() {
    Await.until("the process has ended", () -> !process.isAlive());
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    output.close();
  }
}
