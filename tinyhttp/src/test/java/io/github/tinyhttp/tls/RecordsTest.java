package io.github.tinyhttp.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.sockets.Unending;
import io.github.tinyhttp.testkit.WireClient;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What happens to bytes once TLS is spoken.
class RecordsTest extends SecureTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final ServerOptions OPTIONS =
      ServerOptions.defaults().withHosts("*").withLimits(Limits.defaults().withBody(64 << 20));

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /// Short, for a failure that can be read.
  private static String digest(byte[] bytes) {
    return bytes.length + " " + Arrays.hashCode(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bodies_survive_in_records_of_any_size(String version) throws Exception {
    Server server = secure(request -> Response.bytes(request.bytes()), OPTIONS);
    SSLSocket socket = socket(server, version);
    byte[] body = random(3_000_000);
    OutputStream out = socket.getOutputStream();
    var sizes = new Random(7);
    out.write(
        ("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes());
    for (int i = 0; i < body.length; ) {
      int count = Math.min(body.length - i, 1 << sizes.nextInt(18));
      out.write(body, i, count);
      i += count;
    }

    byte[] response = socket.getInputStream().readAllBytes();
    assertThat(digest(Arrays.copyOfRange(response, response.length - body.length, response.length)))
        .isEqualTo(digest(body));
  }

  @Test
  void a_body_is_read_octet_by_octet_from_large_records() throws Exception {
    Server server =
        secure(
            request -> {
              int sum = 0;
              InputStream in = request.body();
              for (int octet = in.read(); octet >= 0; octet = in.read()) {
                sum += octet;
              }
              return Response.text(Integer.toString(sum));
            });
    byte[] body = random(200_000);
    int sum = 0;
    for (byte one : body) {
      sum += one & 0xFF;
    }

    secureClient(server)
        .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n")
        .send(body)
        .expectResponse(200, Integer.toString(sum));
  }

  @Test
  void a_client_that_reads_late_gets_all_of_a_large_response() throws Exception {
    byte[] content = random(20_000_000);
    Path file = Files.write(directory.resolve("large"), content);
    Server server =
        secure(
            request ->
                switch (request.path()) {
                  case "/file" -> Response.file(file);
                  case "/stream" -> Response.stream(out -> out.write(content));
                  default -> Response.bytes(content);
                });
    for (String path : new String[] {"/", "/file", "/stream"}) {
      SSLSocket socket = socket(server, "TLSv1.3");
      String lines = "GET " + path + " HTTP/1.0\r\n\r\n"; // not in chunks
      socket.getOutputStream().write(lines.getBytes());
      secureClient(server).send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(204);

      byte[] response = socket.getInputStream().readAllBytes();
      assertThat(
              digest(
                  Arrays.copyOfRange(response, response.length - content.length, response.length)))
          .isEqualTo(digest(content));
    }
  }

  @Test
  void pipelined_requests_get_responses_in_order() throws Exception {
    Server server = secure(request -> Response.text(request.path()));
    WireClient client = secureClient(server);
    var all = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    client.send(all.toString());
    for (int i = 0; i < 2000; i++) {
      client.expectResponse(200, "/" + i);
    }
  }

  /// Reading and writing go on at the same time, each with more than the socket takes.
  @Test
  void both_directions_of_an_upgraded_connection_flow_at_once() throws Exception {
    Server server =
        secure(
            request -> {
              try (var upgrade = request.upgrade("echo", Response.empty())) {
                byte[] buffer = new byte[3000];
                InputStream in = upgrade.input();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                  upgrade.output().write(buffer, 0, n);
                }
              }
              return Response.handled();
            });
    SSLSocket socket = socket(server, "TLSv1.3");
    socket
        .getOutputStream()
        .write(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n".getBytes());
    var in = new DataInputStream(socket.getInputStream());
    String head = "";
    while (!head.endsWith("\r\n\r\n")) {
      head += (char) in.readUnsignedByte();
    }
    byte[] sent = random(4_000_000);
    var sending =
        CompletableFuture.runAsync(
            () -> {
              try {
                socket.getOutputStream().write(sent);
                socket.shutdownOutput();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });

    assertThat(head).startsWith("HTTP/1.1 101 ");
    assertThat(digest(in.readAllBytes())).isEqualTo(digest(sent));
    sending.get(60, TimeUnit.SECONDS);
  }

  // ---- new keys

  @Test
  void keys_may_be_changed_at_any_time() throws Exception {
    Server server = secure(_ -> Response.text("ok"));
    SSLSocket socket = socket(server, "TLSv1.3");
    for (int i = 0; i < 20; i++) {
      socket.startHandshake(); // asks for a new key, and for one of the server's
      socket.getOutputStream().write(REQUEST.getBytes());
      readResponse(socket);
    }
  }

  @Test
  void a_client_that_asks_for_new_keys_without_reading_the_responses_is_cut() throws Exception {
    Server server = secure(_ -> Response.text("ok"));
    SSLSocket socket = socket(server, "TLSv1.3");

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 3_000_000; i++) {
                socket.startHandshake();
              }
            })
        .isInstanceOf(IOException.class);
    secureClient(server).send(REQUEST).expectResponse(200, "ok");
  }

  /// Each costs us more than the client.
  @Test
  void a_client_that_sends_nothing_but_new_keys_is_refused() throws Exception {
    Server server = secure(_ -> Response.text("ok"));
    SSLSocket socket = socket(server, "TLSv1.3");
    CompletableFuture<Integer> reading =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return socket.getInputStream().read();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    for (int i = 0; i < 32; i++) {
      socket.startHandshake();
    }
    assertThat(reading).isNotDone();
    socket.startHandshake();

    assertThatThrownBy(() -> reading.get(60, TimeUnit.SECONDS)).hasMessageContaining("fatal alert");
  }

  private static void readResponse(SSLSocket socket) throws IOException {
    InputStream in = socket.getInputStream();
    String response = "";
    while (!response.endsWith("ok")) {
      int octet = in.read();
      assertThat(octet).isNotNegative();
      response += (char) octet;
    }
  }

  // ---- the end

  @Test
  void the_end_is_said_before_the_connection_is_closed() throws Exception {
    Server server = secure(_ -> Response.text("ok"));
    WireClient client = secureClient(server);
    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").expectResponse(200);

    client.expectClosed(); // without the alert, this fails
  }

  @Test
  void a_server_that_stops_says_so_to_idle_clients() throws Exception {
    Server server = secure(_ -> Response.text("ok"));
    WireClient client = secureClient(server);
    client.send(REQUEST).expectResponse(200);
    server.close();

    client.expectClosed();
  }

  @Test
  void the_end_of_a_client_is_followed_by_ours() throws Exception {
    Server server = secure(_ -> Response.text("ok"));
    WireClient client = secureClient(server);
    client.send(REQUEST).expectResponse(200);

    client.halfClose().expectClosed();
  }

  @Test
  void requests_sent_before_the_end_of_a_client_get_responses() throws Exception {
    Server server = secure(_ -> Response.text("ok"));
    WireClient client = secureClient(server);

    client.send(REQUEST + REQUEST).halfClose().expectResponse(200, "ok");
    client.expectResponse(200, "ok");
    client.expectClosed();
  }

  @Test
  @Covers("9112-11.3-1")
  void a_response_that_fails_does_not_end_as_if_it_were_whole() throws Exception {
    Server server =
        secure(
            _ ->
                Response.stream(
                    out -> {
                      out.write(new byte[1000]);
                      out.flush();
                      throw new IOException("the source failed");
                    }));
    WireClient client = secureClient(server);
    client.send("GET / HTTP/1.0\r\n\r\n");

    assertThatThrownBy(client::readToEnd).hasMessageContaining("reset");
  }

  // ---- an end that nobody has said

  @Test
  @Covers("9112-11.3-1")
  void an_upload_that_is_cut_is_an_error() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Server server =
        secure(
            request -> {
              try {
                seen.add("read " + request.body().readAllBytes().length);
              } catch (IOException e) {
                seen.add("failed");
              }
              return Response.empty();
            });
    try (var relay = new Relay(server.port(), 8192)) {
      closedAfter(WireClient.connectTls(relay.port(), certificate.clientContext()))
          .send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
      secureClient(server).send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(204);
      relay.cut();

      assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("failed");
    }
  }

  @Test
  @Covers("9112-11.3-1")
  void an_upgraded_connection_that_is_cut_does_not_end_as_if_it_were_whole() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Server server =
        secure(
            request -> {
              try (var upgrade = request.upgrade("any", Response.empty())) {
                seen.add("begun");
                seen.add("read " + upgrade.input().readAllBytes().length);
              } catch (IOException e) {
                seen.add("failed");
              }
              return Response.handled();
            });
    try (var relay = new Relay(server.port(), 8192)) {
      WireClient client =
          closedAfter(WireClient.connectTls(relay.port(), certificate.clientContext()));
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: any\r\n\r\nhi");
      assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("begun");
      relay.cut();

      assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("failed");
    }
  }

  @Test
  void a_receiver_is_not_called_for_half_a_record_and_learns_of_a_cut() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Server server =
        secure(
            request -> {
              Upgrade upgrade = request.upgrade("any", Response.empty());
              upgrade.receive(new Recorder(seen));
              return Response.handled();
            });
    try (var relay = new Relay(server.port(), 1)) {
      WireClient client =
          closedAfter(WireClient.connectTls(relay.port(), certificate.clientContext()));
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: any\r\n\r\n");
      client.expectInterim(101);
      client.send("a record of many pieces");
      assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("a record of many pieces");
      relay.cut();
      assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("failed");
    }
  }

  private record Recorder(BlockingQueue<String> seen) implements Upgrade.Receiver {
    @Override
    public void received(ByteBuffer bytes) {
      seen.add(StandardCharsets.US_ASCII.decode(bytes).toString());
    }

    @Override
    public void ended() {
      seen.add("end");
    }

    @Override
    public void closed(Throwable cause) {
      seen.add(cause instanceof ClosedChannelException ? "closed" : "failed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void an_upgraded_connection_ends_where_the_client_says_so(String version) throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Server server =
        secure(
            request -> {
              try (var upgrade = request.upgrade("any", Response.empty())) {
                seen.add("read " + upgrade.input().readAllBytes().length);
              } catch (IOException e) {
                seen.add("failed");
              }
              return Response.handled();
            });
    SSLSocket socket = socket(server, version);
    socket
        .getOutputStream()
        .write(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: any\r\n\r\nhi"
                .getBytes());
    socket.shutdownOutput();

    assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("read 2");
  }

  @Test
  void a_record_that_was_tampered_with_ends_the_connection() throws Exception {
    Server server = secure(_ -> Response.text("ok"));
    try (var relay = new Relay(server.port(), 8192)) {
      WireClient client =
          closedAfter(WireClient.connectTls(relay.port(), certificate.clientContext()));
      client.send(REQUEST).expectResponse(200);
      relay.inject(
          new byte[] {
            23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
          });

      client.expectGone();
    }
  }

  /// A server that stops must not say `close_notify` there: it would end the response in order.
  @Test
  @Covers("9112-11.3-1")
  void a_client_sees_that_its_response_is_cut_at_the_end_of_the_grace() throws Exception {
    var released = new CountDownLatch(1);
    Server server = secure(_ -> Unending.half(released));
    WireClient client = secureClient(server).send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
    client.awaitInput();
    assertThat(server.shutdown(Duration.ofMillis(50))).isFalse();
    assertThat(client.readToReset()).endsWith("half");
    released.countDown();
  }
}
