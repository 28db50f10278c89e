package io.github.tinyhttp.websocket;

import io.github.tinyhttp.HttpException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// An accepted offer of permessage-deflate, RFC 7692 §7.1.
///
/// @param server the context takeover of messages that this server sends
/// @param client the context takeover of messages that the client sends
/// @param serverWindow the client's limit for this server's window, as a power of two; empty if the
///   client set none
record DeflateOffer(ContextTakeover server, ContextTakeover client, OptionalInt serverWindow) {
  private static final String NAME = "permessage-deflate";
  private static final String SERVER_TAKEOVER = "server_no_context_takeover";
  private static final String CLIENT_TAKEOVER = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String CLIENT_WINDOW = "client_max_window_bits";

  /// Chooses the first acceptable offer.
  ///
  /// @param elements the elements of `Sec-WebSocket-Extensions`, in the client's order of
  ///   preference
  /// @throws HttpException if an element does not match the grammar, RFC 6455 §9.1
  static Optional<DeflateOffer> choose(List<String> elements, MessageCompression compression)
      throws HttpException {
    Optional<DeflateOffer> chosen = Optional.empty();
    for (String element : elements) {
      Extension extension = Extension.parse(element);
      if (chosen.isEmpty()
          && compression != MessageCompression.OFF
          && extension.name().equalsIgnoreCase(NAME)) {
        chosen = accept(extension, compression);
      }
    }
    return chosen;
  }

  /// Accepts an offer, unless one of its parameters is unknown, repeated or malformed (§7).
  private static Optional<DeflateOffer> accept(
      Extension extension, MessageCompression compression) {
    Map<String, Optional<String>> parameters = new HashMap<>();
    for (Extension.Parameter parameter : extension.parameters()) {
      if (!isValid(parameter)
          || parameters.putIfAbsent(parameter.name(), parameter.value()) != null) {
        return Optional.empty();
      }
    }
    Optional<String> window = parameters.getOrDefault(SERVER_WINDOW, Optional.empty());
    // A client that allows this server to limit the client's window is not asked to. Nor is one
    // asked to do without context that did not offer it: §7.1.1.2 permits that, but many clients
    // refuse the handshake then, or ignore what they were told.
    return Optional.of(
        new DeflateOffer(
            compression == MessageCompression.EACH_MESSAGE
                ? ContextTakeover.DISABLED
                : takeover(SERVER_TAKEOVER, parameters),
            takeover(CLIENT_TAKEOVER, parameters),
            window.map(Integer::parseInt).map(OptionalInt::of).orElse(OptionalInt.empty())));
  }

  private static ContextTakeover takeover(String name, Map<String, Optional<String>> parameters) {
    return parameters.containsKey(name) ? ContextTakeover.DISABLED : ContextTakeover.ENABLED;
  }

  private static boolean isValid(Extension.Parameter parameter) {
    Optional<String> value = parameter.value();
    return switch (parameter.name()) {
      case SERVER_TAKEOVER, CLIENT_TAKEOVER -> value.isEmpty();
      case SERVER_WINDOW -> value.isPresent() && isWindowBits(value.get());
      case CLIENT_WINDOW -> value.isEmpty() || isWindowBits(value.get());
      default -> false;
    };
  }

  private static boolean isWindowBits(String value) {
    return value.matches("8|9|1[0-5]");
  }

  /// The size of this server's compression window, as a power of two.
  int windowBits() {
    return serverWindow.orElse(Deflation.MAXIMUM_WINDOW_BITS);
  }

  /// The extension as the 101 response names it.
  String toResponseElement() {
    return NAME
        + (server == ContextTakeover.DISABLED ? "; " + SERVER_TAKEOVER : "")
        + (client == ContextTakeover.DISABLED ? "; " + CLIENT_TAKEOVER : "")
        + (serverWindow.isPresent() ? "; " + SERVER_WINDOW + "=" + windowBits() : "");
  }
}
