package io.github.tinyhttp.examples;

import module io.github.tinyhttp;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Compresses responses for clients that accept it, except the response that contains a secret, and
/// accepts compressed uploads.
final class Compressed {
  void main() throws Exception {
    var server =
        Server.builder()
            .bind(Integer.getInteger("port", 8000))
            .compression(Compression.defaults())
            .handler(
                request ->
                    switch (request.path()) {
                      case "/squares" -> Response.text(squares());
                      case "/account" ->
                          Response.html(account(request)).withCompression(Compression.Use.NEVER);
                      case "/length" -> Response.text(request.text().length() + "\n");
                      default -> Response.status(404);
                    })
            .start();
    IO.println("listening on " + server.uri());
  }

  private static String squares() {
    return IntStream.range(0, 1000)
        .mapToObj(n -> n + " " + n * n + "\n")
        .collect(Collectors.joining());
  }

  /// If this page were compressed, an attacker who chooses the search term and sees the length of
  /// the response could guess the token (BREACH).
  private static String account(Request request) {
    String term = request.queryParameter("q").orElse("").replaceAll("[^a-z0-9]", "");
    return "<input name='token' value='6d0c8ad6'>\n<p>no results for %s</p>\n%s"
        .formatted(term, " ".repeat(2000));
  }
}
