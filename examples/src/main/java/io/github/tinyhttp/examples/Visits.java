package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Recognizes a browser by a cookie, and greets it in its language. The cookie holds only a random
/// name; the server keeps all other data about the visitor.
final class Visits {
  private final Map<String, Integer> visits = new ConcurrentHashMap<>();

  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), this::handle);
    IO.println("listening on " + server.uri());
  }

  private Response handle(Request request) {
    if (request.path().equals("/forget")) {
      request.cookie("__Host-visitor").ifPresent(visits::remove);
      return Response.redirect("/").withCookie(SetCookie.removal("__Host-visitor"));
    }
    // A client can send any name, so only names that the server has issued are accepted.
    String visitor =
        request
            .cookie("__Host-visitor")
            .filter(visits::containsKey)
            .orElseGet(() -> UUID.randomUUID().toString());
    int count = visits.merge(visitor, 1, Integer::sum);
    String greeting =
        switch (request.language("en", "de").orElse("en")) {
          case "de" -> "Besuch Nummer ";
          default -> "visit number ";
        };
    var cookie = SetCookie.of("__Host-visitor", visitor).withMaxAge(Duration.ofDays(30));
    return Response.text(greeting + count + "\n")
        .withCookie(cookie)
        .withHeader("Vary", "Accept-Language");
  }
}
