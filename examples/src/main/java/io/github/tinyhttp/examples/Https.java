package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Serves HTTPS, and picks up renewed certificates without a restart. To try it, make a certificate
///
/// ```
/// openssl req -x509 -nodes -newkey rsa:2048 -days 30 -subj /CN=localhost \
///     -addext subjectAltName=DNS:localhost -keyout key.pem -out chain.pem
/// ```
///
/// and run `curl --cacert chain.pem https://localhost:8443/`.
final class Https {
  void main() throws Exception {
    Path chain = Path.of(System.getProperty("chain", "chain.pem"));
    Path key = Path.of(System.getProperty("key", "key.pem"));
    int port = Integer.getInteger("port", 8443);

    Tls tls = Tls.pem(chain, key).withWatch(Duration.ofMinutes(1));
    var server = Server.https(port, tls, Https::hello);
    IO.println("listening on " + server.uri());
  }

  private static Response hello(Request request) {
    TlsSession session = request.tls().orElseThrow();
    return Response.text("hello over " + session.protocol() + "\n");
  }
}
