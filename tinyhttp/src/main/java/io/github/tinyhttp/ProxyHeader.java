package io.github.tinyhttp;

import io.github.tinyhttp.tls.Tls;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a proxy tells of a connection in HAProxy's PROXY protocol, see
/// [Listener#withProxyProtocol(String...)]. It is as trustworthy as the proxy.
///
/// @param source the client's end of the connection that the proxy has accepted; empty if the proxy
///   speaks for itself, as with a health check, or does not know
/// @param destination the proxy's end of it
/// @param values the further values, in their order; none in version 1
@CheckReturnValue
public record ProxyHeader(
    Optional<SocketAddress> source, Optional<SocketAddress> destination, List<Value> values) {
  private static final int ALPN = 0x01;
  private static final int AUTHORITY = 0x02;
  private static final int UNIQUE_ID = 0x05;
  private static final int SSL = 0x20;
  private static final int SSL_VERSION = 0x21;
  private static final int SSL_CN = 0x22;
  private static final int SSL_CIPHER = 0x23;

  /// A value of some type, known to us or not.
  ///
  /// @param type from 0 to 255
  /// @param bytes not to be changed
  public record Value(int type, byte[] bytes) {
    private String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /// The TLS that the client speaks with the proxy.
  ///
  /// @param version such as `TLSv1.3`
  /// @param cipher such as `TLS_AES_128_GCM_SHA256`
  /// @param certified whether the client has shown a certificate that the proxy found good
  /// @param commonName of that certificate's subject, if the proxy tells
  public record Tls(
      Optional<String> version,
      Optional<String> cipher,
      boolean certified,
      Optional<String> commonName) {}

  /// The list is copied.
  public ProxyHeader {
    values = List.copyOf(values);
  }

  /// A header about a client, for tests.
  public static ProxyHeader of(SocketAddress source, SocketAddress destination) {
    return new ProxyHeader(Optional.of(source), Optional.of(destination), List.of());
  }

  /// The bytes of the first value of that type.
  public Optional<byte[]> value(int type) {
    return first(values, type).map(Value::bytes);
  }

  /// The protocol that the proxy and the client have agreed on, such as `h2` or `http/1.1`.
  public Optional<String> alpn() {
    return first(values, ALPN).map(Value::text);
  }

  /// The host name that the client has named to the proxy, in TLS by SNI.
  public Optional<String> authority() {
    return first(values, AUTHORITY).map(Value::text);
  }

  /// What the proxy calls the connection in its logs.
  public Optional<byte[]> uniqueId() {
    return value(UNIQUE_ID);
  }

  /// The TLS between the client and the proxy; empty if it is not used, or the proxy does not tell.
  public Optional<Tls> tls() {
    return value(SSL).flatMap(ProxyHeader::tls);
  }

  private static Optional<Value> first(List<Value> values, int type) {
    return values.stream().filter(value -> value.type() == type).findFirst();
  }

  /// One byte of flags, four of the result, then more values; what is cut short says nothing.
  private static Optional<Tls> tls(byte[] bytes) {
    if (bytes.length < 5 || (bytes[0] & 1) == 0) {
      return Optional.empty();
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    boolean shown = (rest.get() & 6) != 0; // on this connection, or in its session
    boolean good = rest.getInt() == 0;
    List<Value> more = values(rest);
    return Optional.of(
        new Tls(
            first(more, SSL_VERSION).map(Value::text),
            first(more, SSL_CIPHER).map(Value::text),
            shown && good,
            first(more, SSL_CN).map(Value::text)));
  }

  private static List<Value> values(ByteBuffer rest) {
    var values = new ArrayList<Value>();
    while (rest.remaining() >= 3) {
      int type = rest.get() & 0xFF;
      byte[] bytes = new byte[Math.min(rest.getChar(), rest.remaining())];
      rest.get(bytes);
      values.add(new Value(type, bytes));
    }
    return values;
  }
}
