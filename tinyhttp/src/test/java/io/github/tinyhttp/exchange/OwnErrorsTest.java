package io.github.tinyhttp.exchange;

import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.ErrorResponses;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.OutputStream;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Errors that the library responds with by itself, in the form that the application gives them,
/// and what is left of bodies and responses that fail.
class OwnErrorsTest extends SocketTest {
  private static final ErrorResponses NAMED =
      (own, rule) -> Response.text(rule).withStatus(own.status().code());

  @Test
  void a_request_that_cannot_be_sent_to_https_has_an_error_of_the_application() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .listen(Listener.on(0).withRedirectToHttps(443))
                .options(options().withErrorResponses(NAMED))
                .handler(_ -> Response.text("handled"))
                .start());
    client(server).send("GET / HTTP/1.0\r\n\r\n").expectResponse(400, "NOT_SECURED");
    client(server).sendLines("GET / HTTP/1.1\nHost: a\n\n").expectResponse(308);
  }

  @Test
  void a_request_that_the_executor_takes_no_more_has_an_error_of_the_application()
      throws Exception {
    var tasks = new AtomicInteger();
    Server server =
        server(
            _ -> Response.text("handled"),
            options()
                .withErrorResponses(NAMED)
                .withDispatch(
                    Dispatch.on(
                        task -> {
                          if (tasks.incrementAndGet() > 1) {
                            throw new RejectedExecutionException();
                          }
                          task.run();
                        })));
    WireClient client = client(server);
    client.sendLines("GET / HTTP/1.1\nHost: a\n\n").expectResponse(200, "handled");
    client.sendLines("GET / HTTP/1.1\nHost: a\n\n").expectResponse(503, "OVERLOADED");
  }

  /// Parsers may keep no cause, so the state of the body tells whose fault it is.
  @Test
  void a_request_that_is_closed_with_a_malformed_body_has_that_as_its_response() throws Exception {
    Server server = closedAfter(Server.builder().bind(0).options(options()).start());
    WireClient client = client(server);
    client.sendLines("POST / HTTP/1.1\nHost: a\nContent-Encoding: gzip\nContent-Length: 3\n\nabc");
    Request request = receive(server);
    assertThatIOException().isThrownBy(() -> request.decodedBody().readAllBytes());
    request.close();
    client.expectResponse(400);
  }

  /// The coder has memory outside of the heap, which is freed.
  @Test
  void coded_content_whose_handler_fails_is_cut() throws Exception {
    Server server =
        server(
            request -> {
              OutputStream out =
                  request.begin(Response.status(200).withCompression(Compression.Use.ALWAYS));
              out.write(new byte[100]);
              out.flush();
              throw new IllegalStateException("in the middle");
            },
            options());
    WireClient client = client(server);
    client.sendLines("GET / HTTP/1.1\nHost: a\nAccept-Encoding: gzip\n\n");
    client.expectHead(200);
    Await.until("it is cut", () -> server.metrics().responsesCut() == 1);
    Await.until("it is over", () -> server.metrics().requestsInFlight() == 0);
  }
}
