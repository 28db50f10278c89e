package io.github.tinyhttp;

import io.github.tinyhttp.syntax.Host;
import io.github.tinyhttp.syntax.HostAndPort;
import io.github.tinyhttp.syntax.Networks;
import io.github.tinyhttp.tls.Tls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Where a server listens, and how connections begin there. A server may have several, of different
/// kinds; their requests all go the same way. Immutable, and nothing is opened before the server
/// starts.
///
/// ```java
/// Server.builder()
///     .listen(Listener.on(8000), Listener.unix(Path.of("/run/notes/http.sock")))
///     .handler(handler)
///     .start();
/// ```
@CheckReturnValue
public final class Listener {
  /// What a listener listens on.
  public sealed interface BindTarget {
    /// A socket that the server makes and binds.
    ///
    /// @param address an internet address, or that of a Unix-domain socket
    record At(SocketAddress address) implements BindTarget {
      @Override
      public String toString() {
        return address.toString();
      }
    }

    /// Both loopback addresses, `127.0.0.1` and `::1`, as far as the machine has them.
    ///
    /// @param port 0 for any that is free on both
    record Localhost(int port) implements BindTarget {
      @Override
      public String toString() {
        return "localhost:" + port;
      }
    }

    /// A socket that the application has bound.
    ///
    /// @param channel the server closes it
    record Given(ServerSocketChannel channel) implements BindTarget {
      @Override
      public String toString() {
        return channel.toString();
      }
    }

    /// The socket that the process was started with, see [Listener#inherited()].
    record Inherited() implements BindTarget {
      @Override
      public String toString() {
        return "inherited socket";
      }
    }
  }

  private final BindTarget target;
  private final OptionalInt backlog;
  private final Set<PosixFilePermission> permissions;
  private final List<String> proxies;
  private final Optional<Tls> tls;
  private final OptionalInt httpsPort;
  private final Set<HttpVersion> versions;

  private Listener(
      BindTarget target,
      OptionalInt backlog,
      Set<PosixFilePermission> permissions,
      List<String> proxies,
      Optional<Tls> tls,
      OptionalInt httpsPort,
      Set<HttpVersion> versions) {
    if (tls.isPresent() && httpsPort.isPresent()) {
      throw new IllegalArgumentException(
          "a listener with TLS does not redirect to https on port " + httpsPort.getAsInt());
    }
    this.target = target;
    this.backlog = backlog;
    this.permissions = Set.copyOf(permissions);
    this.proxies = proxies;
    this.tls = tls;
    this.httpsPort = httpsPort;
    this.versions = Set.copyOf(versions);
  }

  private static Listener at(BindTarget target) {
    return new Listener(
        target,
        OptionalInt.empty(),
        Set.of(),
        List.of(),
        Optional.empty(),
        OptionalInt.empty(),
        Set.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2));
  }

  /// A listener on `port` of the loopback address.
  ///
  /// @param port 0 for any that is free
  public static Listener on(int port) {
    return on(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /// A listener on an address such as `127.0.0.1:8000`, `[::1]:0` or `notes.example:8080`.
  ///
  /// `localhost`, or a name below it (RFC 6761 §6.3), is every loopback address, since clients take
  /// the name for any of them. `0.0.0.0` is all addresses of IPv4 alone, and `[::]` all addresses
  /// of IPv4 and IPv6. One server may have a listener on each of the two with the same port;
  /// clients then get to the one of their family.
  ///
  /// @throws IllegalArgumentException if the text is no address with a port
  public static Listener on(String address) {
    return on(HostAndPort.parse(address));
  }

  /// A listener on an internet address, or on a Unix-domain socket as in [#unix(Path)]. An address
  /// that is not resolved is looked up, as in [#on(String)]; any other one is itself alone, even if
  /// it was made of the name `localhost`.
  public static Listener on(SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet) || !internet.isUnresolved()) {
      return at(new BindTarget.At(Objects.requireNonNull(address, "address")));
    }
    String host = internet.getHostString();
    int port = internet.getPort();
    return at(
        Host.isLocalhost(host)
            ? new BindTarget.Localhost(port)
            : new BindTarget.At(new InetSocketAddress(host, port)));
  }

  /// A listener on a Unix-domain socket, for clients on this machine that may use that file. The
  /// server makes the file, and removes it when it is closed. It replaces a socket that a dead
  /// process has left; the socket of a living process, or any other file, keeps it from starting.
  ///
  /// @param file systems take paths of about 100 bytes
  public static Listener unix(Path file) {
    return on(UnixDomainSocketAddress.of(file));
  }

  /// A listener on a channel that is bound already. The server closes the channel.
  public static Listener of(ServerSocketChannel bound) {
    return at(new BindTarget.Given(Objects.requireNonNull(bound, "bound")));
  }

  /// A listener on the socket that a supervisor has opened for the process and made its standard
  /// input, as inetd (`wait`) and systemd (`StandardInput=socket`) do: clients can connect while
  /// the server restarts, and it needs no rights to a low port. A process has at most one such
  /// socket, see [System#inheritedChannel()].
  public static Listener inherited() {
    return at(new BindTarget.Inherited());
  }

  /// This listener with a bound for the connections that the operating system holds before the
  /// server accepts them; without it the bound is [Server.Builder#backlog(int)]. Systems have
  /// bounds of their own, often lower ones (`net.core.somaxconn`). A socket that is bound already
  /// keeps its bound.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Listener withBacklog(int connections) {
    if (connections <= 0) {
      throw new IllegalArgumentException("backlog must be positive, not " + connections);
    }
    return new Listener(
        target, OptionalInt.of(connections), permissions, proxies, tls, httpsPort, versions);
  }

  /// This listener with permissions for the file of its Unix-domain socket, in force before a
  /// client can connect. A client that connects needs the right to write. Without this the file has
  /// the permissions that the process's umask leaves, on most systems `rwxr-xr-x`: only the same
  /// user can connect.
  ///
  /// @param mode nine characters as `ls` shows them, such as `rw-rw----` for user and group
  /// @throws IllegalArgumentException if it is none, or no client could connect, or this is no
  ///   Unix-domain socket that the server makes
  public Listener withPermissions(String mode) {
    if (!(target instanceof BindTarget.At(UnixDomainSocketAddress _))) {
      throw new IllegalArgumentException(
          "only a Unix-domain socket has permissions, not " + target);
    }
    Set<PosixFilePermission> wanted = permissions(mode);
    if (!mode.contains("w")) {
      throw new IllegalArgumentException("no client could connect with " + mode);
    }
    return new Listener(target, backlog, wanted, proxies, tls, httpsPort, versions);
  }

  private static Set<PosixFilePermission> permissions(String mode) {
    try {
      return PosixFilePermissions.fromString(mode);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("rw-rw---- or its like wanted, not " + mode, e);
    }
  }

  /// This listener with HAProxy's PROXY protocol, version 1 or 2: a proxy sends a header ahead of
  /// the client's bytes, and ahead of TLS, that names the client. [Request#remoteAddress()] is then
  /// the client's, and [Request#proxyHeader()] is the whole header.
  ///
  /// Every connection must begin with the header. One that does not, that comes from another
  /// address, or whose header is malformed, has more than 16 KiB, or takes longer than
  /// [Timeouts#handshake()], is closed without a response, and [ServerEvents#refused] is told.
  ///
  /// @param from where proxies connect from: networks such as `10.0.0.0/8` or `fd00::/8`, single
  ///   addresses, and `unix` for Unix-domain sockets
  /// @throws IllegalArgumentException if there are none, or one is none of these
  public Listener withProxyProtocol(String... from) {
    if (from.length == 0) {
      throw new IllegalArgumentException("withProxyProtocol() needs the addresses of the proxies");
    }
    Networks _ = Networks.of(List.of(from));
    return new Listener(target, backlog, permissions, List.of(from), tls, httpsPort, versions);
  }

  /// This listener with HTTPS. Several listeners may share one [Tls].
  public Listener withTls(Tls keys) {
    return new Listener(
        target, backlog, permissions, proxies, Optional.of(keys), httpsPort, versions);
  }

  /// This listener with a 308 redirect of every request to the same host and path by https: for a
  /// port 80 beside a 443. Only requests below `/.well-known/acme-challenge/` go to the
  /// application, because a certificate authority asks by http (RFC 8555 §8.3).
  ///
  /// @param port where clients find this server, or the proxy before it, by https; mostly 443
  /// @throws IllegalArgumentException if there is no such port, or this is a listener with TLS
  public Listener withRedirectToHttps(int port) {
    if (port < 1 || port > 0xFFFF) {
      throw new IllegalArgumentException("no port: " + port);
    }
    return new Listener(target, backlog, permissions, proxies, tls, OptionalInt.of(port), versions);
  }

  /// This listener with the versions of HTTP that it speaks; without this it speaks
  /// [HttpVersion#HTTP_1_1] and [HttpVersion#HTTP_2]. With TLS the client chooses by ALPN (RFC
  /// 7301). Without TLS a client speaks HTTP/2 if it knows that it may, as its first bytes tell
  /// (RFC 9113 §3.3); there is no `Upgrade: h2c`, which browsers do not use and the standard has
  /// given up.
  ///
  /// @param spoken HTTP/1.1, which includes HTTP/1.0, or HTTP/2, or both
  /// @throws IllegalArgumentException if neither of the two is there, or anything else is
  public Listener withVersions(HttpVersion... spoken) {
    Set<HttpVersion> wanted = new HashSet<>(List.of(spoken));
    Set<HttpVersion> known = Set.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2);
    if (wanted.isEmpty() || !known.containsAll(wanted)) {
      throw new IllegalArgumentException("HTTP/1.1 or HTTP/2 wanted, not " + wanted);
    }
    return new Listener(target, backlog, permissions, proxies, tls, httpsPort, wanted);
  }

  /// What this listens on.
  public BindTarget target() {
    return target;
  }

  /// The bound for connections that are not yet accepted; empty for the server's.
  public OptionalInt backlog() {
    return backlog;
  }

  /// The permissions of a Unix-domain socket's file; empty for those that the umask leaves.
  public Set<PosixFilePermission> permissions() {
    return permissions;
  }

  /// The networks that proxies connect from which send a PROXY header, as they were given; empty if
  /// the PROXY protocol is not spoken.
  public List<String> proxies() {
    return proxies;
  }

  /// The keys and certificates for HTTPS; empty if this listener does not speak it by itself.
  public Optional<Tls> tls() {
    return tls;
  }

  /// The port that clients are redirected to by https; empty if they are not.
  public OptionalInt httpsPort() {
    return httpsPort;
  }

  /// The versions of HTTP that are spoken: [HttpVersion#HTTP_1_1], [HttpVersion#HTTP_2] or both.
  public Set<HttpVersion> versions() {
    return versions;
  }

  @Override
  public String toString() {
    return "Listener[" + target + "]";
  }
}
