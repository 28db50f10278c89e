package io.github.tinyhttp.accesslog;

import io.github.tinyhttp.BrokenRule;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.RequestEvent.Fault;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.syntax.StrictText;
import io.github.tinyhttp.tls.TlsSession;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// The values of a line, as text that is not escaped yet. What is empty is missing.
final class LogValues {
  private static final String BASIC = "basic ";
  private static final int MICROS_PER_SECOND = 1_000_000;

  private LogValues() {}

  /// The address without its port; `unix` for a client that has none.
  static String client(SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet)) {
      return "unix";
    }
    return internet.isUnresolved()
        ? internet.getHostString()
        : internet.getAddress().getHostAddress();
  }

  static Optional<String> port(SocketAddress address) {
    return address instanceof InetSocketAddress internet
        ? Optional.of(Integer.toString(internet.getPort()))
        : Optional.empty();
  }

  /// The user of Basic authentication (RFC 7617), as the client claims.
  static Optional<String> user(Request request) {
    return request
        .header("Authorization")
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BASIC))
        .flatMap(value -> decoded(value.substring(BASIC.length()).strip()))
        .filter(pair -> pair.indexOf(':') > 0)
        .map(pair -> pair.substring(0, pair.indexOf(':')));
  }

  private static Optional<String> decoded(String base64) {
    try {
      return Optional.of(StrictText.utf8OrLatin1(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // no credentials, whatever they are
    }
  }

  static String requestLine(Request request, Redaction redaction) {
    return request.method() + " " + redaction.target(request.target()) + " " + request.version();
  }

  /// Seconds with six decimals: `0.001234`.
  static String seconds(Duration time) {
    long micros = time.toNanos() / 1_000;
    String fraction = Long.toString(MICROS_PER_SECOND + micros % MICROS_PER_SECOND).substring(1);
    return micros / MICROS_PER_SECOND + "." + fraction;
  }

  static Optional<String> outcome(LogEntry entry) {
    return entry.event().flatMap(RequestEvent::outcome).map(Enum::name);
  }

  static Optional<String> fault(LogEntry entry) {
    return entry
        .event()
        .map(RequestEvent::fault)
        .filter(fault -> fault != Fault.NONE)
        .map(Enum::name);
  }

  static Optional<String> rule(LogEntry entry) {
    return entry.event().flatMap(RequestEvent::rule).map(BrokenRule::name).or(entry::rule);
  }

  static Optional<String> cause(LogEntry entry) {
    return entry.event().flatMap(RequestEvent::cause).map(Throwable::toString);
  }

  static Optional<String> thread(LogEntry entry) {
    return entry.event().flatMap(RequestEvent::handlerThread).map(Enum::name);
  }

  static Optional<String> tls(LogEntry entry) {
    return entry.connection().tls().map(TlsSession::protocol);
  }

  static Optional<String> requestField(LogEntry entry, String name, Redaction redaction) {
    return entry.request().map(Request::headers).flatMap(all -> redaction.field(all, name));
  }

  static Optional<String> responseField(LogEntry entry, String name, Redaction redaction) {
    return entry.response().map(Response::headers).flatMap(all -> redaction.field(all, name));
  }

  static long bytesSent(LogEntry entry) {
    return entry.event().map(RequestEvent::contentBytesSent).orElse(0L);
  }

  static long bytesReceived(LogEntry entry) {
    return entry.event().map(RequestEvent::contentBytesReceived).orElse(0L);
  }
}
