package io.github.tinyhttp.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TlsTest {
  @TempDir static Path directory;

  private static TestCertificate localhost;

  @BeforeAll
  static void make() {
    localhost = TestCertificate.forLocalhost(directory);
  }

  /// Whether a client that trusts `certificate` alone gets a response.
  private static void assertServes(Tls tls, TestCertificate certificate) throws IOException {
    try (Server server = Server.https(0, tls, request -> Response.text(request.path()));
        WireClient client = WireClient.connectTls(server.port(), certificate.clientContext())) {
      client.send("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n").expectResponse(200, "/a");
    }
  }

  private static Path convert(String name, TestCertificate certificate, String... arguments) {
    Path target = directory.resolve(name);
    TestCertificate.openssl(
        Stream.of(
                arguments,
                new String[] {"-in", certificate.key().toString(), "-out", target.toString()})
            .flatMap(Stream::of)
            .toArray(String[]::new));
    return target;
  }

  @Nested
  class Keys {
    static List<TestCertificate> kinds() {
      String names = "DNS:localhost";
      return List.of(
          TestCertificate.of(directory, "rsa", names, "-newkey", "rsa:2048"),
          TestCertificate.of(
              directory, "p384", names, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"),
          TestCertificate.of(directory, "ed25519", names, "-newkey", "ed25519"),
          TestCertificate.of(
              directory,
              "pss",
              names,
              "-newkey",
              "rsa-pss",
              "-pkeyopt",
              "rsa_keygen_bits:2048",
              "-sha256",
              "-sigopt",
              "rsa_pss_saltlen:32"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void may_be_of_any_kind(TestCertificate kind) throws IOException {
      assertServes(Tls.pem(kind.chain(), kind.key()), kind);
    }

    @Test
    void may_be_pkcs_1() throws IOException {
      var rsa = TestCertificate.of(directory, "old", "DNS:localhost", "-newkey", "rsa:2048");
      Path key = convert("old1.key", rsa, "rsa", "-traditional");

      assertThat(key).content().startsWith("-----BEGIN RSA PRIVATE KEY");
      assertServes(Tls.pem(rsa.chain(), key), rsa);
    }

    @Test
    void may_be_sec_1_with_the_curve_in_a_block_before_it() throws IOException {
      Path key = convert("sec1.key", localhost, "ec");
      Path curve = directory.resolve("curve.pem");
      TestCertificate.openssl("ecparam", "-name", "prime256v1", "-out", curve.toString());
      Path both =
          Files.writeString(
              directory.resolve("both.key"), Files.readString(curve) + Files.readString(key));

      assertThat(key).content().startsWith("-----BEGIN EC PRIVATE KEY");
      assertServes(Tls.pem(localhost.chain(), key), localhost);
      assertServes(Tls.pem(localhost.chain(), both), localhost);
    }

    @Test
    void may_be_encrypted() throws IOException {
      Path key = convert("secret.key", localhost, "pkcs8", "-topk8", "-passout", "pass:opensesame");

      assertServes(Tls.pem(localhost.chain(), key, "opensesame"), localhost);
      assertThatThrownBy(() -> Tls.pem(localhost.chain(), key, "guess"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("secret.key")
          .hasMessageContaining("wrong password?")
          .hasMessageNotContaining("guess");
      assertThatThrownBy(() -> Tls.pem(localhost.chain(), key))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("a password is missing");
    }

    @Test
    void encrypted_in_the_old_way_are_refused_with_the_way_out() throws IOException {
      Path key = convert("weak.key", localhost, "ec", "-aes128", "-passout", "pass:opensesame");

      assertThatThrownBy(() -> Tls.pem(localhost.chain(), key, "opensesame"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("openssl pkcs8 -topk8");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void may_be_text(TestCertificate kind) throws IOException {
      assertServes(Tls.pem(Files.readString(kind.chain()), Files.readString(kind.key())), kind);
    }

    @Test
    void may_be_text_that_is_encrypted() throws IOException {
      String chain = Files.readString(localhost.chain());
      String key =
          Files.readString(
              convert("text.key", localhost, "pkcs8", "-topk8", "-passout", "pass:opensesame"));

      Tls tls = Tls.pem(chain, key, "opensesame");
      assertServes(tls, localhost);
      assertThat(tls.toString()).isEqualTo("Tls[PEM text]");
      assertThatThrownBy(() -> Tls.pem(chain, key, "guess"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("wrong password?")
          .hasMessageNotContaining("guess");
      assertThatThrownBy(() -> Tls.pem(chain, key))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a password is missing");
    }

    @Test
    void may_stand_in_one_file_with_the_certificate_and_remarks() throws IOException {
      Path both =
          Files.writeString(
              directory.resolve("all.pem"),
              "a remark\n"
                  + Files.readString(localhost.key())
                  + "\n"
                  + Files.readString(localhost.chain()));

      assertServes(Tls.pem(both, both), localhost);
    }

    @Test
    void may_be_in_a_key_store() throws IOException {
      Path store = directory.resolve("store.p12");
      TestCertificate.openssl(
          "pkcs12",
          "-export",
          "-in",
          localhost.chain().toString(),
          "-inkey",
          localhost.key().toString(),
          "-passout",
          "pass:changeit",
          "-out",
          store.toString());

      assertServes(Tls.keyStore(store, "changeit"), localhost);
      assertThat(Tls.keyStore(store, "changeit").toString())
          .contains("store.p12")
          .doesNotContain("changeit");
      assertThatThrownBy(() -> Tls.keyStore(store, "guess"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("store.p12");
    }
  }

  @Nested
  class Mistakes {
    @Test
    void a_key_of_another_certificate() {
      var other = TestCertificate.of(directory, "other", "DNS:other.example");

      assertThatThrownBy(() -> Tls.pem(localhost.chain(), other.key()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("localhost.pem and")
          .hasMessageContaining("the key does not belong to the certificate");
    }

    @Test
    void certificates_in_the_wrong_order() throws IOException {
      var other = TestCertificate.of(directory, "stranger", "DNS:other.example");
      Path chain =
          Files.writeString(
              directory.resolve("order.pem"),
              Files.readString(localhost.chain()) + Files.readString(other.chain()));

      assertThatThrownBy(() -> Tls.pem(chain, localhost.key()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("CN=stranger has not signed CN=localhost");
    }

    @Test
    void a_missing_file() {
      assertThatThrownBy(() -> Tls.pem(directory.resolve("nowhere"), localhost.key()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nowhere");
    }

    @Test
    void a_file_that_is_broken() throws IOException {
      String pem = Files.readString(localhost.chain());
      Path cut = Files.writeString(directory.resolve("cut.pem"), pem.substring(0, 200));
      Path garbled =
          Files.writeString(
              directory.resolve("garbled.pem"), pem.replaceFirst("MII[A-Za-z]", "AAAA"));

      assertThatThrownBy(() -> Tls.pem(cut, localhost.key())).hasMessageContaining("no END line");
      assertThatThrownBy(() -> Tls.pem(garbled, localhost.key()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("a certificate cannot be read");
      assertThatThrownBy(() -> Tls.pem(localhost.chain(), localhost.chain()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("there is no private key");
    }

    @Test
    void a_key_that_is_cut_or_garbled_at_any_place() throws IOException {
      Path sec1 = convert("sec.key", localhost, "ec");
      String text = Files.readString(sec1);
      int start = text.indexOf('\n') + 1;
      for (int i = start; i < start + 60; i++) {
        String garbled = text.substring(0, i) + "/" + text.substring(i + 1);
        try {
          Tls.pem(Files.readString(localhost.chain()), garbled);
          assertThat(garbled).isEqualTo(text);
        } catch (IllegalArgumentException e) {
          assertThat(e).hasMessageContaining("key");
        }
      }
    }

    @Test
    void text_that_is_not_what_it_should_be() throws IOException {
      String chain = Files.readString(localhost.chain());
      String key = Files.readString(localhost.key());
      var other = TestCertificate.of(directory, "else", "DNS:other.example");
      String otherKey = Files.readString(other.key());

      assertText("", key, "for files, give a Path");
      assertText("chain.pem", "key.pem", "for files, give a Path");
      assertText(chain, "key.pem", "for files, give a Path");
      assertText(key, key, "there is no certificate");
      assertText(chain, chain, "there is no private key");
      assertText(chain, otherKey, "the key does not belong to the certificate");
      assertText(chain, key.substring(0, 100), "no END line for PRIVATE KEY");
      assertText(chain, key.replace("\n", "\\n"), "PRIVATE KEY has a backslash and an n");
    }

    private static void assertText(String chain, String key, String message) {
      assertThatThrownBy(() -> Tls.pem(chain, key))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(message)
          .hasMessageNotContaining("\n");
    }

    @Test
    void a_context_joined_with_files() throws Exception {
      Tls given = Tls.context(SSLContext.getDefault());
      Tls files = Tls.pem(localhost.chain(), localhost.key());

      assertThatThrownBy(() -> files.withAlso(given)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> files.withClientCertificates(ClientCertificates.NEEDED))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("whom to trust");
    }
  }

  @Nested
  class Reloading {
    @Test
    void brings_a_new_certificate_to_new_connections() throws IOException {
      var first = TestCertificate.of(directory, "first", "DNS:localhost");
      var second = TestCertificate.of(directory, "second", "DNS:localhost");
      Path chain = copy(first.chain(), "live.pem");
      Path key = copy(first.key(), "live.key");
      Tls tls = Tls.pem(chain, key);
      try (Server server = Server.https(0, tls, _ -> Response.text("ok"));
          WireClient old = WireClient.connectTls(server.port(), first.clientContext())) {
        ask(old);
        copy(second.chain(), "live.pem");

        assertThatThrownBy(tls::reload)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("the key does not belong to the certificate");
        try (WireClient still = WireClient.connectTls(server.port(), first.clientContext())) {
          ask(still);
        }

        copy(second.key(), "live.key");
        tls.reload();
        ask(old);
        try (WireClient fresh = WireClient.connectTls(server.port(), second.clientContext())) {
          ask(fresh);
        }
      }
    }

    /// Each new engine may start a look at the files, which happens on a thread of its own.
    @Test
    void happens_by_itself_where_files_are_watched() throws Exception {
      var first = TestCertificate.of(directory, "before", "DNS:localhost");
      var second = TestCertificate.of(directory, "after", "DNS:localhost");
      Path chain = copy(first.chain(), "watched.pem");
      Path key = copy(first.key(), "watched.key");
      Tls tls = Tls.pem(chain, key).withWatch(java.time.Duration.ofNanos(1));
      SSLEngine engine = tls.engine();
      assertThat(engine.getUseClientMode()).isFalse();
      copy(second.chain(), "watched.pem");
      copy(second.key(), "watched.key");
      java.nio.file.attribute.FileTime later =
          java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 5_000);
      Files.setLastModifiedTime(key, later);

      try (Server server = Server.https(0, tls, _ -> Response.text("ok"))) {
        boolean reached = false;
        long end = System.currentTimeMillis() + 60_000;
        while (!reached && System.currentTimeMillis() < end) {
          try (WireClient fresh = WireClient.connectTls(server.port(), second.clientContext())) {
            ask(fresh);
            reached = true;
          } catch (AssertionError e) {
            assertThat(e).hasMessageContaining("cannot connect");
          }
        }
        assertThat(reached).isTrue();
      }
    }

    @Test
    void leaves_text_as_it_is() throws IOException {
      String chain = Files.readString(localhost.chain());
      Tls tls = Tls.pem(chain, Files.readString(localhost.key()));
      tls.reload();
      assertServes(tls, localhost);
      assertServes(tls.withWatch(java.time.Duration.ofNanos(1)), localhost);
    }

    private static void ask(WireClient client) {
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expectResponse(200, "ok");
    }

    private static Path copy(Path source, String name) throws IOException {
      return Files.copy(source, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void the_uri_of_a_server_tells_its_scheme() throws IOException {
    Tls tls = Tls.pem(localhost.chain(), localhost.key());
    try (Server mixed =
        Server.builder()
            .hosts("*")
            .listen(Listener.on(0), Listener.on(0).withTls(tls))
            .handler(_ -> Response.text("ok"))
            .start()) {
      assertThat(mixed.uri().getScheme()).isEqualTo("http");
    }
    try (Server secure = Server.https("127.0.0.1:0", tls, _ -> Response.text("ok"))) {
      assertThat(secure.uri().getScheme()).isEqualTo("https");
    }
    try (Server receiving = Server.https(0, tls);
        Server same = Server.https("localhost:0", tls)) {
      assertThat(receiving.uri().getScheme()).isEqualTo(same.uri().getScheme()).isEqualTo("https");
    }
  }
}
