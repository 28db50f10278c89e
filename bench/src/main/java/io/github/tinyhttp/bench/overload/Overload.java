package io.github.tinyhttp.bench.overload;

import io.github.tinyhttp.bench.Starting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The curve of overload: what a server still serves at offered loads from a tenth of its capacity
/// to ten times that. *Goodput* counts responses with 200 that come within a second of the moment
/// at which their request was due.
///
/// ```
/// Overload                 the short form: four loads, three seconds each
/// Overload long            the long form: ten loads, ten seconds each
/// Overload long 100        with a handler that computes for 100 microseconds; 200 by default
/// ```
///
/// The server is pinned to the first CPU, and the load should be to the second: `taskset -c 1`. It
/// runs on Linux, with `taskset`; `bench/overload` does all that.
public final class Overload {
  private static final double[] SHORT = {0.5, 1, 2, 10};
  private static final double[] LONG = {0.1, 0.2, 0.5, 0.8, 1, 1.5, 2, 4, 7, 10};
  private static final int FIRST_PORT = 18_090;
  private static final int CONNECTIONS = 8_000;
  private static final int FEW_CONNECTIONS = 32;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);
  private static final int WARM_UP_SECONDS = 3;

  /// How long a request may wait, where a server bounds that, in milliseconds.
  private static final String BOUND = "100";

  private final double[] loads;
  private final int seconds;
  private final String micros;

  private Overload(double[] loads, int seconds, String micros) {
    this.loads = loads;
    this.seconds = seconds;
    this.micros = micros;
  }

  /// Prints a table for each server.
  public static void main(String[] args) throws Exception {
    boolean isLong = args.length > 0 && args[0].equals("long");
    String micros = args.length > 1 ? args[1] : "200";
    var overload = isLong ? new Overload(LONG, 10, micros) : new Overload(SHORT, 3, micros);
    int port = FIRST_PORT;
    for (String where : List.of("loop", "threads")) {
      for (String queue : List.of("unbounded", BOUND)) {
        overload.measure(port, where, queue);
        port++;
      }
    }
  }

  private void measure(int port, String where, String queue) throws Exception {
    Process server = start(port, where, queue);
    try (var clients = new OpenLoop(port, CONNECTIONS, PATIENCE)) {
      Starting.await(server, port, Duration.ofSeconds(10));
      double capacity = capacity(port);
      System.out.printf(
          "%nHandlers on %s, Timeouts.queue %s; a handler takes %s us; 1 is %.0f requests/s%n%n",
          where, queue, micros, capacity);
      System.out.println(
          "| load | offered/s | goodput/s | p50 | p99 | 503 | late | cut | unsent | generator late"
              + " | memory of the process |");
      System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
      for (double load : loads) {
        print(load, clients.run(capacity * load, seconds), server.pid());
      }
    } finally {
      server.destroyForcibly();
    }
  }

  /// How many requests a server serves in a second for a few clients that always wait for it.
  private double capacity(int port) throws IOException {
    try (var few = new OpenLoop(port, FEW_CONNECTIONS, PATIENCE)) {
      double rate = 2e6 / Double.parseDouble(micros);
      Outcome _ = few.run(rate, WARM_UP_SECONDS);
      return few.run(rate, WARM_UP_SECONDS).goodput();
    }
  }

  private Process start(int port, String where, String queue) throws IOException {
    String java = ProcessHandle.current().info().command().orElseThrow();
    var command = new ArrayList<>(List.of("taskset", "-c", "0", java, "-Xms256m", "-Xmx256m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(OverloadServer.class.getName(), String.valueOf(port), where));
    command.addAll(List.of(micros, queue));
    return new ProcessBuilder(command).inheritIO().start();
  }

  private void print(double load, Outcome outcome, long pid) throws IOException {
    System.out.printf(
        "| %.1f | %,.0f | %,.0f | %.1f ms | %.1f ms | %,d | %,d | %,d | %,d | %.1f ms | %,d MiB"
            + " |%n",
        load,
        outcome.offered / (double) seconds,
        outcome.goodput(),
        outcome.percentile(0.5),
        outcome.percentile(0.99),
        outcome.refused,
        outcome.late,
        outcome.cut,
        outcome.unsent,
        outcome.longestLag(),
        residentKibibytes(pid) >> 10);
  }

  private static long residentKibibytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("the server has ended");
  }
}
