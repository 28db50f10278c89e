package io.github.tinyhttp.examples;

import module io.github.tinyhttp;

/// Receives requests one by one, and responds to each.
final class HelloWorld {
  void main() throws Exception {
    try (var server = Server.http(Integer.getInteger("port", 8000))) {
      IO.println("listening on " + server.uri());
      for (var request : server.incomingRequests()) {
        IO.println(request.method() + " " + request.target() + " " + request.headers());
        request.respond(Handler.get(_ -> Response.text("hello world\n")));
      }
    }
  }
}
