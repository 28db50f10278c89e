package io.github.tinyhttp.examples;

import module io.github.tinyhttp;

/// Passes requests to a handler, for many clients at once. The server's threads keep the program
/// alive.
final class HelloHandler {
  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), Handler.get(HelloHandler::handle));
    IO.println("listening on " + server.uri());
  }

  private static Response handle(Request request) {
    return switch (request.path()) {
      case "/" -> Response.html("<h1>hello</h1>\n");
      case "/greet" -> Response.text("hello " + name(request) + "\n");
      case "/old" -> Response.redirect("/");
      default -> Response.text("nothing here\n").withStatus(404);
    };
  }

  private static String name(Request request) {
    return request.queryParameter("name").orElse("stranger");
  }
}
