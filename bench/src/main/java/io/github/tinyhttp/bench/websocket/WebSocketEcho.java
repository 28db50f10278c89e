package io.github.tinyhttp.bench.websocket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What an echo of one WebSocket message costs: the CPU time of the server's process per message,
/// for this library and for Netty, side by side in one run. Each server and the clients have a JVM
/// of their own. The argument selects the loads whose names contain it. Judge by the ratio: both
/// columns move with the machine.
final class WebSocketEcho {
  private static final int WARM_UP = 4;
  private static final int ROUNDS = 5;
  private static final int SECONDS = 2;

  private WebSocketEcho() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 5) {
      load(Integer.parseInt(arguments[0]), EchoCase.parse(arguments, 1));
      return;
    }
    Process tiny = java(TinyEcho.class, List.of());
    Process netty = java(NettyEcho.class, List.of());
    try {
      int tinyPort = Integer.parseInt(line(tiny));
      int nettyPort = Integer.parseInt(line(netty));
      for (EchoCase each : EchoCase.ALL) {
        if (arguments.length == 0 || each.toString().contains(arguments[0])) {
          compare(each, tiny, tinyPort, netty, nettyPort);
        }
      }
    } finally {
      tiny.destroy();
      netty.destroy();
    }
  }

  private static void compare(
      EchoCase each, Process tiny, int tinyPort, Process netty, int nettyPort) throws Exception {
    var ours = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    run(each, tiny, tinyPort, WARM_UP);
    run(each, netty, nettyPort, WARM_UP);
    for (int i = 0; i < ROUNDS; i++) {
      ours.add(run(each, tiny, tinyPort, SECONDS));
      theirs.add(run(each, netty, nettyPort, SECONDS));
    }
    double mine = median(ours);
    double other = median(theirs);
    System.out.printf(
        "%-45s tinyhttp %6.2f µs  Netty %6.2f µs  %.2f x%n", each, mine, other, mine / other);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  /// @return the server's CPU time per message, in microseconds
  private static double run(EchoCase each, Process server, int port, int seconds) throws Exception {
    var command = new ArrayList<>(List.of(Integer.toString(port)));
    command.addAll(each.arguments());
    Process client = java(WebSocketEcho.class, command);
    try (BufferedReader out = client.inputReader(StandardCharsets.UTF_8)) {
      out.readLine(); // the clients are connected, and warm
      long countBefore = Long.parseLong(out.readLine());
      Duration before = cpu(server);
      for (int i = 1; i < seconds; i++) {
        out.readLine();
      }
      long count = Long.parseLong(out.readLine()) - countBefore;
      return cpu(server).minus(before).toNanos() / 1000.0 / count;
    } finally {
      client.destroy();
      client.waitFor();
    }
  }

  private static Duration cpu(Process process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /// Prints how many replies there were, once a second.
  private static void load(int port, EchoCase each) throws InterruptedException {
    var load = new EchoLoad(port, each);
    load.start();
    while (true) {
      Thread.sleep(1000);
      System.out.println(load.replies());
    }
  }

  private static Process java(Class<?> main, List<String> arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String line(Process process) throws IOException {
    return new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
  }
}
