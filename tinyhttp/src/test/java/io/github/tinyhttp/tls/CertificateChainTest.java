package io.github.tinyhttp.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bundles of certificates as authorities give them.
class CertificateChainTest {
  @TempDir static Path directory;

  /// A new key, and a certificate for it.
  private static void sign(String name, String issuer, String extension) throws IOException {
    if (Files.notExists(path(name, "key"))) {
      TestCertificate.openssl(
          "genpkey",
          "-algorithm",
          "EC",
          "-pkeyopt",
          "ec_paramgen_curve:prime256v1",
          "-out",
          path(name, "key").toString());
    }
    signAgain(name, name, issuer, extension);
  }

  /// A certificate called `file` for the name and key of `name`.
  private static void signAgain(String file, String name, String issuer, String extension)
      throws IOException {
    Files.writeString(path(file, "ext"), extension);
    TestCertificate.openssl(
        "req",
        "-new",
        "-key",
        path(name, "key").toString(),
        "-subj",
        "/CN=" + name,
        "-out",
        path(file, "csr").toString());
    var command = new ArrayList<>(List.of("x509", "-req", "-in", path(file, "csr").toString()));
    command.addAll(List.of("-out", path(file, "pem").toString(), "-days", "30"));
    command.addAll(List.of("-extfile", path(file, "ext").toString()));
    command.addAll(
        issuer.equals(name)
            ? List.of("-signkey", path(name, "key").toString())
            : List.of(
                "-CA",
                path(issuer, "pem").toString(),
                "-CAkey",
                path(issuer, "key").toString(),
                "-CAcreateserial"));
    TestCertificate.openssl(command.toArray(String[]::new));
  }

  private static Path path(String name, String ending) {
    return directory.resolve(name + "." + ending);
  }

  private static final String AUTHORITY = "basicConstraints=critical,CA:true\n";
  private static final String HOST = "subjectAltName=DNS:localhost\n";

  @BeforeAll
  static void make() throws IOException {
    sign("root", "root", AUTHORITY);
    sign("older", "older", AUTHORITY);
    signAgain("crossed", "root", "older", AUTHORITY); // the root, signed by an older root
    sign("middle", "root", AUTHORITY);
    sign("lower", "middle", AUTHORITY);
    sign("leaf", "lower", HOST);
    signAgain("renewed", "leaf", "lower", HOST);
    sign("stranger", "stranger", AUTHORITY);
    sign("sibling", "middle", AUTHORITY);
  }

  private static String bundle(String names) throws IOException {
    var text = new StringBuilder();
    for (String name : names.split(" ")) {
      text.append(Files.readString(path(name, "pem")));
    }
    return text.toString();
  }

  private static Identity identity(String names) throws IOException {
    return Identity.ofPem(bundle(names), Files.readString(path("leaf", "key")), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "leaf, leaf",
    "leaf lower middle, leaf lower middle",
    "leaf lower middle root, leaf lower middle root",
    "leaf root middle lower, leaf lower middle root",
    "root middle lower leaf, leaf lower middle root",
    "middle leaf root lower, leaf lower middle root",
    "leaf leaf lower lower middle root root, leaf lower middle root",
    "leaf lower middle root crossed, leaf lower middle crossed",
    "crossed older root leaf middle lower, leaf lower middle crossed older",
    "leaf lower middle root older crossed, leaf lower middle crossed older",
    "leaf renewed lower, leaf lower",
    "renewed leaf lower, renewed lower"
  })
  void are_put_in_order(String given, String expected) throws IOException {
    assertThat(identity(given).chain()).isEqualTo(Identity.certificates(bundle(expected)));
    Tls _ = Tls.pem(bundle(given), Files.readString(path("leaf", "key")));
  }

  @ParameterizedTest
  @CsvSource({
    "leaf stranger, CN=stranger has not signed CN=leaf",
    "leaf middle root, CN=middle has not signed CN=leaf",
    "leaf lower root, CN=root has not signed CN=lower",
    "leaf lower middle sibling, CN=sibling has not signed CN=middle",
    "lower middle root, the key does not belong to the certificate"
  })
  void of_others_are_refused(String given, String message) {
    assertThatThrownBy(() -> identity(given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void in_a_key_store_are_put_in_order_too() throws Exception {
    Path store = directory.resolve("store.p12");
    Path all = Files.writeString(directory.resolve("all.pem"), bundle("leaf root middle lower"));
    TestCertificate.openssl(
        "pkcs12",
        "-export",
        "-in",
        all.toString(),
        "-inkey",
        path("leaf", "key").toString(),
        "-passout",
        "pass:changeit",
        "-out",
        store.toString());
    Tls _ = Tls.keyStore(store, "changeit");
  }
}
