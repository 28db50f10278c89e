package io.github.tinyhttp.examples;

import module io.github.tinyhttp;

/// Switches from HTTP to another protocol, which echoes all bytes.
final class UpgradeEcho {
  void main() throws Exception {
    var server =
        Server.http(
            Integer.getInteger("port", 8000),
            request -> {
              if (!request.offersUpgrade("echo")) {
                return Response.status(426).withHeader("Upgrade", "echo");
              }
              try (var connection = request.upgrade("echo", Response.empty())) {
                connection.input().transferTo(connection.output());
              }
              return Response.handled();
            });
    IO.println("listening on " + server.uri());
  }
}
