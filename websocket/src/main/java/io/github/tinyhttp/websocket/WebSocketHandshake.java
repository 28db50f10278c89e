package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What a client and we have agreed on, RFC 6455 §4.2.
///
/// @param key the client's `Sec-WebSocket-Key`
/// @param subprotocol the one that is spoken, if any
/// @param deflate how messages are compressed, if at all
record WebSocketHandshake(
    String key, Optional<String> subprotocol, Optional<DeflateOffer> deflate) {
  static final String PROTOCOL = "websocket";
  private static final String VERSION = "13";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /// Checks what the client asks for.
  ///
  /// @throws HttpException with the refusal
  static WebSocketHandshake of(Request request, WebSocketOptions options) throws HttpException {
    Headers headers = request.headers();
    if (!request.method().equals(HttpMethod.GET)) {
      throw new HttpException(405, "WebSocket begins with GET", Headers.of("Allow", "GET"));
    }
    // In HTTP/1.0, or without "Connection: upgrade", it is no offer: RFC 9110 §7.8.
    if (!has(headers, "Upgrade", PROTOCOL)
        || !has(headers, "Connection", "upgrade")
        || !request.version().toString().equals("HTTP/1.1")) {
      throw upgradeRequired("WebSocket is spoken here");
    }
    if (request.contentLength().orElse(1) != 0) {
      throw new HttpException(400, "a WebSocket handshake has no content");
    }
    List<String> versions = headers.all("Sec-WebSocket-Version");
    if (versions.size() > 1) {
      throw new HttpException(400, "more than one Sec-WebSocket-Version");
    }
    if (!versions.equals(List.of(VERSION))) {
      throw upgradeRequired("version 13 of WebSocket is spoken here");
    }
    String key = key(headers);
    checkOrigin(request, options);
    return new WebSocketHandshake(
        key,
        subprotocol(headers.elements("Sec-WebSocket-Protocol"), options.subprotocols()),
        DeflateOffer.choose(headers.elements("Sec-WebSocket-Extensions"), options.compression()));
  }

  private static HttpException upgradeRequired(String message) {
    return new HttpException(
        426, message, Headers.of("Upgrade", PROTOCOL, "Sec-WebSocket-Version", VERSION));
  }

  private static boolean has(Headers headers, String name, String element) {
    return headers.elements(name).stream().anyMatch(element::equalsIgnoreCase);
  }

  /// The key is 16 bytes in base64, RFC 6455 §4.2.1: 24 characters, and the last two are padding.
  private static String key(Headers headers) throws HttpException {
    List<String> keys = headers.all("Sec-WebSocket-Key");
    if (keys.size() == 1 && keys.getFirst().length() == 24 && keys.getFirst().endsWith("==")) {
      try {
        Base64.getDecoder().decode(keys.getFirst());
        return keys.getFirst();
      } catch (IllegalArgumentException _) {
        // refused below
      }
    }
    throw new HttpException(400, "Sec-WebSocket-Key has to be 16 bytes in base64");
  }

  private static void checkOrigin(Request request, WebSocketOptions options) throws HttpException {
    List<String> origins = request.headers().all("Origin");
    if (origins.size() > 1) {
      throw new HttpException(400, "more than one Origin");
    }
    if (!origins.isEmpty() && !options.origins().allows(origins.getFirst(), request)) {
      throw new HttpException(403, "pages of this origin may not connect");
    }
  }

  private static Optional<String> subprotocol(List<String> offered, List<String> spoken)
      throws HttpException {
    try {
      Tokens.checkUnique(offered);
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "Sec-WebSocket-Protocol is broken");
    }
    return spoken.stream().filter(offered::contains).findFirst();
  }

  /// The fields of the 101.
  Response response() {
    Response response = Response.empty().withHeader("Sec-WebSocket-Accept", accept(key));
    if (subprotocol.isPresent()) {
      response = response.withHeader("Sec-WebSocket-Protocol", subprotocol.get());
    }
    if (deflate.isPresent()) {
      response = response.withHeader("Sec-WebSocket-Extensions", deflate.get().answer());
    }
    return response;
  }

  /// Shows that the key was read as one of WebSocket, RFC 6455 §4.2.2.
  private static String accept(String key) {
    try {
      var sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
