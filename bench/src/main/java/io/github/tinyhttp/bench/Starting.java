package io.github.tinyhttp.bench;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Waits for servers that were started as processes of their own.
public final class Starting {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Starting() {}

  /// Waits until a server listens.
  ///
  /// @throws IOException if it has ended, or does not listen in time
  public static void await(Process server, int port, Duration time)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (server.isAlive() && System.nanoTime() - end < 0) {
      try (var _ = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException _) {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos()); // it is not listening yet
      }
    }
    throw new IOException("no server came up at port " + port);
  }
}
