package io.github.tinyhttp.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The right behaviour wherever tiny-http 0.12.0 was found to go wrong, under the number of the
/// defect. Connections: how long they last, who is served on them, and in which order.
class DefectsOfConnectionsTest extends DefectTest {
  @Test
  @DisplayName("B6: Connection is a list of options over all its lines")
  void connection_is_a_list() throws Exception {
    WireClient client = client(this::ok);
    client.send(get("Connection: x-closed\r\n")).expectResponse(200);
    client.send(get("Connection: not-close, keep-alive-x\r\n")).expectResponse(200);
    client.send(get("Connection: foo\r\nConnection: bar , CLOSE\r\n"));
    assertThat(client.expectResponse(200).announcesClose()).isTrue();
    client.expectClosed();
  }

  @Test
  @DisplayName("B6: an offer to upgrade leaves the framing of a body alone")
  void an_offer_to_upgrade_leaves_the_body_alone() throws Exception {
    WireClient client = client(this::echo);
    String offer = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n";
    client.send(post(offer + "Content-Length: 5", "hello")).expectResponse(200, "hello");
    client.send(get("")).expectResponse(200, "");
  }

  @Test
  @DisplayName("B18: what has no response yet is not read ahead without end")
  void what_gets_no_response_is_not_read_ahead() throws Exception {
    Server server = server();
    WireClient client = client(server);
    byte[] requests = get("").repeat(2_000).getBytes(StandardCharsets.US_ASCII);
    long sent = 0;
    while (true) {
      int count = client.sendSome(requests);
      if (count < requests.length) {
        barrier(server).pass();
        if (client.sendSome(new byte[] {'x'}) == 0) {
          break; // both sockets are full, and the server leaves them so
        }
      }
      sent += count;
      assertThat(sent).isLessThan(64 << 20);
    }
    assertThat(server.requestsInFlight()).isLessThanOrEqualTo(64);
    client.reset();
    for (int i = server.requestsInFlight(); i > 0; i--) {
      server.receive().respond(Response.empty());
    }
  }

  @Test
  @DisplayName("B19: a hundred clients that come together are all served")
  void a_hundred_clients_are_all_served() throws Exception {
    Server server = server(this::ok);
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      clients.add(client(server));
    }
    for (int round = 0; round < 3; round++) {
      clients.forEach(client -> client.send(get("")));
      clients.forEach(client -> client.expectResponse(200, "ok"));
    }
  }

  @Test
  @DisplayName("B20, B21: the end of one connection is not the end of the others")
  void the_end_of_one_is_not_the_end_of_others() throws Exception {
    Server server = server(this::ok);
    for (int i = 0; i < 200; i++) {
      client(server).reset(); // some of them in the backlog still
    }
    client(server).send(get("")).expectResponse(200, "ok");
  }

  @Test
  @DisplayName("B22: one thread responds to pipelined requests in any order")
  void one_thread_responds_in_any_order() throws Exception {
    Server server = server();
    WireClient client = client(server).send(get("") + get(""));
    Request first = server.receive();
    Request second = server.receive();
    second.respond(Response.stream(new ByteArrayInputStream(new byte[1 << 20])));
    first.respond(Response.text("first"));
    client.expectResponse(200, "first");
    assertThat(client.expectResponse(200).body()).hasSize(1 << 20);
  }

  @Test
  @DisplayName("B23: a client that is gone still has an address")
  void a_client_that_is_gone_has_an_address() throws Exception {
    Server server = server();
    WireClient client = client(server).send(get(""));
    var address = client.localAddress();
    client.reset();
    Request request = server.receive();
    assertThat(request.remoteAddress()).isEqualTo(address);
    request.respond(Response.text("hello?"));
    Await.until("it is forgotten", () -> server.connections() == 0);
    assertThat(request.remoteAddress()).isEqualTo(address);
    assertThat(request.localAddress()).isEqualTo(server.address());
  }

  @Test
  @DisplayName("B24: five hundred clients that do not go on hold up nobody, and not for ever")
  void clients_that_do_not_go_on_are_given_up() throws Exception {
    var timeouts =
        Timeouts.defaults()
            .withHead(Duration.ofMillis(300))
            .withProgress(Duration.ofMillis(300))
            .withIdle(Duration.ofMillis(300))
            .withLinger(Duration.ofMillis(100));
    Server server = server(this::echo, options().withTimeouts(timeouts));
    for (int i = 0; i < 500; i++) {
      WireClient client = client(server);
      client.send(
          switch (i % 4) {
            case 0 -> "";
            case 1 -> "GET / HTT";
            case 2 -> post("Content-Length: 10", "12345");
            default -> post("Content-Length: 1000000", "12345");
          });
      if (i % 50 == 0) {
        client(server).send(get("")).expectResponse(200, "");
      }
    }
    Await.until("all are given up", () -> server.connections() == 0);
  }

  @Test
  @DisplayName("B30: every close is announced, and so is keep-alive to HTTP/1.0")
  void every_close_is_announced() throws Exception {
    WireClient client = client(this::ok);
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assertThat(client.expectResponse(200).header("Connection")).isEqualTo("keep-alive");
    client.send("GET / HTTP/1.0\r\n\r\n");
    assertThat(client.expectResponse(200).header("Connection")).isEqualTo("close");
    client.expectClosed();
    WireClient newer = client(_ -> Response.text("bye").withConnectionClose()).send(get(""));
    assertThat(newer.expectResponse(200).header("Connection")).isEqualTo("close");
    newer.expectClosed();
  }

  @Test
  @DisplayName("B31: a closed server leaves no connection behind")
  void a_closed_server_leaves_no_connection() throws Exception {
    Server server = server();
    WireClient client = client(server).send(get(""));
    server.receive().respond(Response.text("hello"));
    client.expectResponse(200, "hello");
    server.close();
    client.expectClosed();
    assertThat(server.connections()).isZero();
  }

  @Test
  @DisplayName("B32: a response is not lost to a reset because input is left")
  void a_response_is_not_lost_to_a_reset() throws Exception {
    Server server = server(_ -> Response.status(413).withConnectionClose());
    Map<String, Integer> statuses =
        Map.of(
            "BAD\r\n\r\n",
            400,
            post("Expect: x", ""),
            417,
            post("Content-Length: 4000000", ""),
            413);
    for (Map.Entry<String, Integer> status : statuses.entrySet()) {
      WireClient client = client(server).send(status.getKey());
      for (int i = 0; i < 20 && client.trySend("x".repeat(100_000)); i++) {
        // a client that looks for a response only when it has sent all
      }
      client.expectResponse(status.getValue());
      client.halfClose();
      client.expectClosed();
    }
  }

  @Test
  @DisplayName(
      "B35: a receive that ends in time, a try that eats no token, an end that is no token")
  void waits_end_in_their_own_way() throws Exception {
    Server server = server();
    long start = System.nanoTime();
    assertThat(server.receive(Duration.ofMillis(50))).isEmpty();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
    server.unblock();
    assertThat(server.tryReceive()).isEmpty();
    assertThatThrownBy(server::receive).isInstanceOf(io.github.tinyhttp.UnblockedException.class);
    server.unblock();
    assertThatThrownBy(() -> server.receive(Duration.ofSeconds(20)))
        .isInstanceOf(io.github.tinyhttp.UnblockedException.class);
    server.close();
    assertThatThrownBy(server::receive)
        .isInstanceOf(io.github.tinyhttp.ServerClosedException.class);
  }

  /// What took 44 ms there took them every time; here a thousand responses would take 44 s.
  @Test
  @DisplayName("B37: a response of some kilobytes does not wait for an acknowledgement")
  void a_response_does_not_wait_for_an_acknowledgement() throws Exception {
    WireClient client = client(_ -> Response.bytes(new byte[5_000]));
    for (int i = 0; i < 1_000; i++) {
      client.send(get("")).expectResponse(200);
    }
  }
}
