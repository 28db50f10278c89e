package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.syntax.PercentCoding;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// The URI by which a client made its request, RFC 9110 §7.1.
public final class TargetUri {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private TargetUri() {}

  /// The URI of a request, by what the request says of its scheme, host, path and query.
  public static URI of(Request request) {
    String scheme = request.scheme();
    String path = request.rawPath().equals("*") ? "" : request.rawPath(); // §7.1: "*" is no path
    String query = request.query().map(text -> "?" + text).orElse("");
    String rest = PercentCoding.encodeIllegal(path + query);
    return request
        .host()
        .flatMap(host -> parse(scheme + "://" + host + rest))
        .orElseGet(() -> URI.create(scheme + "://" + local(request, scheme) + rest));
  }

  /// Empty for a host that is valid in HTTP, but not for [URI]: an empty one, or a literal of a
  /// future kind (RFC 3986 §3.2.2).
  private static Optional<URI> parse(String uri) {
    try {
      URI parsed = new URI(uri);
      return Optional.of(parsed).filter(whole -> whole.getRawAuthority() != null);
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  /// This end of the connection, as an authority.
  private static String local(Request request, String scheme) {
    SocketAddress end = request.localAddress();
    if (!(end instanceof InetSocketAddress internet) || internet.isUnresolved()) {
      return "localhost"; // a Unix-domain socket
    }
    int usual = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    String host = literal(internet.getAddress());
    return internet.getPort() == usual ? host : host + ":" + internet.getPort();
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    if (!(address instanceof Inet6Address)) {
      return text;
    }
    int zone = text.indexOf('%');
    return "[" + (zone < 0 ? text : text.substring(0, zone)) + "]";
  }
}
