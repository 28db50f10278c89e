package io.github.tinyhttp.simulation;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A server in a process of its own, in which memory runs out at any place of the library for some
/// time. It prints its ports, and tells by its handler what is left.
public final class StarvedServer {
  private final NumberedService service = new NumberedService();
  private final Told told = new Told();
  private @Nullable Server server;

  private StarvedServer() {}

  /// @param arguments where handlers run, the files of the certificate and its key
  public static void main(String... arguments) throws Exception {
    new ScarceLoader(StarvedServer.class.getClassLoader())
        .loadClass(StarvedServer.class.getName())
        .getMethod("run", String[].class)
        .invoke(null, (Object) arguments);
  }

  /// The same, for the loader of the library.
  public static void run(String... arguments) throws IOException {
    new StarvedServer().start(arguments);
  }

  private void start(String... arguments) throws IOException {
    Dispatch dispatch =
        switch (arguments[0]) {
          case "AUTO" -> Dispatch.AUTO;
          case "INLINE" -> Dispatch.INLINE;
          default -> Dispatch.VIRTUAL_THREADS;
        };
    Server made =
        Server.builder()
            .listen(
                Listener.on(0),
                Listener.on(0).withTls(Tls.pem(Path.of(arguments[1]), Path.of(arguments[2]))))
            .options(
                ServerOptions.defaults()
                    .withHosts("*")
                    .withLoops(2)
                    .withDispatch(dispatch)
                    .withEvents(told))
            .handler(this::handle)
            .start();
    server = made;
    System.out.println(made.port());
    System.out.println(((InetSocketAddress) made.addresses().get(1)).getPort());
  }

  private Response handle(Request request) throws IOException {
    return switch (request.segments().getFirst()) {
      case "starve" -> {
        int[] of = request.segments().stream().skip(1).mapToInt(Integer::parseInt).toArray();
        starve(Duration.ofMillis(of[0]), of[1]);
        yield Response.empty();
      }
      case "left" -> Response.text(left());
      default -> service.handle(request);
    };
  }

  private static void starve(Duration time, int times) {
    Thread.startVirtualThread(
        () -> {
          Scarcity.begin(times);
          Await.atLeast(time);
          Scarcity.end();
        });
  }

  private String left() {
    Server mine = server;
    return mine == null
        ? ""
        : "%d connections, %d requests, %d streams"
            .formatted(mine.connections(), mine.requestsInFlight(), service.openStreams());
  }
}
