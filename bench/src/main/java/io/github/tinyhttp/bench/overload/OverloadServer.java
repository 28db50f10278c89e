package io.github.tinyhttp.bench.overload;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import java.time.Duration;

/// A server whose handler computes for a given time, so that its capacity is known: what [Overload]
/// drives.
public final class OverloadServer {
  private OverloadServer() {}

  /// @param args the port; `loop` or `threads`, where handlers run; for how many microseconds each
  ///   computes; and [Timeouts#queue()] in milliseconds, or `unbounded`
  public static void main(String[] args) throws Exception {
    long nanos = Long.parseLong(args[2]) * 1_000;
    Timeouts times = Timeouts.defaults();
    if (!args[3].equals("unbounded")) {
      times = times.withQueue(Duration.ofMillis(Long.parseLong(args[3])));
    }
    Dispatch dispatch = args[1].equals("loop") ? Dispatch.INLINE : Dispatch.VIRTUAL_THREADS;
    Server _ =
        Server.builder()
            .bind(Integer.parseInt(args[0]))
            .options(ServerOptions.defaults().withDispatch(dispatch).withTimeouts(times))
            .handler(
                _ -> {
                  compute(nanos);
                  return Response.text("done");
                })
            .start();
  }

  private static void compute(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
