package io.github.tinyhttp.syntax;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// A set of addresses: networks such as `10.0.0.0/8` and `fd00::/8`, single addresses, and `unix`
/// for peers that come through a Unix-domain socket. An empty set contains no peer. IPv4 addresses
/// are never in an IPv6 network, however they were written.
public final class Networks {
  private static final String UNIX = "unix";

  /// The addresses whose first bits are those of `prefix`.
  private record Network(byte[] prefix, int bits) {
    boolean contains(byte[] address) {
      return address.length == prefix.length && firstDifference(address, prefix) >= bits;
    }

    /// The index of the first bit that differs; the number of bits if none does.
    private static int firstDifference(byte[] one, byte[] other) {
      for (int i = 0; i < one.length; i++) {
        int difference = (one[i] ^ other[i]) & 0xFF;
        if (difference != 0) {
          return 8 * i + Integer.numberOfLeadingZeros(difference) - 24;
        }
      }
      return 8 * one.length;
    }
  }

  private final List<String> texts;
  private final List<Network> networks = new ArrayList<>();
  private final boolean unix;

  private Networks(List<String> texts) {
    this.texts = List.copyOf(texts);
    this.unix = texts.contains(UNIX);
    texts.stream().filter(text -> !text.equals(UNIX)).map(Networks::network).forEach(networks::add);
  }

  /// The addresses that any of these texts means.
  ///
  /// @throws IllegalArgumentException for a text that is none of the above, or has bits set after
  ///   its prefix, as `10.0.0.1/8` has: it could mean the address or the network
  public static Networks of(List<String> texts) {
    return new Networks(texts);
  }

  private static Network network(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] prefix =
        IpLiteral.parse(address)
            .orElseThrow(() -> new IllegalArgumentException("no network: " + text))
            .getAddress();
    int bits = slash < 0 ? 8 * prefix.length : bits(text, text.substring(slash + 1));
    if (bits > 8 * prefix.length) {
      throw new IllegalArgumentException("no network: " + text);
    }
    if (!isZeroBehind(prefix, bits)) {
      throw new IllegalArgumentException(text + " has bits set behind the first " + bits);
    }
    return new Network(prefix, bits);
  }

  private static int bits(String text, String number) {
    if (!number.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException("no network: " + text);
    }
    return Integer.parseInt(number);
  }

  private static boolean isZeroBehind(byte[] prefix, int bits) {
    for (int i = bits; i < 8 * prefix.length; i++) {
      if ((prefix[i / 8] & 0x80 >> i % 8) != 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether no address is in the set.
  public boolean isEmpty() {
    return texts.isEmpty();
  }

  /// Whether that end of a socket is in the set.
  public boolean contains(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress internet when !internet.isUnresolved() ->
          contains(internet.getAddress());
      case UnixDomainSocketAddress _ -> unix;
      default -> false;
    };
  }

  /// Whether the address is in the set.
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (Network network : networks) {
      if (network.contains(bytes)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return texts.toString();
  }
}
