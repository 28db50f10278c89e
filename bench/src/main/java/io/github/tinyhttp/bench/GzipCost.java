package io.github.tinyhttp.bench;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;

/// Compares the cost of a gzip response with the cost of a bare, reused [Deflater] for the same
/// bytes at the same level. The cost is the CPU time of a whole process, user and system, for each
/// response. The responses are sent over one real connection to another process. The server and the
/// deflater run in separate JVMs and take turns, so that a busy minute of the machine affects both
/// alike. It runs on Linux.
///
/// The arguments are the size of the response in KiB (default 64), and the level (default: the
/// default of [Compression]).
public final class GzipCost {
  private static final int ROUNDS = 6;
  private static final long ROUND_MILLIS = 2_000;
  private static final long WARM_UP_MILLIS = 10_000;
  private static final int TICKS_A_SECOND = 100; // the unit of /proc on every Linux
  private static final Pattern LENGTH = Pattern.compile("Content-Length: (\\d+)\r\n");
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  /// Work that is repeated for a given time and counted.
  private interface Work {
    long during(long millis) throws IOException;
  }

  private GzipCost() {}

  /// Prints the best round of the deflater and of the server, and their ratio.
  public static void main(String[] args) throws Exception {
    int kibibytes = args.length > 0 ? Integer.parseInt(args[0]) : 64;
    int level = args.length > 1 ? Integer.parseInt(args[1]) : Compression.defaults().level();
    byte[] content = json(kibibytes << 10);
    switch (args.length > 2 ? args[2] : "") {
      case "serve" -> serve(content, level);
      case "loop" -> loop(content, level);
      default -> compare(kibibytes, level);
    }
  }

  /// Generates records such as an API returns, half of whose text varies.
  private static byte[] json(int size) {
    var random = new Random(1);
    var text = new StringBuilder("[");
    while (text.length() < size) {
      String record =
          "{\"id\":%d,\"name\":\"user-%x\",\"mail\":\"%x@example.test\",\"active\":%b,\"score\":%.3f},\n";
      text.append(
          String.format(
              Locale.ROOT,
              record,
              random.nextInt(1_000_000),
              random.nextInt(),
              random.nextInt(),
              random.nextBoolean(),
              random.nextDouble()));
    }
    return text.substring(0, size).getBytes(StandardCharsets.US_ASCII);
  }

  // ---- the child processes

  private static void serve(byte[] content, int level) throws Exception {
    Response response = Response.bytes(content).withHeader("Content-Type", "application/json");
    try (Server server =
        Server.builder()
            .bind(0)
            .loops(1)
            .compression(Compression.defaults().withLevel(level))
            .handler(_ -> response)
            .start()) {
      System.out.println(server.port());
      while (System.in.read() >= 0) {
        // wait until the parent ends
      }
    }
  }

  private static void loop(byte[] content, int level) throws IOException {
    var deflater = new Deflater(level, true);
    byte[] out = new byte[content.length + 1024];
    Work work =
        millis -> {
          long count = 0;
          long end = System.nanoTime() + millis * 1_000_000;
          while (System.nanoTime() < end) {
            deflater.setInput(content);
            deflater.finish();
            while (!deflater.finished()) {
              int _ = deflater.deflate(out);
            }
            deflater.reset();
            count++;
          }
          return count;
        };
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(work.during(Long.parseLong(line)));
    }
  }

  // ---- the parent process

  private static void compare(int kibibytes, int level) throws Exception {
    Process server = child(kibibytes, level, "serve");
    Process loop = child(kibibytes, level, "loop");
    try (var port = server.inputReader();
        var count = loop.inputReader();
        var socket = new Socket("127.0.0.1", Integer.parseInt(port.readLine()))) {
      socket.setTcpNoDelay(true);
      var in = new DataInputStream(socket.getInputStream());
      Work requesting = millis -> sendRequests(socket, in, millis);
      Work looping =
          millis -> {
            loop.getOutputStream().write((millis + "\n").getBytes(StandardCharsets.US_ASCII));
            loop.getOutputStream().flush();
            return Long.parseLong(count.readLine());
          };
      requesting.during(WARM_UP_MILLIS);
      looping.during(WARM_UP_MILLIS);
      var requested = new ArrayList<Double>();
      var looped = new ArrayList<Double>();
      for (int round = 0; round < ROUNDS; round++) {
        looped.add(cost(loop, looping));
        requested.add(cost(server, requesting));
      }
      System.out.printf(
          "%n| %d KiB of JSON, level %d | best | ratio | rounds, us of CPU |%n", kibibytes, level);
      System.out.println("|---|---:|---:|---|");
      print("bare Deflater", looped, best(looped));
      print("gzip response", requested, best(looped));
    } finally {
      server.destroy();
      loop.destroy();
    }
  }

  private static Process child(int kibibytes, int level, String role) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xms256m",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            GzipCost.class.getName(),
            String.valueOf(kibibytes),
            String.valueOf(level),
            role)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static long sendRequests(Socket socket, DataInputStream in, long millis)
      throws IOException {
    byte[] head = new byte[4096];
    byte[] body = new byte[0];
    long count = 0;
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end) {
      socket.getOutputStream().write(REQUEST);
      int length = readHead(in, head);
      body = body.length == length ? body : new byte[length];
      in.readFully(body);
      count++;
    }
    return count;
  }

  private static int readHead(DataInputStream in, byte[] head) throws IOException {
    int count = 0;
    while (count < 4
        || head[count - 1] != '\n'
        || head[count - 2] != '\r'
        || head[count - 3] != '\n') {
      head[count++] = in.readByte();
    }
    String text = new String(head, 0, count, StandardCharsets.US_ASCII);
    Matcher length = LENGTH.matcher(text);
    if (!text.contains("Content-Encoding: gzip\r\n") || !length.find()) {
      throw new IOException("unexpected response: " + text);
    }
    return Integer.parseInt(length.group(1));
  }

  private static double cost(Process process, Work work) throws IOException {
    long before = ticks(process.pid());
    long count = work.during(ROUND_MILLIS);
    return (ticks(process.pid()) - before) * 1e6 / TICKS_A_SECOND / count;
  }

  /// Adds up fields 14 and 15 of /proc/PID/stat. Fields are counted behind the name, which may
  /// contain spaces.
  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static double best(List<Double> rounds) {
    return rounds.stream().mapToDouble(one -> one).min().orElseThrow();
  }

  private static void print(String name, List<Double> rounds, double floor) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f us | %.3f | %s |%n",
        name,
        best(rounds),
        best(rounds) / floor,
        rounds.stream().map("%.1f"::formatted).toList());
  }
}
