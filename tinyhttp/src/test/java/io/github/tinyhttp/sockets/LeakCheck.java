package io.github.tinyhttp.sockets;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Footprint;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails a test that leaves more sockets, open files, threads or temporary files than it found,
/// once its servers are closed. The library ends some of them after `close` has returned, so the
/// check waits for that; only a leak makes it wait to the end.
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
  private static final String THREADS = "tinyhttp-";
  private static final String FILES = "tinyhttp-" + ProcessHandle.current().pid() + "-";

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(LeakCheck.class);

  /// The JDK opens descriptors with the first socket, and keeps them.
  private static boolean openWhatTheJvmKeeps(Object key) {
    try (Server server = Server.http(0, _ -> Response.empty());
        WireClient client = WireClient.connect(server.port())) {
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expectResponse(204);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent("the JVM is warm", LeakCheck::openWhatTheJvmKeeps);
    context.getStore(NAMESPACE).put(Footprint.class, footprint());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Footprint before = context.getStore(NAMESPACE).get(Footprint.class, Footprint.class);
    if (context.getExecutionException().isEmpty()) { // a test that has failed may leave anything
      try {
        Await.until("nothing is left open", () -> leaks(before).isEmpty());
      } catch (AssertionError e) {
        throw new AssertionError("leaked: " + leaks(before), e);
      }
    }
  }

  private static Footprint footprint() {
    return Footprint.now(THREADS, FILES);
  }

  private static List<String> leaks(Footprint before) {
    return footprint().since(before);
  }
}
