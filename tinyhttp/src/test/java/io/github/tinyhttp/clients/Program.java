package io.github.tinyhttp.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs a program of the machine to its end, and gives what it said.
///
/// It gets nothing on its standard input, no settings of the user's and no proxy. What it says goes
/// through files, so that a program that says much never waits for us, and one that leaves a child
/// behind does not keep us waiting.
final class Program {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Program() {}

  /// What a program said.
  ///
  /// @param exit its exit status
  /// @param out its standard output
  /// @param errors its standard error
  record Output(int exit, String out, String errors) {
    /// The lines of its standard output.
    List<String> lines() {
      return out.lines().toList();
    }
  }

  /// Runs a command that has to succeed.
  static Output run(String... command) {
    return run(PATIENCE, command);
  }

  /// Runs a command that has to succeed, and may take its time.
  static Output run(Duration patience, String... command) {
    Output output = runToAnyEnd(patience, command);
    if (output.exit() != 0) {
      throw new AssertionError(String.join(" ", command) + " failed: " + output);
    }
    return output;
  }

  /// Runs a command, whatever its exit status may be.
  static Output runToAnyEnd(String... command) {
    return runToAnyEnd(PATIENCE, command);
  }

  private static Output runToAnyEnd(Duration patience, String... command) {
    try {
      Path out = Files.createTempFile("program", ".out");
      Path errors = Files.createTempFile("program", ".err");
      try {
        return run(patience, command, out, errors);
      } finally {
        Files.delete(out);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new AssertionError("cannot run " + command[0], e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running " + command[0], e);
    }
  }

  private static Output run(Duration patience, String[] command, Path out, Path errors)
      throws IOException, InterruptedException {
    String[] found = command.clone();
    found[0] = find(command[0]).toString();
    var builder =
        new ProcessBuilder(found)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile());
    builder.environment().keySet().removeIf(Program::isSetting);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    try {
      if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly); // they may wait for ever
        throw new AssertionError(
            String.join(" ", command)
                + " did not end: "
                + Files.readString(out)
                + Files.readString(errors));
      }
    } finally {
      process.destroyForcibly();
    }
    return new Output(process.exitValue(), Files.readString(out), Files.readString(errors));
  }

  private static boolean isSetting(String variable) {
    String name = variable.toLowerCase(Locale.ROOT);
    return name.endsWith("_proxy") || name.startsWith("node_") || name.startsWith("pythonhome");
  }

  private static Path find(String name) {
    // the system's own first, not a script that looks for one among several versions; and servers
    // live where an ordinary user does not look
    return Stream.of("/usr/bin:" + System.getenv("PATH") + ":/usr/sbin:/sbin")
        .flatMap(path -> Arrays.stream(path.split(":")))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not installed; .ci/run installs it"));
  }
}
