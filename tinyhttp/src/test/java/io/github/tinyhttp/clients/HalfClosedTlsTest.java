package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Conscrypt;
import io.github.tinyhttp.tls.Tls;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Clients that say all they want to say and then end their side, with TLS's alert, with TCP alone,
/// or with both. What they have asked for gets a response (RFC 8446 §6.1, RFC 9112 §9.8), also in
/// TLS 1.2, where OpenSSL reads on though RFC 5246 wants both sides to end at once.
class HalfClosedTlsTest extends ClientTest {
  private static final int BODY = 300_000;

  /// Sends the requests and the end in one go, and prints what it gets for it. Where it asks for
  /// `/patient`, it lets the response wait until the end has been sent.
  private static final String CLIENT =
      """
      import socket, ssl, sys
      port, ca, version, end, other = sys.argv[1:6]
      requests = open(sys.argv[6], 'rb').read()
      context = ssl.create_default_context(cafile=ca)
      context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
      incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
      tls = context.wrap_bio(incoming, outgoing, server_hostname='localhost')
      link = socket.create_connection(('127.0.0.1', int(port)), 60)

      def take():
          data = link.recv(65536)
          incoming.write(data) if data else incoming.write_eof()

      def attempt(step):
          while True:
              try:
                  return step()
              except ssl.SSLWantReadError:
                  if outgoing.pending:
                      link.sendall(outgoing.read())
                  take()

      attempt(tls.do_handshake)
      if requests:
          tls.write(requests)
      if 'alert' in end:
          try:
              tls.unwrap()
          except ssl.SSLWantReadError:
              pass
      link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
      piece = 1 if 'octets' in end else 1 << 20
      while data := outgoing.read(piece):
          link.sendall(data)
      if 'fin' in end:
          link.shutdown(socket.SHUT_WR)
      if b'/patient' in requests:
          socket.create_connection(('127.0.0.1', int(other)), 60).sendall(
              b'GET /go HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n')
      response = b''
      try:
          while data := attempt(lambda: tls.read(65536)):
              response += data
      except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
          pass
      sys.stdout.buffer.write(response)
      """;

  private final CountDownLatch go = new CountDownLatch(1);
  private TestCertificate certificate;
  private Server server;
  private Server other;

  @BeforeEach
  void start() throws Exception {
    certificate = TestCertificate.forLocalhost(directory);
    server = serve(Tls.pem(certificate.chain(), certificate.key()));
    other =
        server(
            _ -> {
              go.countDown();
              return Response.empty();
            });
  }

  private Server serve(Tls tls) throws Exception {
    return closedAfter(
        Server.https(
            0,
            tls,
            request -> {
              if (request.path().equals("/patient")) {
                assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
              }
              int length = request.body().readAllBytes().length;
              return Response.text("<" + request.path() + " " + length + ">");
            }));
  }

  private String ask(String version, String end, String requests) throws Exception {
    Path script = file("client.py", CLIENT);
    Path sent = file("requests", requests);
    return Program.run(
            "python3",
            script.toString(),
            Integer.toString(server.port()),
            certificate.chain().toString(),
            version,
            end,
            Integer.toString(other.port()),
            sent.toString())
        .out();
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1_2, alert", "TLSv1_2, alert-fin", "TLSv1_2, fin",
    "TLSv1_3, alert", "TLSv1_3, alert-fin", "TLSv1_3, fin",
  })
  void what_was_asked_for_before_the_end_gets_a_response(String version, String end)
      throws Exception {
    String upload = "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + BODY;
    String requests =
        get("/a") + get("/b") + upload + "\r\n\r\n" + "x".repeat(BODY) + get("/patient");

    assertThat(ask(version, end, requests))
        .containsSubsequence("</a 0>", "</b 0>", "</upload " + BODY + ">", "</patient 0>");
  }

  /// Of another provider, that is. In TLS 1.3 its engine ends our side with the client's.
  @ParameterizedTest
  @CsvSource({"TLSv1_2, alert", "TLSv1_2, alert-fin", "TLSv1_2, fin", "TLSv1_3, fin"})
  void an_engine_that_is_not_the_jdks_responds_too(String version, String end) throws Exception {
    server = serve(Conscrypt.tls(certificate, directory));
    String upload = "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + BODY;
    String requests = get("/a") + upload + "\r\n\r\n" + "x".repeat(BODY) + get("/patient");

    assertThat(ask(version, end, requests))
        .containsSubsequence("</a 0>", "</upload " + BODY + ">", "</patient 0>");
  }

  @ParameterizedTest
  @CsvSource({"TLSv1_2, alert-octets", "TLSv1_3, alert-octets"})
  void the_end_may_come_octet_by_octet(String version, String end) throws Exception {
    assertThat(ask(version, end, get("/a") + get("/patient")))
        .containsSubsequence("</a 0>", "</patient 0>");
  }

  @ParameterizedTest
  @CsvSource({"TLSv1_2, alert", "TLSv1_2, fin", "TLSv1_3, alert", "TLSv1_3, fin"})
  void what_was_cut_is_not_taken_for_whole(String version, String end) throws Exception {
    String upload = "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc";

    assertThat(ask(version, end, get("/a") + upload))
        .contains("</a 0>")
        .contains("HTTP/1.1 400 ")
        .doesNotContain("</upload");
  }

  @ParameterizedTest
  @CsvSource({"TLSv1_2, alert", "TLSv1_2, fin", "TLSv1_3, alert", "TLSv1_3, fin"})
  void clients_that_ask_for_nothing_are_let_go(String version, String end) throws Exception {
    assertThat(ask(version, end, "")).isEmpty();
  }
}
