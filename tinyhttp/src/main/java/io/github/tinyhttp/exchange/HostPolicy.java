package io.github.tinyhttp.exchange;

import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.syntax.AllowedHosts;
import io.github.tinyhttp.syntax.Host;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which hosts the requests of a server may be for. One on loopback addresses serves, if its
/// application says nothing else, local names only: then a page of another site that lets a name of
/// its own point to this machine (DNS rebinding) reaches nothing.
public final class HostPolicy {
  private static final HostPolicy ANY = new HostPolicy(null, true);
  private static final HostPolicy LOCAL = new HostPolicy(null, true);

  /// The hosts that the application has named; null if it has named none.
  private final @Nullable AllowedHosts named;

  /// Whether `localhost`, names below it and IP addresses pass as well.
  private final boolean local;

  private HostPolicy(@Nullable AllowedHosts named, boolean local) {
    this.named = named;
    this.local = local;
  }

  /// The policy of a server that only clients of this machine can reach.
  public static HostPolicy ofLocal(ServerOptions options) {
    return named(options).map(named -> with(named, true)).orElse(LOCAL);
  }

  /// The policy of any other server.
  public static HostPolicy ofReachable(ServerOptions options) {
    return named(options).map(named -> with(named, false)).orElse(ANY);
  }

  private static Optional<AllowedHosts> named(ServerOptions options) {
    return options.hosts().map(AllowedHosts::of);
  }

  private static HostPolicy with(AllowedHosts named, boolean local) {
    return named.all() ? ANY : new HostPolicy(named, local);
  }

  /// Whether the application may see a request. A name that a trusted proxy tells has to pass as
  /// well as the one that the request itself has.
  boolean allows(ServerRequest request, RequestHead head) {
    if (this == ANY) {
      return true;
    }
    if (!(local && head.hasLocalHost()) && !isNamed(head.authority())) {
      return head.method().equals(HttpMethod.CONNECT); // a tunnel is to another host by nature
    }
    return !request.isForwarded() || allows(request.host());
  }

  private boolean isNamed(Optional<String> host) {
    return host.isEmpty() || named != null && named.allows(host.get());
  }

  private boolean allows(Optional<String> told) {
    return isNamed(told) || local && Host.isLocal(told.get());
  }
}
