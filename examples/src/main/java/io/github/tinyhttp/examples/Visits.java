package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Remembers a browser by a cookie, and greets in its language. The cookie holds nothing but a
/// random name; what is known of the visitor stays here.
final class Visits {
  private final Map<String, Integer> visits = new ConcurrentHashMap<>();

  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), this::answer);
    IO.println("listening on " + server.uri());
  }

  private Response answer(Request request) {
    if (request.path().equals("/forget")) {
      request.cookie("__Host-visitor").ifPresent(visits::remove);
      return Response.redirect("/").withCookie(SetCookie.removal("__Host-visitor"));
    }
    // Anybody can send any name: only one that was given out here counts.
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
