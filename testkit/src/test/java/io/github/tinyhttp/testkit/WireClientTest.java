package io.github.tinyhttp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.testkit.ScriptedPeer.End;
import io.github.tinyhttp.testkit.WireResponse.Field;
import io.github.tinyhttp.testkit.WireResponse.Framing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Scanner;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireClientTest {
  @Test
  void reads_a_body_by_its_length() throws IOException {
    WireResponse response = read("HTTP/1.1 200 OK\nX-A: b\nContent-Length: 5\n\nhello");
    assertThat(response.version()).isEqualTo("HTTP/1.1");
    assertThat(response.reason()).isEqualTo("OK");
    assertThat(response.header("x-a")).isEqualTo("b");
    assertThat(response.framing()).isEqualTo(Framing.SIZED);
    assertThat(response.text()).isEqualTo("hello");
  }

  @Test
  void reads_chunks_and_trailers() throws IOException {
    WireResponse response =
        read("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n3;a=b\nyou\n0\nX-A: b\n\n");
    assertThat(response.framing()).isEqualTo(Framing.CHUNKED);
    assertThat(response.chunks()).containsExactly(5, 3);
    assertThat(response.text()).isEqualTo("helloyou");
    assertThat(response.trailers()).containsExactly(new Field("X-A", "b"));
  }

  @Test
  void reads_to_the_end_without_framing() throws IOException {
    WireResponse response = read("HTTP/1.1 200 \n\nhello");
    assertThat(response.framing()).isEqualTo(Framing.CLOSE);
    assertThat(response.text()).isEqualTo("hello");
  }

  @Test
  void reads_no_body_of_a_response_that_has_none() throws IOException {
    String two = "HTTP/1.1 304 Not Modified\nContent-Length: 5\n\nHTTP/1.1 204 No Content\n\n";
    try (var peer = peer(two, End.CLOSE);
        var client = peer.connect()) {
      client.expectResponse(304);
      client.expectResponse(204);
      client.expectClosed();
    }
    try (var peer = peer("HTTP/1.1 200 OK\nContent-Length: 5\n\n", End.CLOSE);
        var client = peer.connect()) {
      client.expectResponse("HEAD", 200);
      client.expectClosed();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200\n\n",
        "HTTP/1.1  200 OK\n\n",
        "HTTP/1.1 200 OK\nX-A : b\n\n",
        "HTTP/1.1 200 OK\n X-A: b\n\n",
        "HTTP/1.1 200 OK\nX-A: b\n c\n\n",
        "HTTP/1.1 200 OK\nX-A: \0\n\n",
        "HTTP/1.1 200 OK\nContent-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n",
        "HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 5\n\nhello",
        "HTTP/1.1 200 OK\nContent-Length: +5\n\nhello",
        "HTTP/1.1 200 OK\nContent-Length: 5\n\nhell",
        "HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n0\n\n",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhelloo\n0\n\n",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nffffffff\n",
        "HTTP/1.1 204 No Content\nContent-Length: 0\n\n",
        "HTTP/1.1 103 Early Hints\nTransfer-Encoding: chunked\n\n",
        "HTTP/1.1 304 Not Modified\nContent-Length: x\n\n",
        "HTTP/1.1 200 OK\n"
      })
  void refuses_octets_that_no_server_may_send(String lines) {
    assertThatThrownBy(() -> read(lines)).isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\n\n", "HTTP/1.1 200 OK\r\r\n\r\n"})
  void refuses_bare_line_ends(String octets) throws IOException {
    try (var peer = new ScriptedPeer(octets, End.CLOSE);
        var client = peer.connect()) {
      assertThatThrownBy(client::readResponse).hasMessageContaining("a bare ");
    }
  }

  @Test
  void a_failure_shows_the_octets_sent_and_received() throws IOException {
    try (var peer = peer("HTTP/1.1 404 Not Found\nContent-Length: 0\n\n", End.STAY);
        var client = peer.connect()) {
      client.send("GET / HTTP/1.1\r\n\r\n");
      assertThatThrownBy(() -> client.expectResponse(200))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected 200, not 404")
          .hasMessageContaining(">> GET / HTTP/1.1\\r\\n\\r\\n\n")
          .hasMessageContaining("<< HTTP/1.1 404 Not Found\\r\\nContent-Length: 0\\r\\n\\r\\n\n");
    }
  }

  @Test
  void tells_an_end_from_a_reset() throws IOException {
    try (var peer = new ScriptedPeer("x", End.RESET);
        var client = peer.connect()) {
      client.expect("x").send("x");
      assertThatThrownBy(client::expectClosed).hasMessageContaining("reset");
      client.expectGone();
    }
    try (var peer = new ScriptedPeer("x", End.CLOSE);
        var client = peer.connect()) {
      assertThatThrownBy(client::expectClosed).hasMessageContaining("not more octets");
      client.expectClosed();
    }
  }

  @Test
  void tells_silence_from_an_end() throws IOException {
    try (var peer = new ScriptedPeer("x", End.STAY);
        var client = peer.connect()) {
      client.expect("x").expectIdle(Duration.ofMillis(1)).expectNothing();
    }
    try (var peer = new ScriptedPeer("x", End.CLOSE);
        var client = peer.connect()) {
      client.expect("x");
      assertThatThrownBy(() -> client.expectIdle(Duration.ofSeconds(10)))
          .hasMessageContaining("closed by the peer");
    }
  }

  @Test
  void waits_no_longer_than_its_deadline() throws IOException {
    try (var peer = new ScriptedPeer("", End.STAY);
        var client = WireClient.connect(peer.address(), Duration.ofMillis(1))) {
      assertThatThrownBy(client::readResponse).hasMessageContaining("waited PT0.001S");
    }
  }

  @Test
  void a_barrier_asks_twice() throws IOException {
    var asked = new AtomicInteger();
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var barrier = Barrier.of(listener.getLocalPort());
        var socket = listener.accept()) {
      Thread.ofVirtual().start(() -> respondToEach(socket, asked));
      barrier.pass();
      assertThat(asked).hasValue(2);
      barrier.pass();
      assertThat(asked).hasValue(4);
    }
  }

  /// Counts each request before it responds to it, until the client is gone.
  private static void respondToEach(Socket socket, AtomicInteger count) {
    try (var lines = new Scanner(socket.getInputStream(), StandardCharsets.US_ASCII)) {
      while (lines.hasNextLine()) {
        if (lines.nextLine().isEmpty()) {
          count.incrementAndGet();
          socket.getOutputStream().write(Wire.octets(Wire.crlf("HTTP/1.1 204 No Content\n\n")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_barrier_refuses_a_response_that_closes() throws IOException {
    try (var peer = peer("HTTP/1.1 204 No Content\nConnection: x, Close\n\n", End.STAY);
        var barrier = Barrier.of(peer.port())) {
      assertThatThrownBy(barrier::pass)
          .hasMessageContaining("must not close the barrier's connection");
    }
  }

  private static WireResponse read(String lines) throws IOException {
    try (var peer = peer(lines, End.CLOSE);
        var client = peer.connect()) {
      return client.readResponse();
    }
  }

  private static ScriptedPeer peer(String lines, End end) throws IOException {
    return new ScriptedPeer(Wire.crlf(lines), end);
  }
}
