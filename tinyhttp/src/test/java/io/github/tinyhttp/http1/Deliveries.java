package io.github.tinyhttp.http1;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A handler that notes, for each connection, what was delivered to it whole.
///
/// The path `/skip` leaves the body unread, `/close` closes after the response, `/fail` throws.
final class Deliveries implements Handler {
  private final Map<SocketAddress, List<String>> byClient = new ConcurrentHashMap<>();

  @Override
  public Response handle(Request request) throws IOException {
    String line = request.method() + " " + request.target();
    String rest = request.rawPath().equals("/skip") ? "" : bodyAndTrailers(request);
    byClient
        .computeIfAbsent(request.remoteAddress(), _ -> new CopyOnWriteArrayList<>())
        .add(line + rest);
    return switch (request.rawPath()) {
      case "/close" -> Response.text("bye").withConnectionClose();
      case "/fail" -> throw new IllegalStateException("asked to fail");
      default -> Response.text("ok");
    };
  }

  private static String bodyAndTrailers(Request request) throws IOException {
    String body = new String(request.bytes(), StandardCharsets.ISO_8859_1);
    StringBuilder rest = new StringBuilder(body.isEmpty() ? "" : " " + body);
    for (Headers.Field field : request.trailers()) {
      rest.append(" [").append(field.name()).append(": ").append(field.value()).append(']');
    }
    return rest.toString();
  }

  /// What this client has had delivered so far.
  List<String> of(SocketAddress client) {
    return byClient.getOrDefault(client, List.of());
  }

  /// Forgets a client, whose address may soon be another one's.
  void forget(SocketAddress client) {
    byClient.remove(client);
  }
}
