package io.github.tinyhttp.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Shows each client the identity that is for the host it asks for (RFC 6066 §3), and the first one
/// to those that ask for no host or an unknown one. There may be several for one host, of different
/// kinds of keys.
final class IdentityChooser extends X509ExtendedKeyManager {
  private final List<Identity> identities;

  /// @param identities one or more; the first is the default
  IdentityChooser(List<Identity> identities) {
    this.identities = List.copyOf(identities);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    String host = hostAskedFor(engine);
    boolean known = false;
    for (int i = 0; i < identities.size(); i++) {
      Identity one = identities.get(i);
      if (host != null && one.isFor(host)) {
        known = true;
        if (isOfType(one, keyType)) {
          return Integer.toString(i);
        }
      }
    }
    return known ? null : defaultOf(keyType);
  }

  /// The first one, or one for the same hosts with another key.
  private @Nullable String defaultOf(String keyType) {
    Identity first = identities.getFirst();
    for (int i = 0; i < identities.size(); i++) {
      Identity one = identities.get(i);
      if (isOfType(one, keyType) && one.names().equals(first.names())) {
        return Integer.toString(i);
      }
    }
    return null;
  }

  private static boolean isOfType(Identity one, String keyType) {
    return one.chain().getFirst().getPublicKey().getAlgorithm().equals(keyType);
  }

  private static @Nullable String hostAskedFor(SSLEngine engine) {
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      for (SNIServerName name : session.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName().toLowerCase(Locale.ROOT);
        }
      }
    }
    return null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Identity one = named(alias);
    return one == null ? null : one.chain().toArray(new X509Certificate[0]);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Identity one = named(alias);
    return one == null ? null : one.key();
  }

  private @Nullable Identity named(String alias) {
    for (int i = 0; i < identities.size(); i++) {
      if (Integer.toString(i).equals(alias)) {
        return identities.get(i);
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return defaultOf(keyType);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String found = defaultOf(keyType);
    return found == null ? new String[0] : new String[] {found};
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[0];
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
