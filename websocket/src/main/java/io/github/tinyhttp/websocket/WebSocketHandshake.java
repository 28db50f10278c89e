package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The result of the opening handshake, RFC 6455 §4.2 in HTTP/1.1, and RFC 8441 §5 in HTTP/2, where
/// `:protocol` says what `Upgrade`, `Connection` and the key say.
///
/// @param key the client's `Sec-WebSocket-Key`; empty in HTTP/2
/// @param subprotocol the chosen subprotocol; empty if there is none in common
/// @param deflate the chosen compression; empty if messages are not compressed
/// @param fields the application's fields of the response
record WebSocketHandshake(
    Optional<String> key,
    Optional<String> subprotocol,
    Optional<DeflateOffer> deflate,
    Headers fields) {
  static final String PROTOCOL = "websocket";
  private static final String VERSION = "13";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /// Checks the client's part of the handshake.
  ///
  /// @throws HttpException with the response that refuses it
  static WebSocketHandshake of(Request request, WebSocketOptions options) throws HttpException {
    Headers headers = request.headers();
    if (!request.method().equals(HttpMethod.GET)) {
      throw new HttpException(
          405, "a WebSocket handshake must use GET", Headers.of("Allow", "GET"));
    }
    boolean hasKey = request.version().equals(HttpVersion.HTTP_1_1);
    if (request.contentLength().orElse(1) != 0) {
      throw new HttpException(400, "a WebSocket handshake must have no content");
    }
    if (!request.offersUpgrade(PROTOCOL)) {
      throw upgradeRequired(426, "this resource requires WebSocket");
    }
    List<String> versions = headers.all("Sec-WebSocket-Version");
    if (versions.size() > 1) {
      throw new HttpException(400, "more than one Sec-WebSocket-Version");
    }
    if (!versions.equals(List.of(VERSION))) {
      int status = hasKey ? 426 : 400; // 426 names protocols in Upgrade, which HTTP/2 does not have
      throw upgradeRequired(status, "this resource requires version 13 of WebSocket");
    }
    Optional<String> key = hasKey ? Optional.of(key(headers)) : Optional.empty();
    checkOrigin(request, options);
    return new WebSocketHandshake(
        key,
        subprotocol(headers.elements("Sec-WebSocket-Protocol"), options),
        DeflateOffer.choose(headers.elements("Sec-WebSocket-Extensions"), options.compression()),
        options.fields());
  }

  private static HttpException upgradeRequired(int status, String message) {
    return new HttpException(
        status, message, Headers.of("Upgrade", PROTOCOL, "Sec-WebSocket-Version", VERSION));
  }

  /// The key is 16 bytes in base64, RFC 6455 §4.2.1: 24 characters, and the last two are padding.
  private static String key(Headers headers) throws HttpException {
    List<String> keys = headers.all("Sec-WebSocket-Key");
    if (keys.size() == 1 && keys.getFirst().length() == 24 && keys.getFirst().endsWith("==")) {
      try {
        Base64.getDecoder().decode(keys.getFirst());
        return keys.getFirst();
      } catch (IllegalArgumentException _) {
        // a key that is not base64 is refused below
      }
    }
    throw new HttpException(400, "Sec-WebSocket-Key must be 16 bytes in base64");
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

  private static Optional<String> subprotocol(List<String> offered, WebSocketOptions options)
      throws HttpException {
    try {
      Tokens.checkUnique(offered);
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "malformed Sec-WebSocket-Protocol");
    }
    List<String> supported = options.subprotocols();
    Optional<String> chosen = supported.stream().filter(offered::contains).findFirst();
    if (chosen.isEmpty() && options.subprotocolChoice() == SubprotocolChoice.REQUIRED) {
      throw new HttpException(
          400, "this resource speaks the subprotocols " + String.join(", ", supported));
    }
    return chosen;
  }

  /// @throws IllegalArgumentException for a field that belongs to the handshake
  static void checkFields(Headers fields) {
    for (String name :
        List.of(
            "Sec-WebSocket-Accept",
            "Sec-WebSocket-Protocol",
            "Sec-WebSocket-Extensions",
            "Upgrade",
            "Connection")) {
      if (fields.contains(name)) {
        throw new IllegalArgumentException(name + " belongs to the handshake");
      }
    }
  }

  /// The response whose fields the 101 carries, or the 200 of HTTP/2.
  Response response() {
    Response response = Response.empty().withHeaders(fields);
    if (key.isPresent()) {
      response = response.withHeader("Sec-WebSocket-Accept", accept(key.get()));
    }
    if (subprotocol.isPresent()) {
      response = response.withHeader("Sec-WebSocket-Protocol", subprotocol.get());
    }
    if (deflate.isPresent()) {
      response = response.withHeader("Sec-WebSocket-Extensions", deflate.get().toResponseElement());
    }
    return response;
  }

  /// Computes `Sec-WebSocket-Accept`, which proves that the server speaks WebSocket, RFC 6455
  /// §4.2.2.
  private static String accept(String key) {
    try {
      var sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
