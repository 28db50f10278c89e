package io.github.tinyhttp;

import io.github.tinyhttp.syntax.Networks;
import java.net.SocketAddress;
import java.util.List;

/// Reverse proxies that are believed: what they say of a request in its header fields becomes
/// [Request#clientAddress()], [Request#scheme()] and [Request#host()]. Any client can send such
/// fields, so they count only if they come from these addresses; without this option none is
/// believed. Immutable.
///
/// ```java
/// Server.builder()
///     .bind("10.1.2.3:8000")
///     .proxies(Proxies.trusting(Proxies.Fields.X_FORWARDED, "10.0.0.0/8"))
///     .handler(handler)
///     .start();
/// ```
///
/// Through several proxies, each says where it got the request from. The last one is believed if
/// the connection comes from a trusted address, the one before it if the address that the last one
/// tells is trusted, and so on: the client is the first address, counted from here, that is not
/// trusted. What stands left of it may be made up by the client. An address that is hidden, unknown
/// or none ends the search, too; the client is then the proxy that does not tell.
///
/// A request gets 400 if what a trusted proxy passes on cannot be read, or is no scheme or host.
@CheckReturnValue
public final class Proxies {
  /// Which fields the proxies write. There is no default. Most proxies write one kind and pass the
  /// other one on as the client has sent it (nginx does so with `Forwarded`); where both are read,
  /// clients can choose who they are.
  public enum Fields {
    /// `Forwarded`, RFC 7239.
    FORWARDED,

    /// `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`, which each proxy either sets
    /// or adds an element to.
    X_FORWARDED,

    /// `Forwarded` if it is there, else the others: for proxies that write or remove both.
    EITHER
  }

  private final Fields fields;
  private final Networks networks;

  private Proxies(Fields fields, Networks networks) {
    this.fields = fields;
    this.networks = networks;
  }

  /// Proxies that connect from certain addresses.
  ///
  /// @param fields which they write
  /// @param from networks such as `10.0.0.0/8` or `fd00::/8`, single addresses, and `unix` for
  ///   Unix-domain sockets
  /// @throws IllegalArgumentException if there are none, or one is none of these
  public static Proxies trusting(Fields fields, String... from) {
    if (from.length == 0) {
      throw new IllegalArgumentException("no address to trust");
    }
    return new Proxies(fields, Networks.of(List.of(from)));
  }

  /// Which fields they write.
  public Fields fields() {
    return fields;
  }

  /// Whether a proxy may connect from there.
  public boolean trusts(SocketAddress address) {
    return networks.contains(address);
  }

  @Override
  public String toString() {
    return "Proxies[" + fields + " from " + networks + "]";
  }
}
