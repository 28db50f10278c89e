package io.github.tinyhttp.bench.http2;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// HTTP/2 servers side by side under the loads of [Load]. The server is pinned to the first
/// processor and `h2load` to the second. After a warm-up the servers take turns, A B C A B C, so a
/// busy minute of the machine affects all of them alike. It needs Linux, `taskset`, and Debian's
/// packages `nghttp2-client`, `nghttp2-server` and `nginx`.
///
/// The arguments are pairs: `servers=tinyhttp,nghttpd`, `loads=streams,single`, `rounds=5`,
/// `seconds=3`, `warmup=8`, and `NAME=CLASSPATH` for one more state of this library.
public final class Http2Contest {
  private final Map<String, String> options;
  private final Contents contents;

  private Http2Contest(Map<String, String> options, Contents contents) {
    this.options = options;
    this.contents = contents;
  }

  /// Prints a table for each load.
  public static void main(String[] arguments) throws Exception {
    var options = new HashMap<>(Map.of("servers", "all", "loads", "all"));
    options.putAll(Map.of("rounds", "5", "seconds", "3", "warmup", "8"));
    var more = new ArrayList<Contestant>();
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      if (options.containsKey(pair[0])) {
        options.put(pair[0], pair[1]);
      } else {
        more.add(Contestant.tinyhttp(pair[0], pair[1]));
      }
    }
    var contest = new Http2Contest(options, Contents.make());
    List<Contestant> contestants =
        Stream.concat(Contestant.of(options.get("servers")).stream(), more.stream()).toList();
    for (Load load : contest.loads()) {
      contest.run(load, contestants);
    }
  }

  private List<Load> loads() {
    String names = options.getOrDefault("loads", "all");
    return names.equals("all")
        ? List.of(Load.values())
        : Stream.of(names.split(",")).map(Load::of).toList();
  }

  private int number(String option) {
    return Integer.parseInt(options.getOrDefault(option, "0"));
  }

  private void run(Load load, List<Contestant> contestants) throws Exception {
    var running = new ArrayList<RunningServer>();
    try {
      for (Contestant one : contestants) {
        if (one.loads().contains(load)) {
          running.add(RunningServer.start(one, load, contents));
        }
      }
      for (RunningServer one : running) {
        RunningServer.Round _ = one.drive(number("warmup"));
      }
      for (int round = 0; round < number("rounds"); round++) {
        for (RunningServer one : running) {
          one.measure(number("seconds"));
        }
      }
      print(load, running);
    } finally {
      running.forEach(RunningServer::close);
    }
  }

  private static void print(Load load, List<RunningServer> servers) {
    System.out.printf(
        "%n| %s | responses/s | CPU, µs | smallest, largest | ratio |%n", load.title());
    System.out.println("|---|---:|---:|---|---|");
    RunningServer first = servers.getFirst();
    for (RunningServer one : servers) {
      DoubleSummaryStatistics cost =
          one.rounds().stream().mapToDouble(RunningServer.Round::microseconds).summaryStatistics();
      System.out.printf(
          "| %s | %,.0f | %.2f | %.2f, %.2f | %s |%n",
          one.name(),
          median(one.rounds().stream().map(RunningServer.Round::rate).toList()),
          median(one.rounds().stream().map(RunningServer.Round::microseconds).toList()),
          cost.getMin(),
          cost.getMax(),
          ratios(one, first));
    }
  }

  /// How the cost compares with that of the first server, round by round: both have met the same
  /// speed of the machine in one round. The median, and the smallest and the largest.
  private static String ratios(RunningServer one, RunningServer first) {
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < one.rounds().size(); i++) {
      ratios.add(one.rounds().get(i).microseconds() / first.rounds().get(i).microseconds());
    }
    return "%.2f (%.2f to %.2f)"
        .formatted(
            median(ratios),
            ratios.stream().min(Double::compare).orElseThrow(),
            ratios.stream().max(Double::compare).orElseThrow());
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
