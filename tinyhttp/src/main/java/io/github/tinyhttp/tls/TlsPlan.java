package io.github.tinyhttp.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// The sources of a [Tls], from which it can be loaded again.
///
/// @param sources where the certificates come from
/// @param clients whether clients are asked for certificates
/// @param trust which authorities are trusted to certify clients
/// @param watch how often to look for new files; zero for never
record TlsPlan(List<Source> sources, ClientCertificates clients, Trust trust, Duration watch) {
  /// Where certificates come from.
  sealed interface Source {
    /// Two files.
    record PemFiles(Path chain, Path key, Optional<String> password) implements Source {
      @Override
      public String toString() {
        return chain + " and " + key; // and no password
      }
    }

    /// Their text.
    record PemText(String chain, String key, Optional<String> password) implements Source {
      @Override
      public String toString() {
        return "PEM text"; // and nothing of it
      }
    }

    /// A file with all in it.
    record Store(Path file, String password) implements Source {
      @Override
      public String toString() {
        return file.toString();
      }
    }

    /// A context of the application.
    record Context(SSLContext context) implements Source {}
  }

  /// Which authorities are trusted to certify clients.
  sealed interface Trust {
    /// No client is asked.
    record Nobody() implements Trust {}

    /// Certificates in a file.
    record PemFile(Path file) implements Trust {}

    /// Certificates in memory.
    record Store(KeyStore store) implements Trust {}

    /// The context's own.
    record OfContext() implements Trust {}
  }

  /// The result of reading the sources.
  ///
  /// @param digests of the files, taken before they were read
  record Loaded(SSLContext context, SSLParameters parameters, List<String> digests) {}

  static TlsPlan of(Source source) {
    return new TlsPlan(List.of(source), ClientCertificates.NONE, new Trust.Nobody(), Duration.ZERO);
  }

  TlsPlan {
    sources = List.copyOf(sources);
    boolean given = sources.stream().anyMatch(one -> one instanceof Source.Context);
    if (given && sources.size() > 1) {
      throw new IllegalArgumentException("a context cannot be joined with anything");
    }
    if (given && (trust instanceof Trust.PemFile || trust instanceof Trust.Store)) {
      throw new IllegalArgumentException("a context says itself whom to trust");
    }
    if (!given && trust instanceof Trust.OfContext) {
      throw new IllegalArgumentException("it has to be said whom to trust");
    }
  }

  TlsPlan withSources(List<Source> all) {
    return new TlsPlan(all, clients, trust, watch);
  }

  TlsPlan withClients(ClientCertificates which, Trust whom) {
    return new TlsPlan(sources, which, whom, watch);
  }

  TlsPlan withWatch(Duration interval) {
    return new TlsPlan(sources, clients, trust, interval);
  }

  Loaded load() throws IOException {
    List<String> digests = digests();
    SSLContext context =
        sources.getFirst() instanceof Source.Context(SSLContext given) ? given : newContext();
    return new Loaded(context, parameters(context), digests);
  }

  /// What the files contain. Their dates would not tell: a certificate is often installed with that
  /// of the file it was copied from.
  List<String> digests() throws IOException {
    var digests = new ArrayList<String>();
    for (Path file : files()) {
      digests.add(digest(bytes(file)));
    }
    return digests;
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private List<Path> files() {
    Stream<Path> ofTrust =
        trust instanceof Trust.PemFile(Path file) ? Stream.of(file) : Stream.of();
    Stream<Path> ofSources =
        sources.stream()
            .flatMap(
                source ->
                    switch (source) {
                      case Source.PemFiles(Path chain, Path key, _) -> Stream.of(chain, key);
                      case Source.Store(Path file, _) -> Stream.of(file);
                      case Source.PemText _, Source.Context _ -> Stream.of();
                    });
    return Stream.concat(ofSources, ofTrust).toList();
  }

  private SSLContext newContext() throws IOException {
    var identities = new ArrayList<Identity>();
    for (Source source : sources) {
      identities.addAll(identities(source));
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new IdentityChooser(identities)}, trustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static List<Identity> identities(Source source) throws IOException {
    try {
      return switch (source) {
        case Source.PemFiles(Path chain, Path key, Optional<String> password) ->
            List.of(Identity.ofPem(text(chain), text(key), password));
        case Source.PemText(String chain, String key, Optional<String> password) ->
            List.of(Identity.ofPem(chain, key, password));
        case Source.Store(Path file, String password) ->
            Identity.ofKeyStore(store(file, password), password.toCharArray());
        case Source.Context _ -> List.of();
      };
    } catch (IllegalArgumentException e) {
      throw new IOException(source + ": " + e.getMessage(), e);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(bytes(file), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (FileSystemException e) {
      throw e; // which names the file
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static KeyStore store(Path file, String password) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12"); // which reads JKS, too
      store.load(in, password.toCharArray());
      return store;
    } catch (GeneralSecurityException | IOException e) {
      String why =
          e.getCause() instanceof UnrecoverableKeyException
              ? PrivateKeys.wrongPasswordOfStore(password)
              : e.getMessage();
      throw new IOException(file + " cannot be read: " + why, e);
    }
  }

  private TrustManager[] trustManagers() throws IOException, GeneralSecurityException {
    KeyStore authorities =
        switch (trust) {
          case Trust.Nobody _, Trust.OfContext _ -> empty();
          case Trust.PemFile(Path file) -> authorities(file);
          case Trust.Store(KeyStore store) -> store;
        };
    if (authorities.size() == 0) {
      return new TrustManager[0];
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(authorities);
    return factory.getTrustManagers();
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static KeyStore authorities(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    try {
      for (X509Certificate one : Identity.certificates(text(file))) {
        store.setCertificateEntry(Integer.toString(store.size()), one);
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    return store;
  }

  /// Accepts any name. The JDK compares the host name of a session with the requested one only if
  /// there is a matcher, and would otherwise resume the session for another host (RFC 6066 §3).
  private static final class AnyHost extends SNIMatcher {
    AnyHost() {
      super(StandardConstants.SNI_HOST_NAME);
    }

    @Override
    public boolean matches(SNIServerName name) {
      return true;
    }
  }

  private SSLParameters parameters(SSLContext context) {
    SSLParameters parameters = context.getDefaultSSLParameters();
    Set<String> supported = Set.of(context.getSupportedSSLParameters().getProtocols());
    parameters.setProtocols(
        Stream.of("TLSv1.3", "TLSv1.2").filter(supported::contains).toArray(String[]::new));
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    parameters.setUseCipherSuitesOrder(true);
    parameters.setSNIMatchers(List.of(new AnyHost()));
    switch (clients) {
      case NONE -> {}
      case WANTED -> parameters.setWantClientAuth(true);
      case NEEDED -> parameters.setNeedClientAuth(true);
    }
    return parameters;
  }

  @Override
  public String toString() {
    return sources.toString();
  }
}
