package io.github.tinyhttp.clients;

import java.io.IOException;
import java.nio.file.Path;

class HaproxyTest extends ReverseProxyContract {
  /// How HAProxy speaks to the server; nothing for HTTP/1.1.
  String protocol() {
    return "";
  }

  @Override
  void start(Path socket, int port, Path pid) throws IOException {
    Path configuration =
        file(
            "haproxy.cfg",
            """
            global
              daemon
              pidfile %s
              maxconn 100
            defaults
              mode http
              http-reuse always
              timeout connect 60s
              timeout client 60s
              timeout server 60s
              timeout tunnel 60s
            frontend front
              bind unix@%s
              default_backend server
            backend server
              server one 127.0.0.1:%d %s
            """
                .formatted(pid, socket, port, protocol()));
    Program.run("haproxy", "-f", configuration.toString());
  }
}
