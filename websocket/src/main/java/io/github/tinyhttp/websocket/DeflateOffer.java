package io.github.tinyhttp.websocket;

import io.github.tinyhttp.HttpException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// An offer of permessage-deflate that is taken, RFC 7692 §7.1.
///
/// @param serverForgets whether each of our messages is compressed by itself
/// @param clientForgets whether each of the client's is
/// @param serverBits how the client has bounded our window, if only to what it is anyway
record DeflateOffer(boolean serverForgets, boolean clientForgets, OptionalInt serverBits) {
  private static final String NAME = "permessage-deflate";
  private static final int LARGEST_WINDOW_BITS = 15;

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
    OptionalInt serverBits = OptionalInt.empty();
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
          taken = isWindowBits(value) && serverBits.isEmpty();
          serverBits = taken ? OptionalInt.of(Integer.parseInt(value.orElseThrow())) : serverBits;
        }
        case "client_max_window_bits" -> {
          // A smaller window is welcome, and not asked for.
          taken = (value.isEmpty() || isWindowBits(value)) && !clientBits;
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

  private static boolean isWindowBits(Optional<String> value) {
    return value.isPresent() && value.get().matches("8|9|1[0-5]");
  }

  /// How far back our compression may look, as a power of two.
  int windowBits() {
    return serverBits.orElse(LARGEST_WINDOW_BITS);
  }

  /// What the 101 says.
  String answer() {
    return NAME
        + (serverForgets ? "; server_no_context_takeover" : "")
        + (clientForgets ? "; client_no_context_takeover" : "")
        + (serverBits.isPresent() ? "; server_max_window_bits=" + windowBits() : "");
  }
}
