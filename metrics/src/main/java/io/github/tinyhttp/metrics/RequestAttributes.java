package io.github.tinyhttp.metrics;

import io.github.tinyhttp.Request;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.function.Function;

/// What a request tells of itself when its span starts.
///
/// @param route names the route of a request
record RequestAttributes(
    Function<? super Request, Optional<String>> route, QueryRedaction redaction) {
  /// Attributes without a route.
  static final RequestAttributes DEFAULT =
      new RequestAttributes(_ -> Optional.empty(), QueryRedaction.DEFAULT);

  private static final String OTHER_METHOD = "_OTHER";

  /// What is known of one request.
  ///
  /// @param ofMetrics those of the attributes that have few values
  record Known(String spanName, Attributes ofSpan, Attributes ofMetrics) {}

  RequestAttributes withRoute(Function<? super Request, Optional<String>> other) {
    return new RequestAttributes(other, redaction);
  }

  RequestAttributes withRedacted(String... names) {
    return new RequestAttributes(route, redaction.and(names));
  }

  /// The attributes of a request.
  Known of(Request request) {
    Optional<String> named = route.apply(request);
    boolean isKnown = request.method().isStandard();
    String method = request.method().name();
    AttributesBuilder few = Attributes.builder();
    few.put(Keys.REQUEST_METHOD, isKnown ? method : OTHER_METHOD);
    few.put(Keys.URL_SCHEME, request.scheme());
    few.put(Keys.PROTOCOL_VERSION, request.version().toString().substring("HTTP/".length()));
    named.ifPresent(name -> few.put(Keys.ROUTE, name));
    Attributes ofMetrics = few.build();

    AttributesBuilder all = ofMetrics.toBuilder();
    if (!isKnown) {
      all.put(Keys.REQUEST_METHOD_ORIGINAL, method);
    }
    all.put(Keys.URL_PATH, request.rawPath());
    request.query().ifPresent(query -> all.put(Keys.URL_QUERY, redaction.redact(query)));
    request.headers().utf8("User-Agent").ifPresent(agent -> all.put(Keys.USER_AGENT, agent));
    putServer(all, request);
    putClient(all, request);
    String verb = isKnown ? method : "HTTP";
    return new Known(named.map(name -> verb + " " + name).orElse(verb), all.build(), ofMetrics);
  }

  private static void putServer(AttributesBuilder all, Request request) {
    request
        .host()
        .flatMap(host -> HostAndPort.parse(host, request.scheme()))
        .ifPresent(
            host -> {
              all.put(Keys.SERVER_ADDRESS, host.host());
              all.put(Keys.SERVER_PORT, (long) host.port());
            });
  }

  private static void putClient(AttributesBuilder all, Request request) {
    address(request.clientAddress()).ifPresent(name -> all.put(Keys.CLIENT_ADDRESS, name));
    SocketAddress peer = request.remoteAddress();
    address(peer).ifPresent(name -> all.put(Keys.PEER_ADDRESS, name));
    if (peer instanceof InetSocketAddress socket) {
      all.put(Keys.PEER_PORT, (long) socket.getPort());
    }
  }

  private static Optional<String> address(SocketAddress address) {
    if (address instanceof InetSocketAddress socket) {
      InetAddress resolved = socket.getAddress();
      return Optional.of(resolved == null ? socket.getHostString() : resolved.getHostAddress());
    }
    return Optional.of(address.toString()).filter(path -> !path.isEmpty());
  }
}
