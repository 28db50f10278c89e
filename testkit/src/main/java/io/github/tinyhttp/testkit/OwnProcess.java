package io.github.tinyhttp.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A JVM of its own for a server, which a test can stop, continue and see end. What it prints the
/// test reads line by line; it reads the end of its standard input when the test is over.
public final class OwnProcess implements AutoCloseable {
  /// Only a test that fails waits that long.
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final BufferedReader output;

  private OwnProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /// Runs the `main` method of a class among the tests.
  ///
  /// @param libraries a class of each library that it uses
  public static OwnProcess java(Class<?> main, List<Class<?>> libraries, String... arguments)
      throws IOException {
    return java(List.of(), main, libraries, arguments);
  }

  /// The same with options of the JVM, which may have a class path of their own.
  public static OwnProcess java(
      List<String> options, Class<?> main, List<Class<?>> libraries, String... arguments)
      throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    var command = new ArrayList<String>(List.of(java.toString(), "-XX:TieredStopAtLevel=1"));
    command.add("-cp");
    command.add(
        Stream.concat(Stream.of(main), libraries.stream())
            .map(OwnProcess::home)
            .distinct()
            .collect(Collectors.joining(":")));
    command.addAll(options);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new OwnProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private static String home(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  /// The next line that it prints. A process that prints none for minutes is ended.
  public String line() throws IOException {
    var read = new CompletableFuture<Void>();
    read.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .exceptionally(
            _ -> {
              process.destroyForcibly();
              return null;
            });
    String line = output.readLine();
    read.complete(null);
    if (line == null) {
      throw new AssertionError("the process has ended");
    }
    return line;
  }

  /// Stands still: the process gets no processor until [#goOn()].
  public void standStill() {
    signal("-STOP");
  }

  /// Goes on where it stood still.
  public void goOn() {
    signal("-CONT");
  }

  private void signal(String name) {
    run("kill", name, Long.toString(process.pid()));
  }

  private static void run(String... command) {
    try {
      if (new ProcessBuilder(command).start().waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + " failed");
      }
    } catch (IOException e) {
      throw new AssertionError("cannot run " + command[0], e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running " + command[0], e);
    }
  }

  /// Asks it to end, as the system does. What it prints from then on can still be read.
  public void terminate() {
    signal("-TERM");
  }

  /// Ends its standard input, as the end of a test does, and leaves it its time.
  public void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /// Ends it at once, and gives it no time to do anything about it.
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// How large a file may become that it writes, as on a disk that gets full there.
  ///
  /// @param most in bytes, or `unlimited`
  public void limitFiles(String most) {
    run("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + most + ":unlimited");
  }

  /// Waits until it has ended.
  ///
  /// @return whether it has, within a time
  public boolean ends(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  /// Waits until it has ended, for a test that fails if it does not.
  public int exit() {
    Await.until("the process has ended", () -> !process.isAlive());
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    output.close();
  }
}
