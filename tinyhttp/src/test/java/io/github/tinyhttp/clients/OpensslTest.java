package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `openssl s_client`, `curl` and `sslscan` against HTTPS.
class OpensslTest extends ClientTest {
  private TestCertificate certificate;
  private Server server;

  @BeforeEach
  void start() throws IOException {
    certificate = TestCertificate.forLocalhost(directory);
    server =
        closedAfter(
            Server.https(
                0,
                Tls.pem(certificate.chain(), certificate.key()),
                request ->
                    switch (request.path()) {
                      case "/digest" -> Response.text(digest(request.body()));
                      case "/file" -> Response.file(directory.resolve("file-5000000"));
                      case "/name" ->
                          Response.text(
                              "for " + request.tls().orElseThrow().serverName().orElse("nobody"));
                      default -> Response.text("hello " + request.isSecure());
                    }));
  }

  private Program.Output openssl(String... arguments) {
    return Program.runToAnyEnd(
        Stream.concat(
                Stream.of(
                    "openssl",
                    "s_client",
                    "-connect",
                    "127.0.0.1:" + server.port(),
                    "-CAfile",
                    certificate.chain().toString()),
                Stream.of(arguments))
            .toArray(String[]::new));
  }

  private Program.Output curl(String... arguments) {
    return Program.run(
        Stream.concat(
                Stream.of("curl", "-q", "-sS", "--cacert", certificate.chain().toString()),
                Stream.of(arguments))
            .toArray(String[]::new));
  }

  private String uri() {
    return "https://localhost:" + server.port();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void both_versions_are_spoken_and_the_certificate_is_good(String version) {
    Program.Output output = openssl(version, "-verify_return_error", "-alpn", "h2,http/1.1");

    assertThat(output.exit()).isZero();
    assertThat(output.out())
        .contains("Verification: OK")
        .contains("ALPN protocol: h2")
        .contains("Secure Renegotiation IS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_1", "-tls1"})
  void older_versions_are_refused(String version) {
    Program.Output output = openssl(version, "-cipher", "ALL:@SECLEVEL=0");

    assertThat(output.exit()).isNotZero();
    assertThat(output.errors()).contains("alert");
  }

  /// `openssl` reads its input when it is connected, and its input does not end before it does.
  @Test
  void another_handshake_is_refused_with_a_fatal_alert() {
    String command =
        "mkfifo %1$s && (openssl s_client -tls1_2 -connect 127.0.0.1:%2$d <%1$s 2>&1"
            + " & exec 3>%1$s; echo R >&3; wait $!)";
    Path input = directory.resolve("input");

    Program.Output output =
        Program.runToAnyEnd("sh", "-c", command.formatted(input, server.port()));

    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.out()).contains("RENEGOTIATING").containsPattern("SSL alert number \\d+");
  }

  @Test
  void sessions_are_resumed() {
    Program.Output output = openssl("-tls1_2", "-reconnect");

    assertThat(output.out().lines().filter(line -> line.startsWith("Reused, TLSv1.2"))).hasSize(5);
  }

  /// The ticket comes behind the handshake, so the client has to stay for it.
  @Test
  void sessions_of_tls_1_3_are_resumed() throws IOException {
    Path request =
        file("request", "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    Path session = directory.resolve("session");
    String command = "openssl s_client -connect 127.0.0.1:%d -tls1_3 -ign_eof %s %s < %s";

    Program.Output first =
        Program.run("sh", "-c", command.formatted(server.port(), "-sess_out", session, request));
    Program.Output second =
        Program.run("sh", "-c", command.formatted(server.port(), "-sess_in", session, request));

    assertThat(first.out()).contains("New, TLSv1.3").contains("hello true");
    assertThat(second.out()).contains("Reused, TLSv1.3").contains("hello true");
  }

  /// RFC 6066 §3: a session must not be resumed for a name that differs from its own.
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void sessions_are_resumed_for_the_name_they_were_made_for(String version) throws IOException {
    Path request =
        file("request", "GET /name HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    Path session = directory.resolve("session");
    String[] names = {"-servername one.example", "-servername two.example", "-noservername"};
    String[] said = {"for one.example", "for two.example", "for nobody"};
    for (int i = 0; i < names.length; i++) {
      assertThat(resume(version, names[i], "-sess_out " + session, request))
          .contains("New, TLSv1")
          .contains(said[i]);
      for (int j = 0; j < names.length; j++) {
        String again = resume(version, names[j], "-sess_in " + session, request);
        if (i == j) {
          assertThat(again).contains("Reused, TLSv1").contains(said[j]);
        } else if (j < 2) { // a client that says no name says none that differs
          assertThat(again).contains("New, TLSv1").contains(said[j]);
        }
      }
    }
  }

  private String resume(String version, String name, String session, Path request) {
    String command = "openssl s_client -connect 127.0.0.1:%d -ign_eof %s %s %s < %s";
    return Program.run(
            "sh", "-c", command.formatted(server.port(), version, name, session, request))
        .out();
  }

  @Test
  void curl_keeps_the_connection_and_checks_the_certificate() {
    assertThat(curl("-w", " %{num_connects}\n", uri() + "/a", uri() + "/b").lines())
        .containsExactly("hello true 1", "hello true 0");
  }

  @Test
  void curl_uploads_and_downloads() throws IOException {
    Path file = fileOf(5_000_000);
    Path copy = directory.resolve("copy");
    curl("-o", copy.toString(), uri() + "/file");

    assertThat(digest(copy)).isEqualTo(digest(file));
    assertThat(curl("-H", "Expect:", "--data-binary", "@" + file, uri() + "/digest").out())
        .isEqualTo(digest(file));
  }

  @Test
  void sslscan_finds_nothing_old() {
    String found = Program.run("sslscan", "--no-colour", "127.0.0.1:" + server.port()).out();

    assertThat(found)
        .contains("SSLv2     disabled")
        .contains("SSLv3     disabled")
        .contains("TLSv1.0   disabled")
        .contains("TLSv1.1   disabled")
        .contains("TLSv1.2   enabled")
        .contains("TLSv1.3   enabled")
        .contains("not vulnerable to heartbleed")
        .contains("Session renegotiation not supported")
        .doesNotContain("RC4")
        .doesNotContain("3DES")
        .doesNotContain("NULL");
  }
}
