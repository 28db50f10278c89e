package io.github.tinyhttp.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate and its key for a test, made by the `openssl` command.
///
/// @param chain a PEM file with the certificate
/// @param key a PEM file with the key, not encrypted
public record TestCertificate(Path chain, Path key) {
  /// Makes a self-signed certificate for `localhost` and 127.0.0.1 with an elliptic-curve key.
  public static TestCertificate forLocalhost(Path directory) {
    return of(directory, "localhost", "DNS:localhost,IP:127.0.0.1");
  }

  /// Makes a self-signed certificate for other names with an elliptic-curve key.
  ///
  /// @param name the name of the files, and the common name
  /// @param names the names in the syntax of openssl: `DNS:a.example,DNS:*.b.example`
  public static TestCertificate of(Path directory, String name, String names) {
    return of(directory, name, names, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
  }

  /// Makes a self-signed certificate with another type of key.
  ///
  /// @param newKey the options of `openssl req` that describe the key
  public static TestCertificate of(Path directory, String name, String names, String... newKey) {
    Path chain = directory.resolve(name + ".pem");
    Path key = directory.resolve(name + ".key");
    var command = new ArrayList<>(List.of("req", "-x509", "-nodes", "-days", "30"));
    command.addAll(List.of(newKey));
    command.addAll(List.of("-keyout", key.toString(), "-out", chain.toString()));
    command.addAll(List.of("-subj", "/CN=" + name, "-addext", "subjectAltName=" + names));
    openssl(command.toArray(String[]::new));
    return new TestCertificate(chain, key);
  }

  /// Runs `openssl`. A non-zero exit status fails the test.
  public static void openssl(String... arguments) {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("openssl", ".txt");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      String text = Files.readString(output);
      Files.delete(output);
      if (!ended || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new AssertionError(command + " failed: " + text);
      }
    } catch (IOException e) {
      throw new AssertionError("openssl is not installed; .ci/run installs it", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// A TLS context for a client that trusts this certificate alone.
  public SSLContext clientContext() {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("server", certificate());
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /// The certificate.
  public Certificate certificate() {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(chain)));
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }
}
