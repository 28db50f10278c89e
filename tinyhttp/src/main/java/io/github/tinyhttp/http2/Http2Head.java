package io.github.tinyhttp.http2;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.exchange.RequestHead;
import java.util.Optional;
import java.util.OptionalLong;

/// The head of a request, checked in full.
///
/// @param target `:path`, or the authority for CONNECT
/// @param pathEnd where the path ends in `target`
/// @param origin host and port that the request is for; empty if the head is not understood
/// @param length of the body; -1 if it is not known
/// @param continues whether the client waits for `100 Continue`
/// @param protocol what extended CONNECT asks for (RFC 8441), in whose place GET is the method, as
///   where a client offers it by `Upgrade`; empty for any other request
/// @param priority the value of the field `priority` (RFC 9218); empty if there is none
/// @param size of the header block, in bytes
/// @param pairs names and values in turn
record Http2Head(
    HttpMethod method,
    String target,
    int pathEnd,
    String origin,
    long length,
    boolean continues,
    String protocol,
    String priority,
    int size,
    String[] pairs)
    implements RequestHead {

  /// How many bytes the fields have, decoded.
  int decodedBytes() {
    int sum = target.length();
    for (String part : pairs) {
      sum += part.length();
    }
    return sum;
  }

  /// Stands for a head that could not be understood, when a response to it is written.
  static Http2Head unreadable(HttpMethod method) {
    return new Http2Head(method, "/", 1, "", -1, false, "", "", 0, new String[0]);
  }

  @Override
  public boolean isUnderstood() {
    return pairs.length > 0; // Host is always there
  }

  @Override
  public HttpVersion version() {
    return HttpVersion.HTTP_2;
  }

  @Override
  public String rawPath() {
    return pathEnd == target.length() ? target : target.substring(0, pathEnd);
  }

  @Override
  public Optional<String> query() {
    return pathEnd < target.length()
        ? Optional.of(target.substring(pathEnd + 1))
        : Optional.empty();
  }

  @Override
  public Optional<String> authority() {
    return origin.isEmpty() ? Optional.empty() : Optional.of(origin);
  }

  @Override
  public Headers headers() {
    return Headers.of(pairs);
  }

  @Override
  public Optional<String> header(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equalsIgnoreCase(name)) {
        return Optional.of(pairs[i + 1]);
      }
    }
    return Optional.empty();
  }

  @Override
  public OptionalLong contentLength() {
    return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
  }

  /// Whether the client wants a tunnel for another protocol, RFC 8441.
  boolean isTunnel() {
    return !protocol.isEmpty();
  }

  /// Whether the request is about the server as a whole: `OPTIONS *`.
  boolean isServerWide() {
    return target.equals("*");
  }
}
