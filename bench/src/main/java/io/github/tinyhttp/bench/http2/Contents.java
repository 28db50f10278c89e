package io.github.tinyhttp.bench.http2;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// What all servers of the contest serve and are secured with, in one folder that the contest
/// makes.
///
/// @param folder has the key store, key and certificate as PEM, and the files
record Contents(Path folder) {
  static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);
  private static final String PASSWORD = "changeit";

  /// Makes the folder. The certificate is self-signed, for a key on P-256.
  static Contents make() throws Exception {
    var made = new Contents(Files.createTempDirectory("contest"));
    Files.createDirectory(made.files());
    Files.write(made.files().resolve("index.html"), HELLO);
    Files.write(made.mebibyteFile(), mebibyte());
    Files.write(made.files().resolve("memory"), mebibyte());
    Files.write(made.upload(), new byte[4 << 10]);
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    int failed =
        new ProcessBuilder(
                tool,
                "-genkeypair",
                "-alias",
                "bench",
                "-dname",
                "CN=127.0.0.1",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                made.keyStore().toString())
            .inheritIO()
            .start()
            .waitFor();
    if (failed != 0) {
      throw new IOException("keytool failed");
    }
    KeyStore store = made.openStore();
    Files.writeString(
        made.key(), pem("PRIVATE KEY", store.getKey("bench", PASSWORD.toCharArray()).getEncoded()));
    Files.writeString(
        made.certificate(), pem("CERTIFICATE", store.getCertificate("bench").getEncoded()));
    return made;
  }

  private static String pem(String what, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(what, text);
  }

  static byte[] mebibyte() {
    byte[] content = new byte[1 << 20];
    Arrays.fill(content, (byte) 'x');
    return content;
  }

  Path keyStore() {
    return folder.resolve("bench.p12");
  }

  Path key() {
    return folder.resolve("key.pem");
  }

  Path certificate() {
    return folder.resolve("certificate.pem");
  }

  /// What is posted.
  Path upload() {
    return folder.resolve("upload");
  }

  /// The root of the servers that serve files alone.
  Path files() {
    return folder.resolve("files");
  }

  Path mebibyteFile() {
    return files().resolve("mebibyte");
  }

  private KeyStore openStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore())) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  KeyManagerFactory keyManagers() throws GeneralSecurityException, IOException {
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(openStore(), PASSWORD.toCharArray());
    return managers;
  }

  SSLContext sslContext() throws GeneralSecurityException, IOException {
    var context = SSLContext.getInstance("TLS");
    context.init(keyManagers().getKeyManagers(), null, null);
    return context;
  }
}
