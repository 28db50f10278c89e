package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Barrier;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
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
  void a_part_of_a_body_can_be_read_before_the_rest_is_sent() throws Exception {
    Server server = server();
    WireClient client = client(server).send(post(100_000) + "x".repeat(10));
    Request request = receive(server);
    assertThat(request.body().readNBytes(10)).hasSize(10);
    client.send("y".repeat(99_990));
    assertThat(request.body().readAllBytes()).hasSize(99_990);
    request.respond(Response.text("thanks"));
    client.expectResponse(200, "thanks");
  }

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
  @ValueSource(ints = {0, 1, 1_000, 60_000, 100_000, 1_000_000})
  void what_a_handler_leaves_of_a_body_does_not_reach_the_next_request(int length)
      throws IOException {
    WireClient client = client(request -> Response.text(request.path()));
    client.send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
    client.send("GET /hidden HTTP/1.1\r\n".repeat(length / 22 + 1).substring(0, length));
    if (!client.expectResponse(200, "/1").announcesClose()) {
      client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200, "/2");
    } else {
      client.expectClosed();
    }
  }

  @Test
  void a_body_read_in_part_is_skipped_to_its_end() throws IOException {
    WireClient client =
        client(request -> Response.text(new String(request.body().readNBytes(3)) + request.path()));
    client.send(CHUNKED + "5\r\nhello\r\n5\r\nworld\r\n0\r\nX: y\r\n\r\n");
    client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    client.expectResponse(200, "hel/");
    client.expectResponse(200, "/2");
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
  void continue_is_not_sent_when_the_body_is_not_asked_for() throws IOException {
    WireClient client = client(_ -> Response.status(401));
    assertThat(client.send(expecting(10)).expectResponse(401).announcesClose()).isTrue();
    client.expectClosed();
  }

  @Test
  void a_client_that_stops_in_the_middle_of_a_body_is_told_to_the_reader() throws Exception {
    Server server = server();
    WireClient client = client(server).send(post(100_000) + "x".repeat(70_000));
    Request request = receive(server);
    CountDownLatch reading = new CountDownLatch(1);
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    request.body().readNBytes(70_000);
                    reading.countDown();
                    request.body().readAllBytes();
                    request.respond(Response.text("whole"));
                  } catch (HttpException e) {
                    request.respond(Response.text("broken").withStatus(e.status().code()));
                  } catch (IOException e) {
                    request.respond(Response.text("gone").withStatus(400));
                  }
                });
    assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
    client.halfClose();
    assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
    assertThat(client.readToEnd()).doesNotContain("whole").doesNotStartWith("HTTP/1.1 2");
  }

  @Test
  void a_response_whose_source_fails_at_once_becomes_an_error() throws IOException {
    WireClient client = client(_ -> Response.stream(new Failing(3), 10));
    client.send(GET).expectResponse(500);
  }

  @Test
  void a_sized_response_whose_source_fails_is_cut_off() throws IOException {
    WireClient client = client(_ -> Response.stream(new Failing(100_000), 100_010)).send(GET);
    String response = client.readToCut();
    assertThat(response).contains("Content-Length: 100010");
    assertThat(response.substring(response.indexOf("\r\n\r\n") + 4)).hasSizeLessThan(100_010);
  }

  @Test
  void a_chunked_response_whose_source_fails_is_cut_off() throws IOException {
    WireClient client = client(_ -> Response.stream(new Failing(100_000))).send(GET);
    assertThat(client.readToCut())
        .contains("Transfer-Encoding: chunked")
        .doesNotContain("\r\n0\r\n");
  }

  @Test
  void a_sized_response_whose_source_ends_too_early_is_cut_off() throws IOException {
    InputStream source = new ByteArrayInputStream(new byte[100_000]);
    WireClient client = client(_ -> Response.stream(source, 100_010)).send(GET);
    String response = client.readToCut();
    assertThat(response.substring(response.indexOf("\r\n\r\n") + 4)).hasSizeLessThan(100_010);
  }

  @Test
  void of_a_source_that_has_more_than_announced_no_more_is_sent() throws IOException {
    InputStream source = new ByteArrayInputStream(Wire.octets("hello, world"));
    Server server = server(_ -> Response.stream(source, 5));
    WireClient client = client(server).send(GET);
    client.expectResponse(200, "hello");
    client.expectIdle(barrier(server));
  }

  private static Response written(int octets, long announced) {
    return Response.stream(
            out -> {
              out.write(Wire.octets("x".repeat(octets)));
              out.flush();
            },
            announced)
        .withType("text/plain");
  }

  @Test
  void of_a_writer_the_length_may_be_announced() throws IOException {
    WireClient client = client(_ -> written(100_000, 100_000)).send(GET);
    WireResponse response = client.expectResponse(200);
    assertThat(response.header("Content-Length")).isEqualTo("100000");
    assertThat(response.text()).isEqualTo("x".repeat(100_000));
    client.send(GET.replace("GET", "HEAD"));
    assertThat(client.expectResponse("HEAD", 200).header("Content-Length")).isEqualTo("100000");
  }

  @ParameterizedTest
  @ValueSource(ints = {99_999, 100_001})
  void a_writer_that_does_not_keep_to_its_length_is_cut_off(int octets) throws IOException {
    ServerOptions compressing = options().withCompression(Compression.defaults());
    for (String fields : List.of("", "Accept-Encoding: gzip\r\n")) {
      Response response = written(octets, 100_000);
      WireClient client = client(server(_ -> response, compressing));
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
      if (octets > 100_000) {
        client.expectResponse(500); // nothing has left
      } else {
        assertThat(client.readToCut()).startsWith("HTTP/1.1 200").doesNotContain("\r\n0\r\n");
      }
    }
  }

  @Test
  void the_bound_of_one_body_is_the_applications() throws IOException {
    Server server =
        server(
            request ->
                switch (request.path()) {
                  case "/more" -> Response.text(request.text(20) + request.bytes(20).length);
                  case "/less" -> Response.bytes(request.bytes(5));
                  case "/text" -> Response.text(request.text(5));
                  default -> Response.text(request.text());
                },
            options().withLimits(Limits.defaults().withBody(10).withSmallBody(7)));
    for (int length : List.of(6, 15)) {
      String body = "x".repeat(length);
      for (String path : List.of("/more", "/less", "/text", "/")) {
        boolean fits = path.equals("/more") || path.equals("/") && length <= 10;
        WireClient client = client(server);
        client.send(post(length).replace(" / ", " " + path + " ") + body);
        assertThat(client.readResponse().status()).as(path).isEqualTo(fits ? 200 : 413);
      }
    }
    WireClient client = client(server).send(CHUNKED.replace(" / ", " /more ") + "f\r\n");
    client.send("x".repeat(15) + "\r\n0\r\n\r\n").expectResponse(200, "x".repeat(15) + "15");
    client.send(CHUNKED.replace(" / ", " /less ") + "6\r\nxxxxxx\r\n0\r\n\r\n");
    client.expectResponse(413);
  }

  /// Gives so many octets and fails.
  private static final class Failing extends InputStream {
    private int left;

    Failing(int left) {
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      if (left == 0) {
        throw new IOException("the source is broken");
      }
      left--;
      return 'x';
    }
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
