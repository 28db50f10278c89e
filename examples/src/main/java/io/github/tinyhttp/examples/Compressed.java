package io.github.tinyhttp.examples;

import module io.github.tinyhttp;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Compresses answers for clients that accept it, but not the one with a secret in it; and takes
/// uploads that the client has compressed.
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

  /// Whoever sees the length of this compressed, and may choose the search term, can guess the
  /// token.
  private static String account(Request request) {
    String term = request.queryParameter("q").orElse("").replaceAll("[^a-z0-9]", "");
    return "<input name='token' value='6d0c8ad6'>\n<p>no results for %s</p>\n%s"
        .formatted(term, " ".repeat(2000));
  }
}
