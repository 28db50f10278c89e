import module io.github.tinyhttp;

void main() throws Exception {
  try (var server = Server.http(Integer.getInteger("port", 8000))) {
    IO.println("listening on " + server.uri());
    for (var request : server.incomingRequests()) {
      request.respond(Handler.get(_ -> Response.text("hello world\n")));
    }
  }
}
