package io.github.tinyhttp.websocket;

import io.github.tinyhttp.HttpException;
import java.util.List;
import java.util.Optional;

/// An offer of permessage-deflate that is taken, RFC 7692 §7.1.
///
/// @param serverForgets whether each of our messages is compressed by itself
/// @param clientForgets whether each of the client's is
/// @param serverBitsAsked whether the client has bounded our window, if only to what it is anyway
record DeflateOffer(boolean serverForgets, boolean clientForgets, boolean serverBitsAsked) {
  private static final String NAME = "permessage-deflate";

  /// The first offer that can be taken.
  ///
  /// @param elements those of `Sec-WebSocket-Extensions`, in the client's order of preference
  /// @throws HttpException if they are not of the grammar, RFC 6455 §9.1
  static Optional<DeflateOffer> choose(List<String> elements, MessageCompression compression)
      throws HttpException {
    Optional<DeflateOffer> chosen = Optional.empty();
    for (String element : elements) {
      Extension extension = Extension.parse(element);
      if (chosen.isEmpty()
          && compression != MessageCompression.OFF
          && extension.name().equalsIgnoreCase(NAME)) {
        chosen = take(extension, compression == MessageCompression.EACH_MESSAGE);
      }
    }
    return chosen;
  }

  /// An offer with a parameter that is unknown, there twice or has a wrong value is not taken, §7.
  private static Optional<DeflateOffer> take(Extension extension, boolean forget) {
    boolean serverForgets = false;
    boolean clientForgets = false;
    boolean serverBits = false;
    boolean clientBits = false;
    for (Extension.Parameter parameter : extension.parameters()) {
      Optional<String> value = parameter.value();
      boolean taken;
      switch (parameter.name()) {
        case "server_no_context_takeover" -> {
          taken = value.isEmpty() && !serverForgets;
          serverForgets = true;
        }
        case "client_no_context_takeover" -> {
          taken = value.isEmpty() && !clientForgets;
          clientForgets = true;
        }
        case "server_max_window_bits" -> {
          // The JDK compresses with a window of 32 KiB; no smaller one can be promised.
          taken = value.equals(Optional.of("15")) && !serverBits;
          serverBits = true;
        }
        case "client_max_window_bits" -> {
          // A smaller window is welcome, and not asked for.
          taken = (value.isEmpty() || isWindowBits(value.get())) && !clientBits;
          clientBits = true;
        }
        default -> taken = false;
      }
      if (!taken) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new DeflateOffer(serverForgets || forget, clientForgets || forget, serverBits));
  }

  private static boolean isWindowBits(String value) {
    return value.matches("8|9|1[0-5]");
  }

  /// What the 101 says.
  String answer() {
    return NAME
        + (serverForgets ? "; server_no_context_takeover" : "")
        + (clientForgets ? "; client_no_context_takeover" : "")
        + (serverBitsAsked ? "; server_max_window_bits=15" : "");
  }
}
