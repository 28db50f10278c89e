package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.syntax.Forwarded;
import io.github.tinyhttp.syntax.IpLiteral;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// A request as it was before trusted proxies forwarded it.
///
/// Each proxy adds an element to the right, which tells where it got the request from. So elements
/// are read from right to left, each one only if the address that wrote it is trusted: that of the
/// connection, then the one that the element before tells.
///
/// @param client the first address that is not trusted, or else the last one that a proxy tells;
///   port 0 if no proxy tells it
/// @param scheme of the client's request, as the proxy nearest to the client says
/// @param host the same, for `Host`; not checked
public record Forwarding(SocketAddress client, Optional<String> scheme, Optional<String> host) {
  private static final String FORWARDED = "Forwarded";

  /// @param peer the other end of the connection, which is trusted
  /// @return empty if the fields are malformed
  public static Optional<Forwarding> of(Proxies proxies, SocketAddress peer, Headers fields) {
    boolean standard =
        switch (proxies.fields()) {
          case FORWARDED -> true;
          case X_FORWARDED -> false;
          case EITHER -> fields.contains(FORWARDED);
        };
    return standard
        ? Forwarded.parse(fields.all(FORWARDED)).map(elements -> of(proxies, peer, elements))
        : ofOthers(proxies, peer, fields);
  }

  private static Forwarding of(Proxies proxies, SocketAddress peer, List<Forwarded> elements) {
    Walk walk = Walk.through(proxies, peer, elements, Forwarded::client);
    List<Forwarded> believed = elements.subList(elements.size() - walk.steps(), elements.size());
    return new Forwarding(
        walk.client(), first(believed, Forwarded::proto), first(believed, Forwarded::host));
  }

  /// What the proxy nearest to the client says, among those that say something.
  private static Optional<String> first(
      List<Forwarded> elements, Function<Forwarded, Optional<String>> part) {
    return elements.stream().map(part).flatMap(Optional::stream).findFirst();
  }

  private static Optional<Forwarding> ofOthers(
      Proxies proxies, SocketAddress peer, Headers fields) {
    Walk walk = Walk.through(proxies, peer, elements(fields, "X-Forwarded-For"), Forwarding::node);
    int steps = Math.max(1, walk.steps());
    Optional<String> scheme =
        fromRight(elements(fields, "X-Forwarded-Proto"), steps)
            .map(text -> text.toLowerCase(Locale.ROOT));
    Optional<String> host = fromRight(elements(fields, "X-Forwarded-Host"), steps);
    return scheme.stream().allMatch(Forwarded::isScheme)
        ? Optional.of(new Forwarding(walk.client(), scheme, host))
        : Optional.empty();
  }

  /// The elements of all lines, split at commas and nothing else: a quote that a client has begun
  /// must not hide what a proxy adds. Empty ones count, for that is what a proxy adds that does not
  /// know its client.
  private static List<String> elements(Headers fields, String name) {
    return fields.contains(name)
        ? Stream.of(String.join(",", fields.all(name)).split(",", -1)).map(String::strip).toList()
        : List.of();
  }

  /// The element so many steps from the right, or the first if there are fewer: a proxy that does
  /// not add to the field has set it, or passed it on.
  private static Optional<String> fromRight(List<String> elements, int steps) {
    return elements.isEmpty()
        ? Optional.empty()
        : Optional.of(elements.get(Math.max(0, elements.size() - steps)))
            .filter(element -> !element.isEmpty());
  }

  /// As RFC 7239 has it, and IPv6 addresses without brackets.
  private static Optional<Forwarded.Node> node(String text) {
    return Forwarded.node(text)
        .or(
            () ->
                IpLiteral.parse(text)
                    .map(address -> new Forwarded.Node.Address(address, Optional.empty())));
  }

  /// The way back to the client.
  ///
  /// @param steps how many elements are believed
  private record Walk(SocketAddress client, int steps) {
    /// @param client what an element tells, which is asked only of those that are believed: a
    ///   client may send thousands
    static <T> Walk through(
        Proxies proxies,
        SocketAddress peer,
        List<T> elements,
        Function<T, Optional<Forwarded.Node>> client) {
      SocketAddress known = peer;
      int steps = 0;
      while (steps < elements.size() && proxies.trusts(known)) {
        Optional<Forwarded.Node> told = client.apply(elements.get(elements.size() - ++steps));
        if (!(told.orElse(null) instanceof Forwarded.Node.Address address)) {
          break; // believed, but it ends here
        }
        known = new InetSocketAddress(address.address(), port(address));
      }
      return new Walk(known, steps);
    }

    private static int port(Forwarded.Node.Address address) {
      return address.port().filter(port -> !port.startsWith("_")).map(Integer::parseInt).orElse(0);
    }
  }
}
