package io.github.tinyhttp.bench.http2;

import io.github.tinyhttp.bench.Starting;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A server of the contest, pinned to the first processor, with what was measured of it under one
/// load.
final class RunningServer implements AutoCloseable {
  private static final int TICKS_A_SECOND = 100; // the unit of /proc on every Linux
  private static final Pattern REQUESTS =
      Pattern.compile("(\\d+) done, (\\d+) succeeded, (\\d+) failed, (\\d+) errored");
  private static final Pattern RATE = Pattern.compile("([\\d.]+) req/s");

  /// What one round has measured.
  ///
  /// @param rate responses a second
  /// @param microseconds of CPU time for a response
  record Round(double rate, double microseconds) {}

  private final String name;
  private final Load load;
  private final Contents contents;
  private final int port;
  private final Process process;
  private final List<Round> rounds = new ArrayList<>();

  private RunningServer(String name, Load load, Contents contents, int port, Process process) {
    this.name = name;
    this.load = load;
    this.contents = contents;
    this.port = port;
    this.process = process;
  }

  static RunningServer start(Contestant contestant, Load load, Contents contents)
      throws IOException, InterruptedException {
    int port = freePort();
    var command = new ArrayList<>(List.of("taskset", "-c", "0"));
    command.addAll(contestant.starter().command(contents, port, load));
    var builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
    var started = new RunningServer(contestant.name(), load, contents, port, builder.start());
    Starting.await(started.process, port, Duration.ofSeconds(30));
    return started;
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  String name() {
    return name;
  }

  List<Round> rounds() {
    return rounds;
  }

  /// Asks for responses, and measures what they cost.
  void measure(int seconds) throws IOException, InterruptedException {
    rounds.add(drive(seconds));
  }

  /// Runs `h2load` on the second processor.
  Round drive(int seconds) throws IOException, InterruptedException {
    long before = ticks();
    var command = new ArrayList<>(List.of("taskset", "-c", "1"));
    command.addAll(load.command(port, contents.upload(), seconds));
    Process generator = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(generator.getInputStream().readAllBytes());
    int exit = generator.waitFor();
    long ticks = ticks() - before;
    Matcher requests = REQUESTS.matcher(output);
    Matcher rate = RATE.matcher(output);
    if (exit != 0 || !requests.find() || !rate.find()) {
      throw new IOException("h2load failed: " + output);
    }
    long done = Long.parseLong(requests.group(2));
    if (done == 0 || !requests.group(3).equals("0")) {
      throw new IOException(name + " failed: " + output);
    }
    return new Round(Double.parseDouble(rate.group(1)), ticks * 1e6 / TICKS_A_SECOND / done);
  }

  /// The CPU time so far, of the processes that the server has started, too.
  private long ticks() throws IOException {
    long all = 0;
    List<ProcessHandle> family =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    for (ProcessHandle one : family) {
      all += ticks(one.pid());
    }
    return all;
  }

  /// Adds up fields 14 and 15 of /proc/PID/stat. Fields are counted behind the name, which may
  /// contain spaces.
  private static long ticks(long pid) throws IOException {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    } catch (NoSuchFileException _) {
      return 0;
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
