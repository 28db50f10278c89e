package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A server on a loopback address behind a proxy of the same machine, whose clients use a name:
/// what passes before the application has named a host, and after it has named that of its clients.
class HostsBehindProxiesTest extends ClientTest {
  private Path socket;
  private Path pid;

  private void isServed(Front front, String protocol, boolean before, boolean after)
      throws IOException {
    assertThat(status(front, protocol, server())).isEqualTo(before ? "200" : "421");
    assertThat(status(front, protocol, server("app.example"))).isEqualTo(after ? "200" : "421");
  }

  private Server server(String... hosts) throws IOException {
    Server.Builder builder =
        Server.builder()
            .bind("127.0.0.1:0")
            .proxies(Proxies.trusting(Proxies.Fields.X_FORWARDED, "127.0.0.1"));
    return closedAfter(
        (hosts.length == 0 ? builder : builder.hosts(hosts))
            .handler(request -> Response.text("fine"))
            .start());
  }

  /// Starts a proxy in front of a server.
  private interface Front {
    void start(int port) throws IOException;
  }

  private String status(Front front, String protocol, Server server) throws IOException {
    String response = response(front, protocol, server);
    return response.substring(response.length() - 3);
  }

  /// The content of the response, and its status.
  private String response(Front front, String protocol, Server server) throws IOException {
    socket = directory.resolve("proxy-" + server.port());
    pid = directory.resolve("pid-" + server.port());
    front.start(server.port());
    endedAfter(pid);
    var command = new ArrayList<>(List.of("curl", "-q", "-sS", protocol));
    command.addAll(List.of("--unix-socket", socket.toString()));
    command.addAll(List.of("-w", "%{http_code}", "http://app.example/"));
    return Program.run(command.toArray(String[]::new)).out();
  }

  private Front nginx(String listen, String directives) {
    return port ->
        new Nginx(directory)
            .http(
                """
                upstream app { server 127.0.0.1:%1$d; }
                server {
                  listen unix:%2$s %3$s;
                  location / { %4$s }
                }
                """
                    .formatted(port, socket, listen, directives.formatted(port)))
            .start(pid);
  }

  @ParameterizedTest
  @CsvSource({
    "proxy_pass http://127.0.0.1:%d;, true, true",
    "proxy_pass http://127.0.0.1:%d; proxy_http_version 1.1;, true, true",
    "proxy_pass http://localhost:%d;, true, true",
    "proxy_pass http://app;, false, false",
    "proxy_pass http://app; proxy_set_header Host '';, true, true",
    "proxy_pass http://app; proxy_set_header Host $host;, false, true",
    "proxy_pass http://app; proxy_set_header Host $http_host; proxy_http_version 1.1;, false, true",
    "proxy_pass http://127.0.0.1:%d; proxy_set_header X-Forwarded-Host $host;, false, true",
    "proxy_pass http://app; proxy_set_header Host $proxy_port.localhost;, true, true"
  })
  void nginx(String directives, boolean before, boolean after) throws IOException {
    isServed(nginx("", directives), "--http1.1", before, after);
  }

  /// nginx sends the name of its upstream unless it is told otherwise.
  @Test
  void the_text_says_which_name_is_meant() throws IOException {
    Front front = nginx("", "proxy_pass http://app;");
    assertThat(response(front, "--http1.1", server("app.example")))
        .contains("hosts(\"app.example\")", "hosts(\"*\")", "Host $host")
        .endsWith("421");
    assertThat(response(front, "--http1.1", server("app"))).isEqualTo("fine200");
  }

  @ParameterizedTest
  @CsvSource({
    "grpc_pass grpc://127.0.0.1:%d;, true, true",
    "grpc_pass grpc://app;, false, false",
    "grpc_pass grpc://app; grpc_set_header Host $host;, false, true",
  })
  void nginx_by_http_2(String directives, boolean before, boolean after) throws IOException {
    isServed(nginx("http2", directives), "--http2-prior-knowledge", before, after);
  }

  @ParameterizedTest
  @CsvSource({
    "'', option forwardfor, false, true",
    "proto h2, option forwardfor, false, true",
    "'', http-request set-header Host 127.0.0.1, true, true",
    "proto h2, http-request set-header Host localhost, true, true",
    "'', http-request set-header X-Forwarded-Host %[req.hdr(host)], false, true",
  })
  void haproxy(String protocol, String directive, boolean before, boolean after)
      throws IOException {
    isServed(
        port -> {
          Path configuration =
              file(
                  "haproxy.cfg",
                  """
                  global
                    daemon
                    pidfile %s
                  defaults
                    mode http
                    timeout connect 60s
                    timeout client 60s
                    timeout server 60s
                  frontend front
                    bind unix@%s
                    %s
                    default_backend app
                  backend app
                    server one 127.0.0.1:%d %s
                  """
                      .formatted(pid, socket, directive, port, protocol));
          Program.run("haproxy", "-f", configuration.toString());
        },
        "--http1.1",
        before,
        after);
  }
}
