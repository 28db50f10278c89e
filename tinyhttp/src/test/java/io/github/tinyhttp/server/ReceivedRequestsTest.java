package io.github.tinyhttp.server;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

class ReceivedRequestsTest extends SocketTest {
  @Test
  void a_thread_that_has_received_does_not_keep_its_last_request_for_ever() throws Exception {
    WeakReference<Request> ended = received();
    Await.until(
        "the garbage collector has the request",
        () -> {
          System.gc();
          return ended.get() == null;
        });
  }

  private static WeakReference<Request> received() throws Exception {
    try (Server server = Server.builder().bind(0).start();
        WireClient client = WireClient.connect(server.port())) {
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      Request request = server.receive();
      request.respond(Response.text("received"));
      client.expectResponse(200);
      return new WeakReference<>(request);
    }
  }
}
