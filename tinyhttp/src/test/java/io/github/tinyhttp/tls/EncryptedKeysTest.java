package io.github.tinyhttp.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys in the schemes of `openssl`: each is read, or the message says why not.
class EncryptedKeysTest {
  @TempDir static Path directory;

  /// What is the default of OpenSSL 1.
  private static final String OLD_STORE =
      "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1";

  private static TestCertificate localhost;

  @BeforeAll
  static void make() {
    localhost = TestCertificate.forLocalhost(directory);
  }

  private static void expectServes(Tls tls, TestCertificate certificate) throws IOException {
    try (Server server = Server.https(0, tls, _ -> Response.text("ok"));
        WireClient client = WireClient.connectTls(server.port(), certificate.clientContext())) {
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expectResponse(200, "ok");
    }
  }

  private static Path encrypted(String password, String scheme) {
    Path target = directory.resolve("encrypted.key");
    var command = new ArrayList<>(List.of("pkcs8", "-topk8"));
    command.addAll(List.of(scheme.split(" ")));
    command.addAll(List.of("-passout", "pass:" + password, "-in", localhost.key().toString()));
    command.addAll(List.of("-out", target.toString()));
    TestCertificate.openssl(command.toArray(String[]::new));
    return target;
  }

  /// The command of all tutorials. OpenSSL 3 encrypts the key with Triple DES then.
  @Test
  void a_key_made_with_its_certificate() throws IOException {
    Path key = directory.resolve("k.pem");
    Path chain = directory.resolve("c.pem");
    TestCertificate.openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-keyout",
        key.toString(),
        "-out",
        chain.toString(),
        "-passout",
        "pass:secret",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1");
    expectServes(Tls.pem(chain, key, "secret"), new TestCertificate(chain, key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-v2 des3",
        "-v2 aes-128-cbc",
        "-v2 aes-192-cbc",
        "-v2 aes-256-cbc",
        "-v2 des3 -v2prf hmacWithSHA1",
        "-v2 aes-256-cbc -v2prf hmacWithSHA224",
        "-v2 aes-256-cbc -v2prf hmacWithSHA384",
        "-v2 aes-128-cbc -v2prf hmacWithSHA512",
        "-v2 aes-256-cbc -v2prf hmacWithSHA512-256",
        "-v2 aes-256-cbc -iter 100000",
        "-v1 PBE-SHA1-3DES"
      })
  void is_decrypted_and_a_wrong_password_is_called_one(String scheme) throws IOException {
    for (String password : List.of("secret", "p\u00e4ssw\u00f6rt \u20ac")) {
      Path key = encrypted(password, scheme);
      assertThat(key).content().startsWith("-----BEGIN ENCRYPTED PRIVATE KEY");
      expectServes(Tls.pem(localhost.chain(), key, password), localhost);
    }
    Path key = encrypted("secret", scheme);
    for (int i = 0; i < 300; i++) { // padding is right by chance once in 256 times
      String guess = "guess" + i;
      if (i < 3 || scheme.equals("-v2 des3 -v2prf hmacWithSHA1")) {
        assertThatThrownBy(() -> Tls.pem(localhost.chain(), key, guess))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("wrong password?");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-scrypt", "-v2 camellia-256-cbc", "-v2 aria-128-cbc"})
  void what_is_not_supported_is_named(String scheme) {
    Path key = encrypted("secret", scheme);
    String name = scheme.equals("-scrypt") ? "scrypt" : "the cipher 1.";
    assertThatThrownBy(() -> Tls.pem(localhost.chain(), key, "secret"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("encrypted with " + name)
        .hasMessageContaining("openssl pkcs8 -topk8")
        .hasMessageNotContaining("password");
  }

  private static Path store(String password, String scheme) {
    Path target = directory.resolve("store.p12");
    var command = new ArrayList<>(List.of("pkcs12", "-export"));
    command.addAll(List.of(scheme.split(" ")));
    command.addAll(List.of("-passout", "pass:" + password, "-out", target.toString()));
    command.addAll(List.of("-in", localhost.chain().toString()));
    command.addAll(List.of("-inkey", localhost.key().toString()));
    TestCertificate.openssl(command.toArray(String[]::new));
    return target;
  }

  /// As OpenSSL 3 and its predecessor write key stores, without a checksum, and without encrypted
  /// certificates.
  @ParameterizedTest
  @ValueSource(strings = {"-name a", OLD_STORE, "-nomac", "-certpbe NONE"})
  void in_a_store_is_decrypted_and_a_wrong_password_is_called_one(String scheme)
      throws IOException {
    Path store = store("secret", scheme);
    expectServes(Tls.keyStore(store, "secret"), localhost);
    assertThatThrownBy(() -> Tls.keyStore(store, "guess"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("store.p12")
        .hasMessageContaining("wrong password?");
  }

  @Test
  void in_an_old_store_needs_a_password_in_ascii() throws IOException {
    String password = "p\u00e4ssw\u00f6rt";
    expectServes(Tls.keyStore(store(password, "-name a"), password), localhost);
    Path old = store(password, OLD_STORE);
    assertThatThrownBy(() -> Tls.keyStore(old, password)).hasMessageContaining("beyond ASCII");
  }

  @Test
  void one_that_is_damaged_is_not_called_one_with_a_wrong_password() throws IOException {
    String text = Files.readString(encrypted("secret", "-v2 aes-256-cbc"));
    String chain = Files.readString(localhost.chain());
    int second = text.indexOf('\n', text.indexOf('\n') + 1);
    String cut = text.substring(0, second + 1) + "-----END ENCRYPTED PRIVATE KEY-----\n";
    assertThatThrownBy(() -> Tls.pem(chain, cut, "secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("password");
  }

  @Test
  void a_curve_that_has_no_name_is_the_reason() throws IOException {
    Path key = directory.resolve("explicit.key");
    TestCertificate.openssl(
        "ecparam",
        "-name",
        "prime256v1",
        "-genkey",
        "-noout",
        "-param_enc",
        "explicit",
        "-out",
        key.toString());
    assertThatThrownBy(() -> Tls.pem(localhost.chain(), key))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("named");
  }
}
