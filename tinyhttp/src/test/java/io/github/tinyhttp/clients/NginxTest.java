package io.github.tinyhttp.clients;

import java.io.IOException;
import java.nio.file.Path;

class NginxTest extends ReverseProxyContract {
  @Override
  void start(Path socket, int port, Path pid) throws IOException {
    new Nginx(directory)
        .http(
            """
            client_max_body_size 0;
            upstream server { server 127.0.0.1:%d; keepalive 4; }
            map $http_upgrade $connection_option { '' ''; default upgrade; }
            server {
              listen unix:%s;
              location / {
                proxy_pass http://server;
                proxy_http_version 1.1;
                proxy_request_buffering off;
                proxy_set_header Host $host;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $connection_option;
              }
            }
            """
                .formatted(port, socket))
        .start(pid);
  }
}
