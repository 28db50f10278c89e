package io.github.tinyhttp.tls;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/// Keys, certificates and everything else it takes to speak HTTPS. TLS 1.3 and 1.2 are spoken (RFC
/// 8446, RFC 5246), nothing older, with the cipher suites that the JDK enables. Sessions are
/// resumed, for the host they were made for (RFC 6066 §3); a TLS 1.2 client that wants to negotiate
/// again is refused.
///
/// ```java
/// var server = Server.https(8443, Tls.pem(Path.of("chain.pem"), Path.of("key.pem")), handler);
/// ```
///
/// The JDK refuses a client that asks for a host which is no host name, such as `my_app`, with the
/// alert `illegal_parameter`; [io.github.tinyhttp.ServerEvents#handshakeFailed] tells of it. Where
/// containers have such names, start Java with `-Djdk.tls.server.disableExtensions=server_name`:
/// then no server of this JVM knows which host a client asks for. All clients get the first
/// certificate, and [TlsSession#serverName()] is empty; virtual hosts by `Host` go on to work.
///
/// Immutable but for [#reload()], which may be called from any thread. Files are read when this is
/// made; an exception then says what is wrong with them.
public final class Tls {
  /// Every PEM block begins so.
  private static final String PEM = "-----BEGIN ";

  private final TlsPlan plan;
  private final AtomicLong nextLook = new AtomicLong();
  private volatile TlsPlan.Loaded loaded;

  private Tls(TlsPlan plan) throws IOException {
    this.plan = plan;
    this.loaded = plan.load();
    this.nextLook.set(Clock.after(Clock.now(), plan.watch().toNanos()));
  }

  // ---- ways to make one

  /// From PEM files, as certificate authorities hand them out.
  ///
  /// @param chain certificates: the server's own, the one that signed it, and so on. They are put
  ///   into this order, whatever their order in the file, and one that is there twice is sent once
  /// @param key the private key, RSA or elliptic (also Ed25519): PKCS #8, PKCS #1 or SEC 1
  /// @throws IOException if a file cannot be read, or is not what it should be; the message says
  ///   which, and why
  public static Tls pem(Path chain, Path key) throws IOException {
    return of(new TlsPlan.Source.PemFiles(chain, key, Optional.empty()));
  }

  /// From PEM files, with a key that is encrypted: PKCS #8 with a key derived by PBKDF2 and AES or
  /// Triple DES, as OpenSSL writes it, or with an older scheme that the JDK knows.
  ///
  /// @throws IOException as [#pem(Path, Path)]; also for a wrong password, and for a scheme that is
  ///   not supported; the message says which of the two
  public static Tls pem(Path chain, Path key, String password) throws IOException {
    return of(new TlsPlan.Source.PemFiles(chain, key, Optional.of(password)));
  }

  /// From the text of PEM files, where it comes from the environment or a vault; from files by
  /// their names is [#pem(Path, Path)]. Lines have to end as in a file, not with a backslash and an
  /// n.
  ///
  /// @param chain the certificates, as in [#pem(Path, Path)]
  /// @param key the private key
  /// @throws IllegalArgumentException if it is not what it should be; the message says why, and
  ///   shows nothing of the text
  public static Tls pem(String chain, String key) {
    return ofText(chain, key, Optional.empty());
  }

  /// From the text of PEM files, with a key that is encrypted (PKCS #8).
  ///
  /// @throws IllegalArgumentException as [#pem(String, String)]; also for a wrong password
  public static Tls pem(String chain, String key, String password) {
    return ofText(chain, key, Optional.of(password));
  }

  private static Tls ofText(String chain, String key, Optional<String> password) {
    if (!chain.contains(PEM) || !key.contains(PEM)) {
      throw new IllegalArgumentException("the text of PEM files wanted; for files, give a Path");
    }
    try {
      return of(new TlsPlan.Source.PemText(chain, key, password));
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// From a key store: PKCS #12 or JKS, as `keytool` and `openssl pkcs12` make them. Every key in
  /// it is used, see [#withAlso(Tls)]; the first one is the default.
  ///
  /// @param password of the store and of its keys
  /// @throws IOException as [#pem(Path, Path)]
  public static Tls keyStore(Path file, String password) throws IOException {
    return of(new TlsPlan.Source.Store(file, password));
  }

  /// From a context that the application has made, with any provider.
  ///
  /// Some engines end the server's side as soon as the client has ended its own, as Conscrypt's
  /// does in TLS 1.3: a client that sends `close_notify` right after its last request then gets no
  /// response to it. Hardly any client does.
  public static Tls context(SSLContext context) {
    try {
      return of(new TlsPlan.Source.Context(context));
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Tls of(TlsPlan.Source source) throws IOException {
    return new Tls(TlsPlan.of(source));
  }

  /// With more certificates: a client gets the one for the host it asks for (SNI, RFC 6066 §3),
  /// also where that is `*.example.com`. Who asks for no host, or an unknown one, gets the first of
  /// all. There may be several for one host with keys of different kinds.
  ///
  /// @throws IllegalArgumentException if one of the two is made of an [SSLContext]
  /// @throws IOException as [#pem(Path, Path)]
  public Tls withAlso(Tls more) throws IOException {
    var all = new ArrayList<>(plan.sources());
    all.addAll(more.plan.sources());
    return new Tls(plan.withSources(all));
  }

  /// With a request for client certificates. [io.github.tinyhttp.Request#tls()] gives the
  /// certificate that a client has shown.
  ///
  /// @param authorities a PEM file with the certificates of the authorities that are trusted
  /// @throws IOException as [#pem(Path, Path)]
  public Tls withClientCertificates(ClientCertificates which, Path authorities) throws IOException {
    return new Tls(plan.withClients(which, new TlsPlan.Trust.PemFile(authorities)));
  }

  /// With a request for client certificates.
  ///
  /// @param authorities has the certificates of the authorities that are trusted
  public Tls withClientCertificates(ClientCertificates which, KeyStore authorities)
      throws IOException {
    return new Tls(plan.withClients(which, new TlsPlan.Trust.Store(authorities)));
  }

  /// With a request for client certificates, where an [SSLContext] knows which authorities to
  /// trust.
  ///
  /// @throws IllegalArgumentException if this is made of something else
  public Tls withClientCertificates(ClientCertificates which) throws IOException {
    return new Tls(plan.withClients(which, new TlsPlan.Trust.OfContext()));
  }

  /// Reads the files again when a client connects, every `interval` at most, and takes new ones as
  /// [#reload()] does; whether they are new, their content says and not their date. Files that are
  /// of no use leave the old ones in force, and are logged. Text and contexts are not looked at.
  ///
  /// @throws IllegalArgumentException if the interval is not positive
  public Tls withWatch(Duration interval) throws IOException {
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException("an interval has to be positive, not " + interval);
    }
    return new Tls(plan.withWatch(interval));
  }

  // ---- new files

  /// Reads the files again, all of them or none. Connections from now on get what they say; those
  /// that are open stay as they are. Sessions from before are not resumed. Certificates that were
  /// not given as a file, but as text or as a context, stay the same.
  ///
  /// @throws IOException as [#pem(Path, Path)]; then nothing has changed
  public void reload() throws IOException {
    loaded = plan.load();
  }

  private void lookForNewFiles() {
    try {
      if (!loaded.digests().equals(plan.digests())) {
        reload();
        Log.write(Level.INFO, "new certificates are in use: " + plan);
      }
    } catch (IOException | RuntimeException e) {
      Log.write(Level.WARNING, "new certificates are of no use, the old ones stay", e);
    }
  }

  // ---- for the server

  /// Makes an engine for one connection, in server mode, with the certificates of the moment. The
  /// server calls this for each client; call it for a connection of another kind that shall use the
  /// same keys. Where files are [watched][#withWatch(Duration)], this also starts the look at them.
  public SSLEngine engine() {
    if (!plan.watch().isZero()) {
      long now = Clock.now();
      long due = nextLook.get();
      if (now >= due && nextLook.compareAndSet(due, now + plan.watch().toNanos())) {
        Thread.ofVirtual().name("tinyhttp-certificates").start(this::lookForNewFiles);
      }
    }
    TlsPlan.Loaded current = loaded;
    SSLEngine engine = current.context().createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(current.parameters());
    return engine;
  }

  @Override
  public String toString() {
    return "Tls" + plan;
  }
}
