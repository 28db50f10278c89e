package io.github.tinyhttp.tls;

import io.github.tinyhttp.testkit.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// The TLS of a provider that is not the JDK's: Conscrypt, which works with BoringSSL.
public final class Conscrypt {
  private Conscrypt() {}

  /// By name: tests that need another library than the usual ones are few.
  private static Provider provider() throws ReflectiveOperationException {
    return (Provider) Class.forName("org.conscrypt.OpenSSLProvider").getConstructor().newInstance();
  }

  /// Keys of `certificate`, used by it.
  public static Tls tls(TestCertificate certificate, Path directory) throws Exception {
    Path store = directory.resolve("conscrypt.p12");
    String chain = certificate.chain().toString();
    String key = certificate.key().toString();
    String out = store.toString();
    TestCertificate.openssl(
        "pkcs12", "-export", "-in", chain, "-inkey", key, "-passout", "pass:changeit", "-out", out);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS", provider());
    context.init(managers.getKeyManagers(), null, null);
    return Tls.context(context);
  }
}
