package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Stores notes: PUT, GET and DELETE on any path. `NotesTest` tests it without a socket.
final class Notes implements Handler {
  private final Map<String, String> notes = new ConcurrentHashMap<>();

  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), this);
    IO.println("listening on " + server.uri());
  }

  @Override
  public Response handle(Request request) throws IOException {
    String path = request.path();
    return switch (request.method().name()) {
      case "GET", "HEAD" ->
          Optional.ofNullable(notes.get(path)).map(Response::text).orElse(Response.status(404));
      case "PUT" -> Response.status(notes.put(path, request.text()) == null ? 201 : 204);
      case "DELETE" -> Response.status(notes.remove(path) == null ? 404 : 204);
      default ->
          Response.methodNotAllowed(
              HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.DELETE);
    };
  }
}
