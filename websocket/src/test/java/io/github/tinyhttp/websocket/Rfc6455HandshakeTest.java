package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.SetCookie;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testing.TestExchange;
import io.github.tinyhttp.testing.TestRequest;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6455 §4.2: the requirements on a client's handshake, and the server's response.
class Rfc6455HandshakeTest extends WebSocketWire {
  private WireResponse ask(Server server, String message) {
    WireClient client = closedAfter(WireClient.connect(server.port()));
    return client.sendLines(message).readResponse(message.substring(0, message.indexOf(' ')));
  }

  /// Sends the handshake with `target` replaced, and returns the response.
  private WireResponse askWith(String target, String replacement) throws IOException {
    assertThat(HANDSHAKE).contains(target);
    return ask(serve(new Echo()), HANDSHAKE.replace(target, replacement) + "\n");
  }

  @Test
  @Covers({"6455-4.2.1-9", "6455-4.2.2-6", "6455-4.2.2-8", "6455-4.2.2-9", "6455-4.2.2-10"})
  void the_handshake_of_the_rfc_gets_the_response_of_the_rfc() throws IOException {
    WireResponse response = ask(serve(new Echo()), HANDSHAKE + "\n");
    assertThat(response.status()).isEqualTo(101);
    assertThat(response.header("Upgrade")).isEqualToIgnoringCase("websocket");
    assertThat(response.hasOption("Connection", "upgrade")).isTrue();
    assertThat(response.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assertThat(response.has("Sec-WebSocket-Protocol")).isFalse();
    assertThat(response.has("Sec-WebSocket-Extensions")).isFalse();
  }

  @ParameterizedTest
  @Covers("6455-4.2.1-5")
  @ValueSource(
      strings = {
        "Upgrade: WebSocket",
        "Upgrade: WEBSOCKET",
        "Upgrade: h2c, websocket",
        "upgrade: websocket"
      })
  void protocol_names_are_case_insensitive(String line) throws IOException {
    assertThat(askWith("Upgrade: websocket", line).status()).isEqualTo(101);
  }

  @ParameterizedTest
  @Covers("6455-4.2.1-6")
  @ValueSource(
      strings = {"Connection: keep-alive, Upgrade", "Connection: upgrade", "connection:UPGRADE,x"})
  void upgrade_is_found_among_the_options_of_the_connection(String line) throws IOException {
    assertThat(askWith("Connection: Upgrade", line).status()).isEqualTo(101);
  }

  @ParameterizedTest
  @Covers({
    "6455-4.2.1-1",
    "6455-4.2.1-2",
    "6455-4.2.1-4",
    "6455-4.2.1-5",
    "6455-4.2.1-6",
    "6455-4.2.1-7",
    "6455-4.2.1-8",
    "6455-4.2.2-3",
    "6455-4.3-1",
    "6455-4.3-2",
    "6455-4.3-3",
    "6455-4.4-1",
    "6455-9.1-1",
    "6455-10.7-3",
    "6455-11.3.1-1",
    "6455-11.3.5-1"
  })
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          405, GET /chat,                                     PUT /chat
          405, GET /chat,                                     HEAD /chat
          426, HTTP/1.1,                                      HTTP/1.0
          400, Host: server.example.com,                      X: y
          426, Upgrade: websocket,                            Upgrade: h2c
          426, Upgrade: websocket,                            X-Upgrade: websocket
          426, Connection: Upgrade,                           Connection: keep-alive
          426, Sec-WebSocket-Version: 13,                     Sec-WebSocket-Version: 8
          426, Sec-WebSocket-Version: 13,                     Sec-WebSocket-Version: 014
          426, Sec-WebSocket-Version: 13,                     `Sec-WebSocket-Version: 13, 8`
          426, Sec-WebSocket-Version: 13,                     X: y
          400, Sec-WebSocket-Version: 13,                     `Sec-WebSocket-Version: 13\\nSec-WebSocket-Version: 13`
          400, Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==,   X: y
          400, dGhlIHNhbXBsZSBub25jZQ==,                      ``
          400, dGhlIHNhbXBsZSBub25jZQ==,                      dGhlIHNhbXBsZSBub25jZQ
          400, dGhlIHNhbXBsZSBub25jZQ==,                      dGhlIHNhbXBsZSBub25j
          400, dGhlIHNhbXBsZSBub25jZQ==,                      dGhlIHNhbXBsZSBub25jZSE=
          400, dGhlIHNhbXBsZSBub25jZQ==,                      dGhlIHNhbXBsZSBub25j_Q==
          400, dGhlIHNhbXBsZSBub25jZQ==,                      dGhlIHNhbXBsZSBub25jZQ==AAAA
          400, Upgrade: websocket,                            `Upgrade: websocket\\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==`
          400, Upgrade: websocket,                            `Upgrade: websocket\\nContent-Length: 100000`
          400, Upgrade: websocket,                            `Upgrade: websocket\\nTransfer-Encoding: chunked`
          400, Upgrade: websocket,                            `Upgrade: websocket\\nSec-WebSocket-Protocol: a b`
          400, Upgrade: websocket,                            `Upgrade: websocket\\nSec-WebSocket-Protocol: a, a`
          400, Upgrade: websocket,                            `Upgrade: websocket\\nSec-WebSocket-Extensions: a b`
          400, Upgrade: websocket,                            `Upgrade: websocket\\nSec-WebSocket-Extensions: a; b="c d"`
          400, Upgrade: websocket,                            `Upgrade: websocket\\nOrigin: http://a\\nOrigin: http://b`
          """)
  void a_malformed_handshake_is_refused(int status, String target, String replacement)
      throws IOException {
    WireResponse response = askWith(target, replacement.replace("\\n", "\n"));
    assertThat(response.status()).isEqualTo(status);
    if (status == 426) {
      assertThat(response.header("Upgrade")).isEqualTo("websocket");
      assertThat(response.header("Sec-WebSocket-Version")).isEqualTo("13");
      assertThat(response.hasOption("Connection", "upgrade")).isTrue();
    }
    if (status == 405) {
      assertThat(response.header("Allow")).isEqualTo("GET");
    }
    assertThat(calls).isEmpty();
  }

  @ParameterizedTest
  @Covers("6455-4.2.1-3")
  @ValueSource(
      strings = {"GET /chat HTTP", "GET http://server.example.com/chat HTTP", "GET /chat?a=b HTTP"})
  void the_target_is_a_path_or_an_absolute_uri(String line) throws IOException {
    assertThat(askWith("GET /chat HTTP", line).status()).isEqualTo(101);
  }

  @Test
  @Covers("6455-4.2.1-10")
  void unknown_fields_are_ignored() throws IOException {
    String unknown = "Sec-WebSocket-Location: ws://elsewhere/\nAuthorization: Basic eDp5\nX: y";
    assertThat(askWith("Upgrade: websocket", "Upgrade: websocket\n" + unknown).status())
        .isEqualTo(101);
  }

  @Test
  @Covers({"6455-9.1-2", "6455-11.3.2-1", "6455-11.3.3-1", "6455-11.3.4-1"})
  void each_field_of_the_response_stands_once() throws IOException {
    Server server =
        serve(
            new Echo(),
            options ->
                options
                    .withSubprotocols("chat", "v2")
                    .withCompression(MessageCompression.ALL_MESSAGES));
    String twice =
        "Sec-WebSocket-Protocol: v2\nSec-WebSocket-Protocol: chat\n"
            + "Sec-WebSocket-Extensions: foo\nSec-WebSocket-Extensions: permessage-deflate\n"
            + "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\n\n";
    WireResponse response = ask(server, HANDSHAKE + twice);
    assertThat(response.all("Sec-WebSocket-Accept")).hasSize(1);
    assertThat(response.all("Sec-WebSocket-Protocol")).containsExactly("chat");
    assertThat(response.all("Sec-WebSocket-Extensions")).containsExactly("permessage-deflate");
  }

  @Test
  void a_refused_connection_still_speaks_http() throws IOException {
    Server server = serve(new Echo());
    WireClient client = closedAfter(WireClient.connect(server.port()));
    client.sendLines(HANDSHAKE.replace("13", "12") + "\n").expectResponse(426);
    client.sendLines(HANDSHAKE + "\n").expectInterim(101);
    client.send(Frames.text("hello"));
    assertThat(Frames.read(client)).isEqualTo("TEXT hello");
  }

  @Test
  @Covers("6455-4.2.2-11")
  void frames_that_arrive_with_the_handshake_are_read() throws IOException {
    Server server = serve(new Echo());
    WireClient client = closedAfter(WireClient.connect(server.port()));
    client.send(Frames.join(Wire.octets(Wire.crlf(HANDSHAKE + "\n")), Frames.text("early")));
    client.expectInterim(101);
    assertThat(Frames.read(client)).isEqualTo("TEXT early");
  }

  @ParameterizedTest
  @Covers({"6455-4.2.2-2", "6455-10.2-1", "6455-10.2-2"})
  @CsvSource(
      textBlock =
          """
          http://server.example.com,         true
          https://server.example.com,        true
          HTTP://SERVER.example.com,         true
          http://server.example.com:80,      true
          https://server.example.com:443,    true
          http://server.example.com:443,     false
          https://server.example.com:8443,   false
          http://example.com,                false
          http://server.example.com.evil.example, false
          http://evil.example/server.example.com, false
          null,                              false
          '',                                false
          file://,                           false
          server.example.com,                false
          ftp://server.example.com,          false
          http://server.example.com@evil.example, false
          http://friend.example:3000,        false
          """)
  void only_pages_of_this_server_may_connect(String origin, boolean allowed) throws IOException {
    WireResponse response = ask(serve(new Echo()), HANDSHAKE + "Origin: " + origin + "\n\n");
    assertThat(response.status()).isEqualTo(allowed ? 101 : 403);
  }

  @Test
  void the_port_of_the_origin_is_compared() throws IOException {
    Server server = serve(new Echo());
    String other = HANDSHAKE.replace("server.example.com", "server.example.com:8000");
    assertThat(ask(server, other + "Origin: http://server.example.com:8000\n\n").status())
        .isEqualTo(101);
    assertThat(ask(server, other + "Origin: http://server.example.com\n\n").status())
        .isEqualTo(403);
    String ipv6 = HANDSHAKE.replace("server.example.com", "[::1]:8000");
    assertThat(ask(server, ipv6 + "Origin: http://[::1]:8000\n\n").status()).isEqualTo(101);
  }

  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-Proto: https\\nX-Forwarded-Host: app.example, https://app.example, 101",
    "X-Forwarded-Proto: https\\nX-Forwarded-Host: app.example, http://app.example, 403",
    "X-Forwarded-Proto: https\\nX-Forwarded-Host: app.example, https://server.example.com, 403",
    "X-Forwarded-Proto: https\\nX-Forwarded-Host: app.example:8443, https://app.example:8443, 101",
    "X-Forwarded-Proto: https\\nX-Forwarded-Host: app.example:8443, https://app.example, 403",
    "X-Forwarded-Proto: http\\nX-Forwarded-Host: app.example, http://app.example, 101",
  })
  void the_server_is_compared_as_a_trusted_proxy_tells(String told, String origin, int status)
      throws IOException {
    String asked = HANDSHAKE + told.replace("\\n", "\n") + "\nOrigin: " + origin + "\n\n";
    Server server = behind(Proxies.trusting(Proxies.Fields.X_FORWARDED, "127.0.0.1", "::1"));
    assertThat(ask(server, asked).status()).isEqualTo(status);
  }

  @Test
  void what_a_stranger_tells_of_the_server_does_not_count() throws IOException {
    String asked = HANDSHAKE + "X-Forwarded-Host: evil.example\nOrigin: http://evil.example\n\n";
    assertThat(ask(serve(new Echo()), asked).status()).isEqualTo(403);
  }

  private Server behind(Proxies proxies) throws IOException {
    return closedAfter(
        Server.builder()
            .hosts("*")
            .bind(0)
            .proxies(proxies)
            .handler(request -> WebSocket.accept(request, new Echo()))
            .start());
  }

  @Test
  void the_response_carries_the_fields_of_the_application() throws IOException {
    var fields =
        Response.empty()
            .withCookie(SetCookie.of("session", "7"))
            .withHeader("X-Node", "3")
            .withStatus(204);
    WireResponse response =
        ask(serve(new Echo(), options -> options.withFieldsOf(fields)), HANDSHAKE + "\n");
    assertThat(response.status()).isEqualTo(101);
    assertThat(response.header("X-Node")).isEqualTo("3");
    assertThat(response.header("Set-Cookie")).startsWith("session=7");
    assertThat(response.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-WebSocket-Accept",
        "sec-websocket-protocol",
        "Sec-WebSocket-Extensions",
        "Upgrade",
        "Connection"
      })
  void the_fields_of_the_handshake_are_its_own(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> WebSocketOptions.defaults().withFieldsOf(Response.empty().withHeader(name, "x")));
  }

  @Test
  void a_client_that_speaks_no_required_subprotocol_is_refused() throws IOException {
    Server server = serve(new Echo(), options -> options.withRequiredSubprotocols("chat", "v2"));
    assertThat(ask(server, HANDSHAKE + "\n").status()).isEqualTo(400);
    assertThat(ask(server, HANDSHAKE + "Sec-WebSocket-Protocol: other\n\n").text())
        .contains("chat, v2");
    assertThat(
            ask(server, HANDSHAKE + "Sec-WebSocket-Protocol: other, v2\n\n")
                .header("Sec-WebSocket-Protocol"))
        .isEqualTo("v2");
  }

  @Test
  @Covers("6455-10.2-1")
  void pages_of_other_origins_may_be_allowed() throws IOException {
    Server server =
        serve(
            new Echo(),
            options -> options.withOrigins(OriginCheck.of("http://friend.example:3000")));
    assertThat(ask(server, HANDSHAKE + "Origin: http://Friend.example:3000\n\n").status())
        .isEqualTo(101);
    assertThat(ask(server, HANDSHAKE + "Origin: http://server.example.com\n\n").status())
        .isEqualTo(101);
    assertThat(ask(server, HANDSHAKE + "Origin: http://friend.example\n\n").status())
        .isEqualTo(403);
    Server open = serve(new Echo(), options -> options.withOrigins(OriginCheck.ANY));
    assertThat(ask(open, HANDSHAKE + "Origin: null\n\n").status()).isEqualTo(101);
  }

  @Test
  void over_tls_the_origin_must_be_https() {
    Request secure = TestRequest.get("/").withHttps().start().request();
    assertThat(OriginCheck.SAME.allows("https://localhost", secure)).isTrue();
    assertThat(OriginCheck.SAME.allows("http://localhost:443", secure)).isFalse();
    assertThat(OriginCheck.SAME.allows("http://localhost", secure)).isFalse();
  }

  @ParameterizedTest
  @Covers({"6455-4.2.2-5", "6455-4.2.2-6"})
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          chat                |  chat
          superchat, chat     |  superchat
          chat, superchat     |  superchat
          x, chat             |  chat
          x                   |
          Chat                |
          """)
  void the_subprotocol_the_server_prefers_is_chosen(String offered, String chosen)
      throws IOException {
    Server server = serve(new Echo(), options -> options.withSubprotocols("superchat", "chat"));
    WireResponse response = ask(server, HANDSHAKE + "Sec-WebSocket-Protocol: " + offered + "\n\n");
    assertThat(response.status()).isEqualTo(101);
    assertThat(response.all("Sec-WebSocket-Protocol"))
        .isEqualTo(chosen == null ? List.of() : List.of(chosen));
  }

  @Test
  @Covers("6455-11.3.4-1")
  void the_listener_knows_the_subprotocol() throws Exception {
    serve(
        new Echo() {
          @Override
          public void onOpen(WebSocket socket) {
            calls.add(socket.subprotocol().orElse("none") + " " + socket.remoteAddress());
          }
        },
        options -> options.withSubprotocols("chat"));
    WireClient client = connect("Sec-WebSocket-Protocol: x\nSec-WebSocket-Protocol: chat\n");
    assertThat(nextCall()).isEqualTo("chat " + client.localAddress());
    connect();
    assertThat(nextCall()).startsWith("none ");
  }

  @Test
  void subprotocols_are_tokens_and_options_are_checked() {
    WebSocketOptions options = WebSocketOptions.defaults();
    for (String name : List.of("", "a b", "a,b", "ä")) {
      assertThatIllegalArgumentException().isThrownBy(() -> options.withSubprotocols(name));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> options.withSubprotocols("a", "a"));
    WebSocketLimits limits = options.limits();
    assertThatIllegalArgumentException().isThrownBy(() -> limits.withFrame(0));
    assertThatIllegalArgumentException().isThrownBy(() -> limits.withMessage(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> limits.withQueue(Integer.MAX_VALUE));
    WebSocketTimeouts times = options.timeouts();
    assertThatIllegalArgumentException().isThrownBy(() -> times.withClose(java.time.Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> times.withIdle(java.time.Duration.ofSeconds(-1)));
  }

  @Test
  void a_handler_can_be_tested_without_a_server() throws Exception {
    TestExchange exchange =
        TestRequest.get("/chat")
            .withHeader("Upgrade", "websocket")
            .withHeader("Connection", "Upgrade")
            .withHeader("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
            .withHeader("Sec-WebSocket-Version", "13")
            .start();
    assertThat(WebSocket.accept(exchange.request(), new Echo()).isHandled()).isTrue();
    assertThat(exchange.awaitResponse().header("Sec-WebSocket-Accept"))
        .hasValue("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assertThat(nextCall()).isEqualTo("open");
    assertThat(nextCall()).isEqualTo("close 1006");
    assertThat(
            TestRequest.get("/chat")
                .sendTo(request -> WebSocket.accept(request, new Echo()))
                .status()
                .code())
        .isEqualTo(426);
  }
}
