package io.github.tinyhttp.bench;

import io.github.tinyhttp.Server;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// How much heap a server in this process holds for each connection. Its clients run in another
/// process: a program that opens the connections, prints something when all are there, and keeps
/// them until it is ended.
public final class ConnectionHeap {
  private ConnectionHeap() {}

  /// Measures the bytes of live heap for each connection.
  ///
  /// @param count how many connections the clients open
  /// @param clients the program, on the class path of this one
  /// @param args its arguments
  public static long measure(Server server, int count, Class<?> clients, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), clients.getName()));
    command.addAll(List.of(args));
    long before = live();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (InputStream output = process.getInputStream()) {
      if (output.read() < 0 || server.connections() != count) {
        throw new IOException("only " + server.connections() + " of " + count + " have connected");
      }
      long each = (live() - before) / count;
      System.out.printf(
          "%,d connections, %d threads%n",
          count, ManagementFactory.getThreadMXBean().getThreadCount());
      return each;
    } finally {
      process.destroy();
      process.waitFor();
      while (server.connections() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  private static long live() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
