package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §7.6.1 and §7.8: what is about the connection, and a change of protocol on it.
class Rfc9110UpgradeTest extends OnTheWire {
  private static final String OFFER = "Connection: upgrade\r\nUpgrade: echo/1\r\n";

  /// Switches to `echo/1`, which sends back what it gets; responds in HTTP where it refuses to
  /// switch.
  private static @Nullable Response echo(Request request) throws IOException {
    if (!request.offersUpgrade("echo/1")) {
      return Response.text("not switched");
    }
    try (Upgrade upgrade =
        request.upgrade("echo/1", Response.status(200).withHeader("X-By", "echo"))) {
      upgrade.input().transferTo(upgrade.output());
      return Response.handled();
    }
  }

  private void expectEcho(WireClient client) {
    WireResponse response = client.expectInterim(101);
    assertThat(response.header("Upgrade")).isEqualToIgnoringCase("echo/1");
    assertThat(response.hasOption("Connection", "upgrade")).isTrue();
    assertThat(response.reason()).isEqualTo("Switching Protocols");
    assertThat(response.header("X-By")).isEqualTo("echo");
    client
        .send("ping")
        .expect("ping")
        .send("GET / HTTP/1.1\r\n\r\n")
        .expect("GET / HTTP/1.1\r\n\r\n");
    client.halfClose().expectClosed();
  }

  @Test
  @Covers({"9110-7.6.1-2", "9110-7.8-2", "9110-7.8-7", "9110-15.2.2-1"})
  void a_101_names_the_protocol_in_upgrade_and_upgrade_in_connection() throws Exception {
    serve(Rfc9110UpgradeTest::echo);
    expectEcho(connect().send("GET / HTTP/1.1\r\nHost: a\r\n" + OFFER + "\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo/1",
        "ECHO/1",
        "Echo/1",
        "other, echo/1",
        "other/2 ,\techo/1, x",
        ", echo/1,",
        "x\r\nUpgrade: echo/1",
        "IRC/6.9, RTA/x11, Echo/1"
      })
  @Covers("9110-7.8-1")
  void protocol_names_have_no_case_and_are_found_in_the_list(String offer) throws Exception {
    serve(Rfc9110UpgradeTest::echo);
    expectEcho(
        connect()
            .send(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: "
                    + offer
                    + "\r\n\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "other",
        "echo/2",
        "echo/11",
        "xecho/1",
        "echo1",
        "echo /1",
        "\"echo/1\"",
        "echo/1x"
      })
  @Covers("9110-7.8-4")
  void no_protocol_is_switched_to_that_was_not_offered(String offer) throws Exception {
    serve(Rfc9110UpgradeTest::echo);
    WireClient client = connect();
    for (int i = 0; i < 2; i++) {
      client.send(
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: " + offer + "\r\n\r\n");
      client.expectResponse(200, "not switched");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Connection: keep-alive\r\n", "Connection: upgraded, close-not\r\n"})
  @Covers("9110-7.6.1-6")
  void upgrade_without_its_connection_option_is_ignored(String connection) throws Exception {
    serve(Rfc9110UpgradeTest::echo);
    WireClient client = connect();
    for (int i = 0; i < 2; i++) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + connection + "Upgrade: echo/1\r\n\r\n");
      client.expectResponse(200, "not switched");
    }
  }

  @Test
  @Covers({"9110-7.8-8", "9110-15.2-1"})
  void upgrade_in_http_1_0_is_ignored() throws Exception {
    serve(Rfc9110UpgradeTest::echo);
    assertThat(ask("GET / HTTP/1.0\r\nHost: a\r\n" + OFFER + "\r\n").text())
        .isEqualTo("not switched");
  }

  @Test
  @Covers({"9110-7.8-5", "9110-7.8-7", "9110-15.5.22-1"})
  void a_426_names_the_protocols_in_upgrade_and_upgrade_in_connection() throws Exception {
    serve(_ -> Response.text("echo only").withStatus(426).withHeader("Upgrade", "echo/2, echo/1"));
    WireClient client = connect();
    for (int i = 0; i < 2; i++) {
      WireResponse response =
          client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(426, "echo only");
      assertThat(response.header("Upgrade")).isEqualTo("echo/2, echo/1");
      assertThat(response.hasOption("Connection", "upgrade")).isTrue();
      assertThat(response.announcesClose()).isFalse();
    }
  }

  @Test
  @Covers({"9110-7.6.1-2", "9110-7.8-7"})
  void upgrade_in_any_response_goes_with_its_connection_option() throws Exception {
    serve(_ -> Response.text("ok").withHeader("Upgrade", "echo/1"));
    WireResponse kept = get("/", "");
    assertThat(kept.hasOption("Connection", "upgrade")).isTrue();
    WireResponse closed = get("/", "Connection: close\r\n");
    assertThat(closed.hasOption("Connection", "upgrade")).isTrue();
    assertThat(closed.announcesClose()).isTrue();
    WireResponse old = ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assertThat(old.hasOption("Connection", "upgrade")).isTrue();
    assertThat(old.hasOption("Connection", "keep-alive")).isTrue();
  }

  @Test
  @Covers("9110-7.8-9")
  void with_expect_a_100_comes_before_the_101() throws Exception {
    serve(
        request -> {
          request.text();
          return echo(request);
        });
    String head = "POST / HTTP/1.1\r\nHost: a\r\n" + OFFER + "Expect: 100-continue\r\n";
    WireClient waiting = connect().send(head + "Content-Length: 5\r\n\r\n");
    waiting.expectInterim(100);
    expectEcho(waiting.send("hello"));
    WireClient hasty = connect().send(head + "Content-Length: 5\r\n\r\nhello");
    hasty.expectInterim(100);
    expectEcho(hasty);
    WireClient chunked = connect().send(head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    chunked.expectInterim(100);
    expectEcho(chunked);
  }

  @Test
  @Covers("9110-7.8-2")
  void what_follows_the_request_is_of_the_new_protocol() throws Exception {
    serve(
        request -> {
          request.bytes();
          return echo(request);
        });
    String behind = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
    for (String framing :
        List.of(
            "\r\n",
            "Content-Length: 2\r\n\r\nhi",
            "Content-Length: 100000\r\n\r\n" + "x".repeat(100_000),
            "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX: y\r\n\r\n")) {
      handled.clear();
      WireClient client = connect();
      client.send("POST / HTTP/1.1\r\nHost: a\r\n" + OFFER + framing + behind);
      client.expectInterim(101);
      client.expect(behind).send("more").expect("more").halfClose().expectClosed();
      assertThat(handled).containsExactly("/");
    }
  }

  @Test
  @Covers("9110-7.8-2")
  void a_pipelined_request_can_be_upgraded_in_its_turn() throws Exception {
    serve(request -> request.path().equals("/echo") ? echo(request) : Response.text("ok"));
    String get = " HTTP/1.1\r\nHost: a\r\n";
    WireClient client = connect();
    client.send(
        "GET /1" + get + "\r\nGET /2" + get + "\r\nGET /echo" + get + OFFER + "\r\nGET /hidden");
    client.expectResponse(200, "ok");
    client.expectResponse(200, "ok");
    client.expectInterim(101);
    client.expect("GET /hidden").halfClose().expectClosed();
  }

  @Test
  @Covers("9110-7.8-10")
  void a_protocol_is_not_switched_while_content_is_outstanding() throws Exception {
    serve(Rfc9110UpgradeTest::echo);
    for (String framing : List.of("Content-Length: 100000", "Transfer-Encoding: chunked")) {
      WireClient client = connect();
      client.send("POST / HTTP/1.1\r\nHost: a\r\n" + OFFER + framing + "\r\n\r\n2\r\nhi");
      client.expectResponse(200, "not switched");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo/1", "h2c", "websocket", "TLS/1.0", "HTTP/2.0"})
  @Covers("9110-7.8-10")
  void an_offer_not_taken_changes_nothing(String offer) throws Exception {
    serve(request -> Response.text(request.text()));
    String offering =
        " / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: "
            + offer
            + "\r\n"
            + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    WireClient client = connect();
    client.send("POST" + offering + "Content-Length: 5\r\n\r\nhello").expectResponse(200, "hello");
    client
        .send("POST" + offering + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n")
        .expectResponse(200, "hi");
    client.send("GET" + offering + "\r\nGET" + offering + "\r\n");
    WireResponse response = client.expectResponse(200, "");
    assertThat(response.has("Upgrade")).isFalse();
    assertThat(response.has("Connection")).isFalse();
    client.expectResponse(200, "");
    client.send("POST" + offering + "Content-Length: 500000\r\n\r\n" + "x".repeat(500_000));
    assertThat(client.expectResponse(200).body()).hasSize(500_000);
  }

  @Test
  @Covers({"9110-7.6.1-2", "9110-7.6.1-5"})
  void connection_names_only_what_is_about_the_connection() throws Exception {
    serve(_ -> Response.text("ok").withHeader("Cache-Control", "no-store").withHeader("X", "y"));
    for (String request :
        List.of(
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, cache-control, x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n",
            "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "GET / HTTP/1.0\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n")) {
      WireResponse response = ask(request);
      for (String value : response.all("Connection")) {
        assertThat(Set.of("close", "keep-alive", "upgrade"))
            .containsAll(List.of(value.split(", ")));
      }
      if (response.has("Keep-Alive")) {
        assertThat(response.hasOption("Connection", "keep-alive")).isTrue();
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Response.text("ok").withHeader("Connection", "cache-control"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "Close", "CLOSE", "keep-alive, cLoSe"})
  @Covers("9110-7.6.1-1")
  void connection_options_have_no_case(String options) throws Exception {
    serveOk();
    WireClient client = connect();
    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: " + options + "\r\n\r\n" + HIDDEN);
    assertThat(client.expectResponse(200).announcesClose()).isTrue();
    client.expectClosed();
    WireClient old = connect();
    for (String option : List.of("keep-alive", "Keep-Alive", "KEEP-ALIVE")) {
      old.send("GET / HTTP/1.0\r\nConnection: " + option + "\r\n\r\n").expectResponse(200, "ok");
    }
  }
}
