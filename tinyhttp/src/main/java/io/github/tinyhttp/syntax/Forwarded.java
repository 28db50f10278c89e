package io.github.tinyhttp.syntax;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What one proxy says of a request it forwarded: an element of `Forwarded`, RFC 7239. Any client
/// can send the field, so the caller has to know which proxy has written which element; this only
/// reads.
///
/// @param client who made the request to the proxy: the parameter `for`
/// @param by where the proxy received the request
/// @param host the `Host` the proxy received; any text, not checked
/// @param proto the scheme the request came by, in lower case
public record Forwarded(
    Optional<Node> client, Optional<Node> by, Optional<String> host, Optional<String> proto) {

  /// A party of a request, RFC 7239 §6.
  public sealed interface Node {
    /// One with an address.
    ///
    /// @param port digits from 0 to 65535, or an identifier that begins with an underscore
    record Address(InetAddress address, Optional<String> port) implements Node {}

    /// One that hides its address behind a name.
    ///
    /// @param name begins with an underscore
    /// @param port as that of an address
    record Hidden(String name, Optional<String> port) implements Node {}

    /// One that the proxy does not know.
    ///
    /// @param port as that of an address
    record Unknown(Optional<String> port) implements Node {}
  }

  private static final int HIGHEST_PORT = 65_535;

  /// Reads all lines of the field. The first element is of the proxy nearest to the client.
  ///
  /// @param lines the values of the field, in their order
  /// @return empty if any of it is malformed. It is refused as a whole, because a client may have
  ///   sent the beginning of a line so as to change what its end, written by a proxy, seems to say
  public static Optional<List<Forwarded>> parse(List<String> lines) {
    var elements = new ArrayList<Forwarded>();
    for (String line : lines) {
      var reader = new ValueReader(line);
      do {
        reader.skipOws();
        if (reader.isAt(',') || reader.isAtEnd()) {
          continue; // an empty element of a list does not count, RFC 9110 §5.6.1.2
        }
        Optional<Forwarded> element = pairs(reader).flatMap(Forwarded::of);
        if (element.isEmpty() || !reader.isAtEnd() && !reader.isAt(',')) {
          return Optional.empty();
        }
        elements.add(element.get());
      } while (reader.accept(','));
    }
    return Optional.of(List.copyOf(elements));
  }

  /// The pairs of one element, their names in lower case; empty for a malformed one, or two of one
  /// name (RFC 7239 §4).
  private static Optional<Map<String, String>> pairs(ValueReader reader) {
    var pairs = new HashMap<String, String>();
    do {
      reader.skipOws();
      if (reader.isAt(';') || reader.isAt(',') || reader.isAtEnd()) {
        continue;
      }
      String name = reader.token().toLowerCase(Locale.ROOT);
      if (name.isEmpty() || !reader.accept('=')) {
        return Optional.empty();
      }
      Optional<String> value = reader.word();
      if (value.isEmpty() || pairs.put(name, value.get()) != null) {
        return Optional.empty();
      }
      reader.skipOws();
    } while (reader.accept(';'));
    return Optional.of(pairs);
  }

  private static Optional<Forwarded> of(Map<String, String> pairs) {
    Optional<String> client = Optional.ofNullable(pairs.get("for"));
    Optional<String> by = Optional.ofNullable(pairs.get("by"));
    Optional<String> proto = Optional.ofNullable(pairs.get("proto"));
    var element =
        new Forwarded(
            client.flatMap(Forwarded::node),
            by.flatMap(Forwarded::node),
            Optional.ofNullable(pairs.get("host")),
            proto.map(scheme -> scheme.toLowerCase(Locale.ROOT)));
    boolean understood =
        client.isPresent() == element.client().isPresent()
            && by.isPresent() == element.by().isPresent()
            && proto.stream().allMatch(Forwarded::isScheme);
    return understood ? Optional.of(element) : Optional.empty();
  }

  /// Reads one node; empty if it is none. Nothing is looked up: a host name is not a node.
  public static Optional<Node> node(String text) {
    int end = text.startsWith("[") ? text.indexOf(']') + 1 : endOfName(text);
    String name = text.substring(0, end);
    Optional<String> port = Optional.of(text.substring(end)).filter(rest -> !rest.isEmpty());
    if (port.stream().anyMatch(rest -> rest.charAt(0) != ':' || !isPort(rest.substring(1)))) {
      return Optional.empty();
    }
    return node(name, port.map(rest -> rest.substring(1)));
  }

  private static int endOfName(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? text.length() : colon;
  }

  private static Optional<Node> node(String name, Optional<String> port) {
    if (name.startsWith("[")) {
      return IpLiteral.parseIpv6(name.substring(1, name.length() - 1))
          .map(address -> new Node.Address(address, port));
    }
    if (name.equalsIgnoreCase("unknown")) {
      return Optional.of(new Node.Unknown(port));
    }
    if (isObfuscated(name)) {
      return Optional.of(new Node.Hidden(name, port));
    }
    return IpLiteral.isIpv4(name)
        ? IpLiteral.parse(name).map(address -> new Node.Address(address, port))
        : Optional.empty();
  }

  /// `"_" 1*( ALPHA / DIGIT / "." / "_" / "-" )`, RFC 7239 §6.3.
  private static boolean isObfuscated(String text) {
    return text.length() > 1
        && text.charAt(0) == '_'
        && text.chars().allMatch(c -> isAlphanumeric(c) || ".-_".indexOf(c) >= 0);
  }

  private static boolean isPort(String text) {
    boolean digits =
        !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(Forwarded::isDigit);
    return digits ? Integer.parseInt(text) <= HIGHEST_PORT : isObfuscated(text);
  }

  /// Whether the text is a URI scheme, RFC 3986 §3.1.
  public static boolean isScheme(String text) {
    return !text.isEmpty()
        && isLetter(text.charAt(0))
        && text.chars().allMatch(c -> isAlphanumeric(c) || "+.-".indexOf(c) >= 0);
  }

  private static boolean isAlphanumeric(int c) {
    return isLetter(c) || isDigit(c);
  }

  private static boolean isLetter(int c) {
    return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
