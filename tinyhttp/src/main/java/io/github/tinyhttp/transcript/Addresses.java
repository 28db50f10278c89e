package io.github.tinyhttp.transcript;

import io.github.tinyhttp.syntax.Ascii;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;

/// Addresses as text: `127.0.0.1:8000`, `[::1]:8000`, `unix:/run/http.sock`, or `unix` for one
/// without a name.
final class Addresses {
  private Addresses() {}

  static String text(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress internet when !internet.isUnresolved() -> {
        String host = internet.getAddress().getHostAddress();
        boolean six = internet.getAddress() instanceof Inet6Address;
        yield (six ? "[" + host + "]" : host) + ":" + internet.getPort();
      }
      case UnixDomainSocketAddress unix -> unix(unix.getPath().toString());
      default -> escaped(address.toString());
    };
  }

  private static String unix(String path) {
    return path.isEmpty() ? "unix" : "unix:" + escaped(path);
  }

  private static String escaped(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Escape.of(Ascii.latin1(bytes, 0, bytes.length));
  }
}
