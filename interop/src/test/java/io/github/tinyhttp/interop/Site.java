package io.github.tinyhttp.interop;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A server with default options, and the pages that the acts of [ClientContract] ask for.
final class Site implements AutoCloseable {
  static final String PAGE = "<p>All work and no play makes Jack a dull boy.</p>\n".repeat(500);

  final AtomicInteger connections = new AtomicInteger();

  /// Rules that clients broke.
  final Queue<String> refusals = new ConcurrentLinkedQueue<>();

  /// How many requests had a response made.
  final AtomicInteger handled = new AtomicInteger();

  /// Opens for the requests at `/slow`.
  final CountDownLatch slow = new CountDownLatch(1);

  /// How many requests have come to `/slow`.
  final AtomicInteger waiting = new AtomicInteger();

  /// Opens when as many requests wait at `/together`.
  final CountDownLatch together = new CountDownLatch(100);

  /// Opens when a client has left `/endless`.
  final CountDownLatch left = new CountDownLatch(1);

  private final Path file;
  private final Server server;
  private final Transport transport;

  Site(Transport transport, TestCertificate certificate, Path file) throws IOException {
    this.transport = transport;
    this.file = file;
    Listener listener = Listener.on(0);
    if (transport == Transport.TLS) {
      listener = listener.withTls(Tls.pem(certificate.chain(), certificate.key()));
    }
    this.server =
        Server.builder()
            .listen(listener)
            .compression(Compression.defaults())
            .events(new Connections())
            .handler(this::respond)
            .start();
  }

  private final class Connections implements ServerEvents {
    @Override
    public void refused(RefusalEvent refusal) {
      String rule = refusal.rule().toString();
      refusals.add(rule);
    }

    @Override
    public void connected(ConnectionEvent connection) {
      connections.incrementAndGet();
    }
  }

  Server server() {
    return server;
  }

  String uri() {
    return (transport == Transport.TLS ? "https" : "http") + "://127.0.0.1:" + server.port();
  }

  /// Stops, once all responses are sent.
  ///
  /// @return whether all were
  boolean shutDown() {
    try {
      return server.shutdown(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Whether no client can connect any more.
  boolean isDeaf() {
    try (var _ = new Socket(server.address().getAddress(), server.port())) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  private Response respond(Request request) throws Exception {
    Response response =
        switch (request.path()) {
          case "/echo" -> Response.bytes(request.bytes());
          case "/pipe" -> Response.stream(request.body());
          case "/status" -> Response.status(Integer.parseInt(request.query().orElseThrow()));
          case "/trailers" -> trailers(request, Response.text(request.text()));
          case "/trailers-of-a-stream" ->
              trailers(request, Response.stream(new ByteArrayInputStream(request.bytes())));
          case "/page" -> Response.html(PAGE);
          case "/file" -> Response.file(file);
          case "/tag" -> Response.text("tagged").withHeader("ETag", "\"1\"");
          case "/refuse" -> Response.text("too much").withStatus(413);
          case "/large-field" -> large(request);
          case "/endless" -> endless(request);
          case "/slow" -> {
            waiting.incrementAndGet();
            Await.opened(slow);
            yield Response.text("at last");
          }
          case "/together" -> {
            together.countDown();
            Await.opened(together);
            yield Response.text(request.query().orElse(""));
          }
          default -> Response.text(request.version() + " " + request.method());
        };
    handled.incrementAndGet();
    return response;
  }

  private static Response trailers(Request request, Response response) {
    return response.withTrailers(
        Headers.of("total", request.trailers().first("sum").orElse("none")));
  }

  private static Response large(Request request) {
    String value = request.header("large").orElse("");
    return Response.text("" + value.length()).withHeader("large", value);
  }

  private Response endless(Request request) {
    request.onDisconnect(left::countDown);
    return Response.stream(
        out -> {
          while (left.getCount() > 0) {
            out.write("data: tick\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
          }
        });
  }

  @Override
  public void close() {
    server.close();
  }
}
