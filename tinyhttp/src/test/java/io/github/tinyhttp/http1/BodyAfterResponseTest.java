package io.github.tinyhttp.http1;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A body can be read until its request has a response. After that its bytes are the library's, to
/// be passed over: somebody who went on reading would read the next request.
class BodyAfterResponseTest extends SocketTest {
  private static final String CHUNKED =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  @Test
  void nothing_is_read_after_the_response() throws Exception {
    Server server = server();
    WireClient client = client(server).send(CHUNKED + "2\r\nab\r\n");
    Request request = server.receive();
    InputStream body = request.body();
    assertThat(body.read()).isEqualTo('a');
    request.respond(Response.text("enough"));
    client.expectResponse(200, "enough");
    assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    client.send("2\r\ncd\r\n0\r\n\r\n" + get("/next"));
    Request next = server.receive();
    assertThat(next.path()).isEqualTo("/next");
    assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    next.respond(Response.text("next"));
    client.expectResponse(200, "next");
  }

  @Test
  void nothing_is_read_that_was_there_before_the_response() throws Exception {
    Server server = server();
    WireClient client = client(server).send(CHUNKED + "2\r\nab\r\n");
    Request request = server.receive();
    request.respond(Response.text("enough"));
    client.expectResponse(200, "enough");
    assertThatThrownBy(() -> request.body().read()).isInstanceOf(IOException.class);
    client.send("0\r\n\r\n" + get("/next"));
    server.receive().respond(Response.text("next"));
    client.expectResponse(200, "next");
  }

  /// Where that thread will stop is not known, so neither is where the next request begins.
  @Test
  void a_response_that_comes_while_another_thread_reads_ends_the_connection() throws Exception {
    Server server = server();
    WireClient client = client(server).send(CHUNKED + "2\r\nab\r\n");
    Request request = server.receive();
    InputStream body = request.body();
    assertThat(body.readNBytes(2)).hasSize(2);
    var outcome = new CompletableFuture<Throwable>();
    Thread reader =
        Thread.startVirtualThread(
            () -> {
              try {
                outcome.completeExceptionally(new AssertionError("read " + body.read()));
              } catch (IOException e) {
                outcome.complete(e);
              }
            });
    Await.until("it waits", () -> reader.getState() == Thread.State.TIMED_WAITING);
    request.respond(Response.text("enough"));
    assertThat(client.expectResponse(200, "enough").announcesClose()).isTrue();
    assertThat(outcome.get(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    client.expectClosed();
  }

  @Test
  void a_stream_may_read_the_body_to_its_own_end() throws Exception {
    Server server =
        server(
            request -> {
              InputStream body = request.body();
              return Response.stream((Body.Writer) out -> body.transferTo(out));
            });
    WireClient client = client(server).send(CHUNKED + "2\r\nab\r\n");
    client.send("2\r\ncd\r\n0\r\n\r\n" + get("/"));
    client.expectResponse(200, "abcd");
    client.expectResponse(200, "");
  }

  @Test
  void a_thread_that_reads_on_after_a_stream_gets_nothing_of_the_next_request() throws Exception {
    var body = new CompletableFuture<InputStream>();
    Server server =
        server(
            request -> {
              if (request.path().equals("/next")) {
                return Response.text("next");
              }
              InputStream in = request.body();
              body.complete(in);
              return Response.stream((Body.Writer) out -> out.write(in.read()));
            });
    WireClient client = client(server).send(CHUNKED + "2\r\nab\r\n");
    assertThat(client.expectResponse(200).text()).isEqualTo("a");
    client.send("0\r\n\r\n" + get("/next")).expectResponse(200, "next");
    assertThatThrownBy(() -> body.get().read()).isInstanceOf(IOException.class);
  }
}
