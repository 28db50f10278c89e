package io.github.tinyhttp.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compares the cost of a request in tinyhttp with its cost in a loop that parses nothing. The cost
/// is the CPU time of the server's process, user and system, divided by the number of responses
/// that `wrk` counts. The server is pinned to the first CPU and `wrk` to the second. The servers
/// take turns, so that a busy minute of the machine affects all of them alike. It runs on Linux,
/// with `wrk` and `taskset`.
public final class AgainstFloor {
  private static final int ROUNDS = 3;
  private static final int SECONDS = 4;
  private static final int WARM_UP_SECONDS = 10;
  private static final int TICKS_A_SECOND = 100; // the unit of /proc on every Linux
  private static final Pattern RESPONSES = Pattern.compile("(\\d+) requests in");

  private record Load(String name, List<String> arguments) {}

  private record Measured(String name, Process process, int port, List<Double> microseconds) {
    double best() {
      return microseconds.stream().mapToDouble(one -> one).min().orElseThrow();
    }
  }

  private AgainstFloor() {}

  /// Prints a table for each load.
  public static void main(String[] args) throws Exception {
    Path script = Path.of(args[0]);
    compare(new Load("GET / on 64 connections", List.of()));
    compare(new Load("the same, 16 pipelined", List.of("-s", script.toString())));
  }

  private static void compare(Load load) throws Exception {
    var servers = new ArrayList<Measured>();
    try {
      servers.add(start("NIO floor", NioFloor.class, 18_080));
      servers.add(start("tinyhttp", ContestServer.class, 18_081));
      servers.add(start("tinyhttp, pull", ContestServer.class, 18_082, "pull"));
      for (Measured one : servers) {
        drive(one, load, WARM_UP_SECONDS);
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (Measured one : servers) {
          one.microseconds().add(cost(one, load));
        }
      }
    } finally {
      servers.forEach(one -> one.process().destroyForcibly());
    }
    print(load, servers);
  }

  private static Measured start(String name, Class<?> main, int port, String... more)
      throws Exception {
    var command = new ArrayList<>(List.of("taskset", "-c", "0", java(), "-Xms512m", "-Xmx512m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.add(String.valueOf(port));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).inheritIO().start();
    Starting.await(process, port, Duration.ofSeconds(10));
    return new Measured(name, process, port, new ArrayList<>());
  }

  private static String java() {
    return ProcessHandle.current().info().command().orElseThrow();
  }

  /// Measures the CPU time of one response, in microseconds.
  private static double cost(Measured server, Load load) throws Exception {
    long before = ticks(server.process().pid());
    long responses = drive(server, load, SECONDS);
    long ticks = ticks(server.process().pid()) - before;
    return ticks * 1e6 / TICKS_A_SECOND / responses;
  }

  /// Adds up fields 14 and 15 of /proc/PID/stat. Fields are counted behind the name, which may
  /// contain spaces.
  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  /// Runs `wrk`, and returns the number of responses it received.
  private static long drive(Measured server, Load load, int seconds) throws Exception {
    var command = new ArrayList<>(List.of("taskset", "-c", "1", "wrk", "-t1", "-c64"));
    command.add("-d" + seconds + "s");
    command.addAll(load.arguments());
    command.add("http://127.0.0.1:" + server.port() + "/");
    Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(wrk.getInputStream().readAllBytes());
    Matcher found = RESPONSES.matcher(output);
    if (wrk.waitFor() != 0 || !found.find() || output.contains("Non-2xx")) {
      throw new IOException("wrk failed: " + output);
    }
    return Long.parseLong(found.group(1));
  }

  private static void print(Load load, List<Measured> servers) {
    System.out.printf("%n| %s | best | ratio | rounds, us of CPU |%n", load.name());
    System.out.println("|---|---:|---:|---|");
    double floor = servers.getFirst().best();
    for (Measured one : servers) {
      System.out.printf(
          "| %s | %.2f us | %.2f | %s |%n",
          one.name(),
          one.best(),
          one.best() / floor,
          one.microseconds().stream().map("%.2f"::formatted).toList());
    }
  }
}
