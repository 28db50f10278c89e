package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Barrier;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies while they arrive, and responses while they are written: nothing waits for what it need
/// not.
class BodyWireTest extends SocketTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String CHUNKED =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  @Test
  void a_part_of_a_response_can_be_read_before_the_rest_is_written() throws Exception {
    SynchronousQueue<String> words = new SynchronousQueue<>();
    WireClient client =
        client(
            _ ->
                Response.stream(
                    out -> {
                      for (int i = 0; i < 3; i++) {
                        out.write(Wire.octets(words.take()));
                        out.flush();
                      }
                    }));
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    words.put("one");
    client.expectHead(200);
    client.expect("3\r\none\r\n");
    words.put("two");
    client.expect("3\r\ntwo\r\n");
    words.put("three");
    client.expect("5\r\nthree\r\n0\r\n\r\n");
  }

  @Test
  void an_echo_may_respond_while_the_body_arrives() throws IOException {
    WireClient client = client(request -> Response.stream(out -> request.body().transferTo(out)));
    String block = "0123456789".repeat(10_000);
    client.send(post(50 * block.length()) + block);
    client.expectHead(200);
    StringBuilder echo = new StringBuilder();
    for (int i = 1; i < 50; i++) {
      client.send(block);
      while (echo.length() < i * block.length()) {
        echo.append(readChunk(client));
      }
    }
    for (String chunk = readChunk(client); !chunk.isEmpty(); chunk = readChunk(client)) {
      echo.append(chunk);
    }
    assertThat(echo.toString()).isEqualTo(block.repeat(50));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100_000})
  void continue_is_sent_when_the_body_is_asked_for(int length) throws Exception {
    Server server = server();
    Barrier barrier = barrier(server);
    WireClient client = client(server).send(expecting(length));
    Request request = receive(server);
    client.expectIdle(barrier);
    InputStream body = request.body();
    client.expectInterim(100);
    client.send("x".repeat(length));
    assertThat(body.readAllBytes()).hasSize(length);
    request.respond(Response.text("thanks"));
    client.expectResponse(200, "thanks");
  }

  @Test
  void of_a_source_that_has_more_than_announced_no_more_is_sent() throws IOException {
    InputStream source = new ByteArrayInputStream(Wire.octets("hello, world"));
    Server server = server(_ -> Response.stream(source, 5));
    WireClient client = client(server).send(GET);
    client.expectResponse(200, "hello");
    client.expectIdle(barrier(server));
  }

  private static String readChunk(WireClient client) {
    String data = client.readOctets(Integer.parseInt(client.readLine(), 16));
    client.expect("\r\n");
    return data;
  }

  private static String post(int length) {
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n";
  }

  private static String expecting(int length) {
    return post(length).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");
  }
}
