package io.github.tinyhttp.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import io.github.tinyhttp.testkit.WireResponse.Framing;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Every test that tiny-http has, under its file's name, asking for more where it can: exact bytes,
/// what is announced, and that nothing is waited for which need not be.
class ParityTest extends SocketTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static String post(String fields, String body) {
    return "POST / HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n\r\n" + body;
  }

  private static Response echo(Request request) throws Exception {
    return Response.text(request.text());
  }

  private static <T> T soon(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  @Nested
  @DisplayName("input-tests")
  class Input {
    @Test
    void basic_string_input() throws Exception {
      Server server = server();
      WireClient client = client(server).send(post("Content-Length: 5", "hello"));
      Request request = server.receive();
      assertThat(request.contentLength()).hasValue(5);
      assertThat(request.text()).isEqualTo("hello");
      request.respond(Response.text("hello world"));
      client.expectResponse(200, "hello world");
    }

    /// What is not of the body is the next request, or not HTTP.
    @Test
    void wrong_content_length() throws Exception {
      WireClient client = client(ParityTest::echo).send(post("Content-Length: 3", "hello"));
      client.expectResponse(200, "hel");
      client.halfClose();
      assertThat(client.expectResponse(400).announcesClose()).isTrue();
      client.expectClosed();
    }

    @Test
    void expect_100_continue() throws Exception {
      Server server = server();
      WireClient client =
          client(server).send(post("Expect: 100-continue\r\nContent-Length: 5", ""));
      Request request = server.receive();
      client.expectIdle(barrier(server));
      InputStream body = request.body();
      WireResponse interim = client.expectInterim(100);
      assertThat(interim.fields()).isEmpty();
      client.send("hello");
      assertThat(body.readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
      request.respond(Response.text("thanks"));
      client.expectResponse(200, "thanks");
    }

    @Test
    void unsupported_expect_header() throws Exception {
      WireClient client =
          client(ParityTest::echo).send(post("Expect: 189-dummy\r\nContent-Length: 5", ""));
      assertThat(client.expectResponse(417).announcesClose()).isTrue();
      client.expectClosed();
    }

    @Test
    void invalid_header_name() throws Exception {
      WireClient client = client(ParityTest::echo).send(post("Content-Type : text/plain", ""));
      assertThat(client.expectResponse(400).announcesClose()).isTrue();
      client.expectClosed();
    }

    @Test
    void custom_content_type_response_header() throws Exception {
      WireResponse response =
          client(_ -> Response.text("{}").withHeader("content-type", "application/custom"))
              .send(GET)
              .expectResponse(200, "{}");
      assertThat(response.header("Content-Type")).isEqualTo("application/custom");
    }
  }

  @Nested
  @DisplayName("network")
  class Network {
    @Test
    void connection_close_header() throws Exception {
      WireClient client =
          client(_ -> Response.text("bye"))
              .send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(client.expectResponse(200, "bye").announcesClose()).isTrue();
      client.expectClosed();
    }

    @Test
    void http_1_0_connection_close() throws Exception {
      WireClient client =
          client(_ -> Response.text("bye")).send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
      WireResponse response = client.expectResponse(200, "bye");
      assertThat(response.version()).isEqualTo("HTTP/1.1");
      assertThat(response.announcesClose()).isTrue();
      client.expectClosed();
    }

    @Test
    void detect_connection_closed() throws Exception {
      Server server = server(_ -> Response.text("hello"));
      WireClient client = client(server).send(GET);
      client.expectResponse(200, "hello");
      client.halfClose();
      client.expectClosed();
      Await.until("it is forgotten", () -> server.connections() == 0);
    }

    @Test
    void poor_network_test() throws Exception {
      Server server = server(ParityTest::echo);
      WireClient client = client(server);
      try (var barrier = barrier(server)) {
        String request = post("Content-Length: 11", "hello world");
        int piece = request.length() / 10;
        for (int at = 0; at < request.length(); at += piece) {
          client.expectNothing();
          client.send(request.substring(at, Math.min(request.length(), at + piece)));
          barrier.pass();
        }
      }
      client.expectResponse(200, "hello world");
    }

    @Test
    void pipelining_test() throws Exception {
      WireClient client = client(request -> Response.text(request.target()));
      client.send(GET + GET.replace("/ ", "/2 ") + GET.replace("/ ", "/3 "));
      client.expectResponse(200, "/");
      client.expectResponse(200, "/2");
      client.expectResponse(200, "/3");
    }

    @Test
    void server_crash_results_in_response() throws Exception {
      Server server = server();
      WireClient client = client(server).send(GET);
      try (Request request = server.receive()) {
        assertThat(request.isResponded()).isFalse();
      }
      client.expectResponse(500);
      client.send(GET);
      server.receive().respond(Response.text("alive"));
      client.expectResponse(200, "alive");
    }

    @Test
    void responses_reordered() throws Exception {
      Server server = server();
      WireClient client = client(server).send(GET + GET);
      Request first = server.receive();
      Request second = server.receive();
      second.respond(Response.text("second"));
      client.expectIdle(barrier(server));
      first.respond(Response.text("first"));
      client.expectResponse(200, "first");
      client.expectResponse(200, "second");
    }

    @Test
    void no_transfer_encoding_on_204() throws Exception {
      WireClient client =
          client(_ -> Response.empty())
              .send("GET / HTTP/1.1\r\nHost: localhost\r\nTE: chunked\r\n\r\n" + GET);
      WireResponse response = client.expectResponse(204);
      assertThat(response.has("Transfer-Encoding")).isFalse();
      assertThat(response.has("Content-Length")).isFalse();
      client.expectResponse(204);
    }

    /// There, content of known length is chunked from a threshold on. Here it is told for all.
    @Test
    void chunked_threshold() throws Exception {
      for (int length : new int[] {0, 1, 32_767, 32_768, 1 << 20}) {
        WireResponse response =
            client(_ -> Response.bytes(new byte[length])).send(GET).expectResponse(200);
        assertThat(response.framing()).isEqualTo(Framing.SIZED);
        assertThat(response.body()).hasSize(length);
      }
    }

    @Test
    void connection_timeout() throws Exception {
      var timeouts = Timeouts.defaults().withHead(Duration.ofMillis(100));
      Server server = server(_ -> Response.empty(), options().withTimeouts(timeouts));
      WireClient client = client(server).send("GET / HTTP/1.1\r\nHost: loc");
      assertThat(client.expectResponse(408).announcesClose()).isTrue();
      client.expectClosed();
    }
  }

  @Nested
  @DisplayName("non-chunked-buffering")
  class NonChunkedBuffering {
    private static final long LENGTH = 400L << 20;

    /// Content that counts what is taken of it.
    private static final class Source extends InputStream {
      private final AtomicLong read = new AtomicLong();

      @Override
      public int read() {
        return read.incrementAndGet() > LENGTH ? -1 : 'x';
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        read.addAndGet(length);
        return length;
      }
    }

    @Test
    void responding_to_closed_client() throws Exception {
      var source = new Source();
      Server server = server();
      WireClient client = client(server).send(GET);
      Request request = server.receive();
      client.reset();
      request.respond(Response.stream(source, LENGTH));
      Await.until("it is noticed", () -> server.connections() == 0);
      assertThat(source.read).hasValueLessThan(1 << 20);
    }

    @Test
    void responding_to_non_consuming_client() throws Exception {
      var source = new Source();
      var timeouts = Timeouts.defaults().withProgress(Duration.ofMillis(200));
      Server server =
          server(_ -> Response.stream(source, LENGTH), options().withTimeouts(timeouts));
      WireClient client = client(server).receiveBuffer(4096).send(GET);
      client.expect("HTTP/1.1 200 OK\r\n");
      Await.until("it is given up", () -> server.connections() == 0);
      assertThat(source.read).hasValueLessThan(8 << 20);
    }
  }

  @Nested
  @DisplayName("promptness")
  class Promptness {
    /// All are handed out although none has a response.
    private void arePrompt(String request) throws Exception {
      Server server = server();
      WireClient client = client(server).send(request.repeat(5));
      List<Request> requests = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        requests.add(server.receive(Duration.ofSeconds(20)).orElseThrow());
      }
      requests.forEach(one -> one.respond(Response.text("done")));
      for (int i = 0; i < 5; i++) {
        client.expectResponse(200, "done");
      }
    }

    @Test
    void prompt_pipelining_empty() throws Exception {
      arePrompt(GET);
    }

    @Test
    void prompt_pipelining_content_length_short() throws Exception {
      arePrompt("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
    }

    @Test
    void prompt_pipelining_content_length_long() throws Exception {
      String body = "x".repeat(50_000);
      arePrompt("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\n\r\n" + body);
    }

    @Test
    void prompt_pipelining_chunked() throws Exception {
      arePrompt(
          "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5\r\nhello\r\n0\r\n\r\n");
    }

    /// The response is there although the body is still being sent, for good.
    private WireClient isPrompt(String head) throws Exception {
      WireClient client = client(_ -> Response.text("at once")).send(head);
      client.expectResponse(200, "at once");
      return client;
    }

    @Test
    void prompt_responses_content_length_http11() throws Exception {
      WireClient client = isPrompt(post("Content-Length: 100000", "begin"));
      client.send("x".repeat(100_000 - 5)).send(GET);
      client.expectResponse(200, "at once");
    }

    @Test
    void prompt_responses_content_length_http10() throws Exception {
      isPrompt("POST / HTTP/1.0\r\nContent-Length: 100000\r\n\r\nbegin").expectClosed();
    }

    @Test
    void prompt_responses_chunked() throws Exception {
      WireClient client = isPrompt(post("Transfer-Encoding: chunked", "5\r\nbegin\r\n"));
      client.send("1\r\n!\r\n0\r\n\r\n").send(GET);
      client.expectResponse(200, "at once");
    }

    /// Nobody has told the client to send the body, so what it sends next could be either.
    @Test
    void prompt_responses_expect_continue() throws Exception {
      WireClient client = client(_ -> Response.text("at once"));
      client.send(post("Expect: 100-continue\r\nContent-Length: 100000", ""));
      assertThat(client.expectResponse(200, "at once").announcesClose()).isTrue();
      client.expectClosed();
    }
  }

  @Nested
  @DisplayName("simple-test")
  class Simple {
    @Test
    void basic_handling() throws Exception {
      Server server = server();
      WireClient client = client(server).send("GET /a?b HTTP/1.1\r\nHost: localhost\r\n\r\n");
      Request request = server.receive();
      assertThat(request.method()).isEqualTo(HttpMethod.GET);
      assertThat(request.target()).isEqualTo("/a?b");
      assertThat(request.version()).isEqualTo(HttpVersion.HTTP_1_1);
      assertThat(request.headers()).isEqualTo(Headers.of("Host", "localhost"));
      assertThat(request.contentLength()).hasValue(0);
      assertThat(request.remoteAddress()).isEqualTo(client.localAddress());
      assertThat(request.isSecure()).isFalse();
      request.respond(Response.text("hello world"));
      client.expect("HTTP/1.1 200 OK\r\nDate: ");
      client.readLine();
      client.expect("Content-Type: text/plain; charset=utf-8\r\nContent-Length: 11\r\n\r\n");
      client.expect("hello world");
      client.expectIdle(barrier(server));
    }
  }

  @Nested
  @DisplayName("unblock-test")
  class Unblock {
    private static int count(Server server) {
      int count = 0;
      for (Request request : server.incomingRequests()) {
        request.respond(Response.empty());
        count++;
      }
      return count;
    }

    @Test
    void unblock_server() throws Exception {
      Server server = server();
      var iterator = new FutureTask<>(() -> count(server));
      Thread.startVirtualThread(iterator);
      client(server).send(GET).expectResponse(204);
      server.unblock();
      assertThat(iterator.get(20, TimeUnit.SECONDS)).isEqualTo(1);
      server.unblock();
      assertThat(count(server)).isZero();
    }

    @Test
    void unblock_threads() throws Exception {
      Server server = server();
      List<FutureTask<Integer>> iterators = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        var iterator = new FutureTask<>(() -> count(server));
        iterators.add(iterator);
        Thread.startVirtualThread(iterator);
      }
      server.unblock();
      server.unblock();
      for (FutureTask<Integer> iterator : iterators) {
        assertThat(iterator.get(20, TimeUnit.SECONDS)).isZero();
      }
      WireClient client = client(server).send(GET);
      server.receive().respond(Response.text("still serving"));
      client.expectResponse(200, "still serving");
    }
  }

  /// Those of its modules.
  @Nested
  @DisplayName("unit tests")
  class Units {
    @Test
    void test_parse_request_line() throws Exception {
      client(_ -> Response.empty()).send(GET).expectResponse(204);
      client(_ -> Response.empty()).send("GET /hello\r\n\r\n").expectResponse(400);
      client(_ -> Response.empty()).send("GET /hello HTTP/1.a\r\n\r\n").expectResponse(400);
      client(_ -> Response.empty()).send("GET  /hello HTTP/1.1\r\n\r\n").expectResponse(400);
    }

    @Test
    void test_parse_header_with_doublecolon() throws Exception {
      WireClient client = client(request -> Response.text(request.header("Time").orElse("none")));
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\nTime:  20: 34 \t\r\n\r\n");
      client.expectResponse(200, "20: 34");
    }

    /// RUSTSEC-2020-0031.
    @Test
    void test_strict_headers() throws Exception {
      for (String field : List.of(" Host: x", "Transfer-Encoding : x", "a b: c", ": x", "x")) {
        client(_ -> Response.empty())
            .send("GET / HTTP/1.1\r\nHost: localhost\r\n" + field + "\r\n\r\n")
            .expectResponse(400);
      }
      assertThatThrownBy(() -> Headers.of("Transfer-Encoding ", "chunked"))
          .isInstanceOf(IllegalArgumentException.class);
    }

    /// Requests may cross threads.
    @Test
    void must_be_send() throws Exception {
      Server server = server();
      WireClient client = client(server).send(post("Content-Length: 100000", "x".repeat(100_000)));
      Request request = server.receive();
      var read = new CompletableFuture<String>();
      Thread.ofPlatform().start(() -> read.completeAsync(() -> textOf(request)));
      assertThat(soon(read)).hasSize(100_000);
      Thread.startVirtualThread(() -> request.respond(Response.text("crossed")));
      client.expectResponse(200, "crossed");
    }

    private static String textOf(Request request) {
      try {
        return request.text();
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    /// A body is exactly as long as it says, and what is not read of it is passed over.
    @Test
    void equal_reader() throws Exception {
      var released = new CountDownLatch(1);
      Server server =
          server(
              request -> {
                byte[] some = request.body().readNBytes(2);
                released.countDown();
                return Response.text(new String(some, StandardCharsets.US_ASCII));
              });
      WireClient client = client(server);
      client.send(
          post("Content-Length: 70000", "ab" + "x".repeat(69_998))
              + post("Content-Length: 2", "cd"));
      client.expectResponse(200, "ab");
      client.expectResponse(200, "cd");
      assertThat(released.getCount()).isZero();
    }
  }

  /// In tiny-http a CGI program writes the whole response. Here it writes what RFC 3875 says, and
  /// the library frames it.
  @Test
  void raw_print_of_a_cgi_program() throws Exception {
    byte[] output = "Content-Type: text/plain\n\ncgi".getBytes(StandardCharsets.US_ASCII);
    WireClient client =
        client(_ -> Response.cgi(new ByteArrayInputStream(output))).send(GET).send(GET);
    client.expectResponse(200, "cgi");
    client.expectResponse(200, "cgi");
  }
}
