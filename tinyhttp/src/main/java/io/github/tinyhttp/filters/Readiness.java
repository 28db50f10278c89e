package io.github.tinyhttp.filters;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.time.Duration;

/// Tells a load balancer or Kubernetes whether the server takes new clients: 200 while it does, 503
/// from the moment it is about to stop. For any thread.
///
/// ```java
/// var readiness = new Readiness();
/// // GET /ready → readiness, everything else → the application
/// Runtime.getRuntime().addShutdownHook(new Thread(() -> {
///   readiness.withdraw(Duration.ofSeconds(5)); // the balancer looks, and sends no new clients
///   server.close();                            // now the listeners close, and the rest ends gently
/// }));
/// ```
///
/// Kubernetes goes on sending new connections for a while after it has told a pod to end, because
/// its proxies learn of that later. So the server has to listen on for that long.
public final class Readiness implements Handler {
  private static final Response READY = noted("ready\n");
  private static final Response STOPPING = noted("stopping\n").withStatus(503);

  private volatile boolean withdrawn;

  /// Ready from now on.
  public Readiness() {}

  private static Response noted(String text) {
    return Response.text(text).withHeader("Cache-Control", "no-store");
  }

  @Override
  public Response handle(Request request) {
    return withdrawn ? STOPPING : READY;
  }

  /// Not ready from now on. Any number of calls are the same as one.
  public void withdraw() {
    withdrawn = true;
  }

  /// As [#withdraw()], and waits until clients have had the time to notice. Returns early, with the
  /// thread's interrupt pending, if the thread is interrupted.
  ///
  /// @param delay at least the time between two looks of the balancer, times the failures it wants
  ///   to see
  public void withdraw(Duration delay) {
    withdraw();
    try {
      Thread.sleep(delay);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether it still tells that the server is ready.
  public boolean isReady() {
    return !withdrawn;
  }
}
