package io.github.tinyhttp.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;

/// What the tests of tiny-http's defects have in common: a request that must never be seen.
abstract class DefectTest extends SocketTest {
  static final String NEXT = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  final AtomicInteger smuggled = new AtomicInteger();

  static String get(String fields) {
    return "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
  }

  static String post(String fields, String body) {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n" + body;
  }

  @BeforeEach
  void count() {
    smuggled.set(0);
  }

  /// Notices what must never reach a handler.
  final Response ok(Request request) {
    if (request.path().equals("/smuggled")) {
      smuggled.incrementAndGet();
    }
    return Response.text("ok");
  }

  final Response echo(Request request) throws IOException {
    return request.path().equals("/smuggled") ? ok(request) : Response.text(request.text());
  }

  /// The request and all that follows is refused.
  final void isRefused(int status, String request) throws IOException {
    WireClient client = client(this::echo).send(request + NEXT);
    assertThat(client.expectResponse(status).announcesClose()).isTrue();
    client.expectClosed();
    assertThat(smuggled).hasValue(0);
  }
}
