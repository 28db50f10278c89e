package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.ProxyHeader;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Validators;
import io.github.tinyhttp.semantics.Cookies;
import io.github.tinyhttp.semantics.Forwarding;
import io.github.tinyhttp.semantics.Preconditions;
import io.github.tinyhttp.semantics.Preferences;
import io.github.tinyhttp.semantics.SavedBody;
import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.Host;
import io.github.tinyhttp.syntax.PercentCoding;
import io.github.tinyhttp.tls.TlsSession;
import io.github.tinyhttp.wire.ProxyProtocol;
import io.github.tinyhttp.wire.TlsTransport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/// What is known of a request before its body is read: what its head says, who has sent it, and
/// what proxies tell that passed it on. None of it waits or changes; strings are made when they are
/// asked for.
///
/// What becomes of the request is the matter of [Exchange].
abstract sealed class ReceivedRequest implements Request permits Exchange {
  final Http1Connection connection;
  final Head head;
  private @Nullable Headers headers;

  /// What proxies have said that are trusted.
  private @Nullable Forwarding forwarding;

  ReceivedRequest(Http1Connection connection, Head head) {
    this.connection = connection;
    this.head = head;
  }

  Head head() {
    return head;
  }

  /// Takes what proxies say of the request, if they are to be believed.
  void look(Proxies proxies) throws PeerFault {
    SocketAddress peer = remoteAddress();
    if (!proxies.trusts(peer)) {
      return;
    }
    Forwarding told = Forwarding.of(proxies, peer, headers()).orElse(null);
    if (told == null || !told.host().stream().allMatch(Host::isHost)) {
      throw new PeerFault(Rule.FORWARDED);
    }
    forwarding = told;
  }

  // ---- the head

  @Override
  public HttpMethod method() {
    return head.method();
  }

  @Override
  public String url() {
    return Ascii.latin1(head.bytes(), head.target().start(), head.target().end());
  }

  @Override
  public String path() {
    return PercentCoding.decode(rawPath());
  }

  @Override
  public String rawPath() {
    Target target = head.target();
    if (target.pathStart() == target.pathEnd() && !method().equals(HttpMethod.CONNECT)) {
      return target.isServerWide(head.bytes(), method()) ? "*" : "/"; // of http://host?query
    }
    return Ascii.latin1(head.bytes(), target.pathStart(), target.pathEnd());
  }

  @Override
  public Optional<String> query() {
    Target target = head.target();
    return target.pathEnd() < target.end()
        ? Optional.of(Ascii.latin1(head.bytes(), target.pathEnd() + 1, target.end()))
        : Optional.empty();
  }

  @Override
  public Map<String, List<String>> queryParameters() {
    return query().map(PercentCoding::parameters).orElse(Map.of());
  }

  @Override
  public Optional<String> authority() {
    Target target = head.target();
    if (target.hasAuthority()) {
      // RFC 9112 §3.2.2: the Host field does not count then
      return Optional.of(
          Ascii.latin1(head.bytes(), target.authorityStart(), target.authorityEnd()));
    }
    return head.header("host").filter(host -> !host.isEmpty());
  }

  @Override
  public HttpVersion version() {
    return head.version();
  }

  @Override
  public Headers headers() {
    Headers known = headers;
    if (known == null) {
      known = head.headers();
      headers = known;
    }
    return known;
  }

  @Override
  public Optional<String> header(String name) {
    return head.header(name);
  }

  @Override
  public OptionalLong contentLength() {
    return switch (head.framing()) {
      case BodyFraming.None _ -> OptionalLong.of(0);
      case BodyFraming.Sized(long length) -> OptionalLong.of(length);
      case BodyFraming.Chunked _ -> OptionalLong.empty();
    };
  }

  @Override
  public Optional<String> accepts(String... offers) {
    return Preferences.mediaType(this, List.of(offers));
  }

  @Override
  public Optional<String> language(String... offers) {
    return Preferences.language(this, List.of(offers));
  }

  @Override
  public Map<String, List<String>> cookies() {
    return Cookies.of(this);
  }

  @Override
  public Optional<Response> precondition(Validators current) {
    return Preconditions.refusal(this, current);
  }

  @Override
  public long saveTo(Path file, long most) throws IOException {
    return SavedBody.save(this, file, most);
  }

  // ---- where it came from

  @Override
  public SocketAddress remoteAddress() {
    return connection.io().ends().remote();
  }

  @Override
  public SocketAddress localAddress() {
    return connection.io().ends().local();
  }

  @Override
  public Optional<ProxyHeader> proxyHeader() {
    return connection
        .io()
        .ends()
        .proxyHeader()
        .map(
            header ->
                new ProxyHeader(
                    header.ends().map(ProxyProtocol.Addresses::source),
                    header.ends().map(ProxyProtocol.Addresses::destination),
                    header.values().stream()
                        .map(value -> new ProxyHeader.Value(value.type(), value.bytes()))
                        .toList()));
  }

  @Override
  public Optional<UnixDomainPrincipal> peerCredentials() {
    return connection.io().ends().credentials();
  }

  @Override
  public SocketAddress client() {
    Forwarding told = forwarding;
    return told == null ? remoteAddress() : told.client();
  }

  @Override
  public String scheme() {
    Forwarding told = forwarding;
    return told == null ? Request.super.scheme() : told.scheme().orElseGet(Request.super::scheme);
  }

  @Override
  public Optional<String> host() {
    Forwarding told = forwarding;
    return told == null ? authority() : told.host().or(this::authority);
  }

  @Override
  public boolean isSecure() {
    return connection.io().tls() != null;
  }

  @Override
  public Optional<TlsSession> tls() {
    return Optional.ofNullable(connection.io().tls()).map(ReceivedRequest::session);
  }

  private static TlsSession session(TlsTransport tls) {
    return new TlsSession(
        tls.session().getProtocol(),
        tls.session().getCipherSuite(),
        tls.peerCertificates(),
        tls.serverName(),
        tls.applicationProtocol());
  }

  @Override
  public final String toString() {
    return method() + " " + url() + " " + version();
  }
}
