package io.github.tinyhttp.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The measurements that take a few minutes: see `bench/run`. The argument is the script for `wrk`.
public final class Essentials {
  private Essentials() {}

  /// Runs the measurements one after the other.
  public static void main(String[] args) throws Exception {
    System.out.println("\n## Bytes allocated by the server for a request\n");
    Allocation.main(args);
    System.out.println("\n## A fast request beside a thousand that block\n");
    FastBesideSlow.main(args);
    System.out.println("\n## CPU time of the server for a request");
    if (isInstalled("wrk") && isInstalled("taskset")) {
      AgainstFloor.main(args);
    } else {
      System.out.println("\nskipped: wrk or taskset is not installed");
    }
    System.out.println("\n## JMH, short\n");
    org.openjdk.jmh.Main.main(
        new String[] {"HeadReader|HeadParser|HeadWriter", "-f", "1", "-wi", "3", "-i", "3"});
  }

  private static boolean isInstalled(String program) throws IOException {
    try (Stream<String> folders = Stream.of(System.getenv("PATH").split(":"))) {
      return folders.anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
  }
}
