package io.github.tinyhttp.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.testkit.WireClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandshakeTest extends SecureTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

  private ServerOptions watched() {
    return ServerOptions.defaults()
        .withHosts("*")
        .withEvents(
            new ServerEvents() {
              @Override
              public void handshakeFailed(ConnectionEvent connection, Throwable cause) {
                failures.add(cause);
              }
            });
  }

  private Throwable failure() throws InterruptedException {
    Throwable failure = failures.poll(60, TimeUnit.SECONDS);
    assertThat(failure).isNotNull();
    return failure;
  }

  /// The first bytes that a client of TLS sends.
  private static byte[] hello() throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine("localhost", 443);
    engine.setUseClientMode(true);
    ByteBuffer record = ByteBuffer.allocate(20_000);
    engine.wrap(ByteBuffer.allocate(0), record);
    byte[] bytes = new byte[record.position()];
    record.flip().get(bytes);
    return bytes;
  }

  @Test
  void a_client_that_speaks_plain_http_is_told_so() throws Exception {
    Server server = secure(_ -> Response.text("ok"), watched());

    assertThat(client(server).send(REQUEST).expectResponse(400).text()).contains("https://");
    assertThat(failure()).hasMessage("the client does not speak TLS");
  }

  @Test
  void a_client_that_sends_garbage_gets_an_alert_and_the_end() throws Exception {
    Server server = secure(_ -> Response.text("ok"), watched());
    WireClient client = client(server).send("\u0016\u0003\u0001\u0000\u0005hello");

    assertThat(client.readToCut()).startsWith("\u0015\u0003");
    assertThat(failure()).isInstanceOf(javax.net.ssl.SSLException.class);
  }

  @Test
  void a_record_longer_than_any_may_be_is_refused_by_its_header() throws Exception {
    Server server = secure(_ -> Response.text("ok"), watched());

    client(server).send("\u0016\u0003\u0001\u00ff\u00ff\u0001").readToCut();
    assertThat(failure()).isInstanceOf(javax.net.ssl.SSLException.class);
  }

  /// RFC 8446 §5.1 allows any fragments but empty ones.
  @Test
  void a_hello_may_come_in_many_records_but_in_no_empty_one() throws Exception {
    Server server = secure(_ -> Response.text("ok"), watched());
    byte[] hello = hello();
    var records = new ByteArrayOutputStream();
    for (int i = 5; i < hello.length; i++) {
      records.writeBytes(new byte[] {0x16, 3, 1, 0, 1, hello[i]});
    }

    assertThat((int) client(server).send(records.toByteArray()).readOctets(1).charAt(0))
        .as("a record of a handshake")
        .isEqualTo(0x16);
    WireClient client = client(server).send("\u0016\u0003\u0001\u0000\u0000".repeat(1000));
    assertThat(client.readToCut()).startsWith("\u0015\u0003");
  }

  @Test
  void a_hello_without_end_is_refused_before_it_is_long() throws Exception {
    Server server = secure(_ -> Response.text("ok"), watched());
    byte[] record = new byte[5 + (1 << 14)];
    System.arraycopy(new byte[] {0x16, 3, 1, 0x40, 0}, 0, record, 0, 5);
    System.arraycopy(new byte[] {1, -1, -1, -1, 3, 3}, 0, record, 5, 6);
    WireClient client = client(server).send(record);
    for (int i = 5; i < 11; i++) {
      record[i] = 0;
    }
    client.trySend(new String(record, StandardCharsets.ISO_8859_1).repeat(5));

    assertThat(client.readToCut()).startsWith("\u0015\u0003");
    assertThat(failure()).isInstanceOf(javax.net.ssl.SSLException.class);
    secureClient(server).send(REQUEST).expectResponse(200);
  }

  @Test
  void a_client_that_goes_away_in_the_middle_is_told_of() throws Exception {
    Server server = secure(_ -> Response.text("ok"), watched());
    client(server).send("\u0016\u0003\u0001").halfClose().expectClosed();

    assertThat(failure()).isInstanceOf(java.io.EOFException.class);
  }

  @Test
  void a_client_that_only_looks_whether_somebody_listens_is_no_failure() throws Exception {
    Server server = secure(_ -> Response.text("ok"), watched());
    client(server).halfClose().expectClosed();
    client(server).send("not a hello at all").readToCut();

    failure();
    assertThat(failures).isEmpty();
  }

  @Test
  void a_silent_client_and_one_that_drips_are_closed_when_their_time_is_over() throws Exception {
    Server server =
        secure(
            _ -> Response.text("ok"),
            watched().withTimeouts(Timeouts.defaults().withHandshake(Duration.ofMillis(300))));
    byte[] hello = hello();
    WireClient silent = client(server);
    WireClient dripping = client(server);
    boolean open = true;
    for (int i = 0; open && i < hello.length - 1; i++) {
      // the pace of a slow client: at this one the deadline comes before the last octet
      dripping.send(new byte[] {hello[i]}).awaitNothing(Duration.ofMillis(10));
      open = !dripping.hasInput();
    }

    assertThat(open).isFalse();
    silent.expectGone();
    assertThat(failure()).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void a_thousand_clients_in_the_middle_of_it_do_not_keep_others_waiting() throws Exception {
    Server server = secure(request -> Response.text(request.path()));
    byte[] hello = hello();
    List<WireClient> stuck = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      stuck.add(client(server));
      stuck.getLast().send(java.util.Arrays.copyOf(hello, i % hello.length));
    }

    for (int i = 0; i < 20; i++) {
      secureClient(server).send(REQUEST).expectResponse(200, "/");
    }
    assertThat(server.connections()).isGreaterThanOrEqualTo(1000);
    stuck.forEach(WireClient::reset);
  }

  @Test
  void records_may_arrive_byte_by_byte() throws Exception {
    Server server = secure(request -> Response.text(request.path()));
    try (var relay = new Relay(server.port(), 1)) {
      WireClient client =
          closedAfter(WireClient.connectTls(relay.port(), certificate.clientContext()));

      client.send(REQUEST + REQUEST).expectResponse(200, "/");
      client.expectResponse(200, "/");
    }
  }

  @Test
  void a_server_that_stops_lets_go_of_clients_that_have_said_nothing() throws Exception {
    Server server = secure(_ -> Response.text("ok"));
    WireClient silent = client(server);
    secureClient(server).send(REQUEST).expectResponse(200);

    assertThat(server.shutdown(Duration.ofSeconds(60))).isTrue();
    silent.expectGone();
  }

  @Test
  void both_versions_tell_what_was_agreed_on() throws Exception {
    Server server =
        secure(
            request -> {
              var session = request.tls().orElseThrow();
              return Response.text(
                  request.isSecure()
                      + " "
                      + session.protocol()
                      + " "
                      + session.cipherSuite().startsWith("TLS_")
                      + " "
                      + session.peerCertificates());
            });
    for (String version : List.of("TLSv1.3", "TLSv1.2")) {
      var socket = socket(server, version);
      socket
          .getOutputStream()
          .write(REQUEST.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n").getBytes());

      assertThat(new String(socket.getInputStream().readAllBytes()))
          .endsWith("\r\n\r\ntrue " + version + " true []");
    }
  }

  /// What ends the handshake for the server, and what ends the connection, come in one piece.
  @Test
  void a_client_that_leaves_with_its_last_word_gets_its_session_all_the_same() throws Exception {
    Server server = secure(_ -> Response.text("ok"));
    SSLContext context = certificate.clientContext();
    SSLSocket leaving = socket(server, context, "TLSv1.3");
    long begin = leaving.getSession().getCreationTime();
    leaving.shutdownOutput();
    assertThat(leaving.getInputStream().read()).isNegative();
    while (System.currentTimeMillis() == begin) {
      Thread.onSpinWait();
    }

    assertThat(socket(server, context, "TLSv1.3").getSession().getCreationTime()).isEqualTo(begin);
  }

  /// An application's own, on which the JDK's engine calls while the handshake goes on.
  private static SSLContext failingWith(Supplier<Error> failure) throws Exception {
    var keys =
        new X509ExtendedKeyManager() {
          @Override
          public String chooseEngineServerAlias(
              String type, Principal @Nullable [] issuers, SSLEngine engine) {
            throw failure.get();
          }

          @Override
          public String chooseServerAlias(
              String type, Principal @Nullable [] issuers, Socket socket) {
            throw failure.get();
          }

          @Override
          public String chooseClientAlias(
              String[] types, Principal @Nullable [] issuers, Socket socket) {
            throw failure.get();
          }

          @Override
          public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return new String[0];
          }

          @Override
          public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
            return new String[0];
          }

          @Override
          public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[0];
          }

          @Override
          public @Nullable PrivateKey getPrivateKey(String alias) {
            return null;
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {keys}, null, null);
    return context;
  }

  /// The client does not wait until the handshake takes too long.
  @Test
  void a_key_manager_that_throws_an_error_ends_the_connection() throws Exception {
    var on = new AssertionError("on purpose");
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .tls(Tls.context(failingWith(() -> on)))
                .handler(_ -> Response.text("ok"))
                .options(
                    watched()
                        .withTimeouts(Timeouts.defaults().withHandshake(Duration.ofMinutes(5))))
                .start());
    client(server).send(hello()).readToCut();
    assertThat(failure()).hasRootCause(on);
  }

  /// Only TLS 1.2 has it; the client's hello comes in the middle of a connection.
  @Test
  void another_handshake_is_refused() throws Exception {
    Server server = secure(_ -> Response.text("ok"));
    var socket = socket(server, "TLSv1.2");
    socket.startHandshake();

    assertThat(firstOctetOf(socket)).isNegative();
    secureClient(server).send(REQUEST).expectResponse(200);
  }

  /// The first octet of the response; negative if the connection ends, in whatever way.
  private static int firstOctetOf(SSLSocket socket) {
    try {
      socket.getOutputStream().write(REQUEST.getBytes());
      return socket.getInputStream().read();
    } catch (IOException e) {
      return -1;
    }
  }
}
