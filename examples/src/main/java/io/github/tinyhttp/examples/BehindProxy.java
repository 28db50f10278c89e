package io.github.tinyhttp.examples;

import module io.github.tinyhttp;

/// Learns the addresses of its clients from a reverse proxy on this machine, such as an nginx with
///
/// ```
/// proxy_set_header Host $host;
/// proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
/// proxy_set_header X-Forwarded-Proto $scheme;
/// ```
///
/// The server ignores such fields in requests from any other address.
final class BehindProxy {
  void main() throws Exception {
    var server =
        Server.builder()
            .bind(Integer.getInteger("port", 8000))
            .hosts("*.example") // those that clients of the proxy use
            .proxies(Proxies.trusting(Proxies.Fields.X_FORWARDED, "127.0.0.1", "::1"))
            .handler(BehindProxy::handle)
            .start();
    IO.println("listening on " + server.uri());
  }

  private static Response handle(Request request) {
    String uri = request.scheme() + "://" + request.host().orElse("?") + request.target();
    return Response.text(request.clientAddress() + " asked for " + uri + "\n");
  }
}
