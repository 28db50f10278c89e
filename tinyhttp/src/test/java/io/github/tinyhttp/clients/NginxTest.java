package io.github.tinyhttp.clients;

import java.io.IOException;
import java.nio.file.Path;

class NginxTest extends ReverseProxyContract {
  @Override
  void start(Path socket, int port, Path pid) throws IOException {
    Path configuration =
        file(
            "nginx.conf",
            """
            # one process, that of whoever runs the test
            master_process off;
            daemon on;
            pid %1$s;
            error_log %2$s/error.log;
            events {}
            http {
              access_log off;
              client_max_body_size 0;
              client_body_temp_path %2$s/client;
              proxy_temp_path %2$s/proxy;
              fastcgi_temp_path %2$s/fastcgi;
              uwsgi_temp_path %2$s/uwsgi;
              scgi_temp_path %2$s/scgi;
              upstream server { server 127.0.0.1:%3$d; keepalive 4; }
              map $http_upgrade $connection_option { '' ''; default upgrade; }
              server {
                listen unix:%4$s;
                location / {
                  proxy_pass http://server;
                  proxy_http_version 1.1;
                  proxy_request_buffering off;
                  proxy_set_header Host $host;
                  proxy_set_header Upgrade $http_upgrade;
                  proxy_set_header Connection $connection_option;
                }
              }
            }
            """
                .formatted(pid, directory, port, socket));
    Program.run(
        "nginx",
        "-e",
        directory + "/error.log",
        "-p",
        directory.toString(),
        "-c",
        configuration.toString());
  }
}
