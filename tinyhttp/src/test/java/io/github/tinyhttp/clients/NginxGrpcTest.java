package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// nginx in front of a service of gRPC, the one thing for which it speaks HTTP/2 to servers.
class NginxGrpcTest extends ClientTest {
  private Path socket;

  @BeforeEach
  void start() throws IOException {
    socket = directory.resolve("proxy.sock");
    Path pid = directory.resolve("proxy.pid");
    int port =
        closedAfter(Server.builder().bind(0).hosts("*").handler(NginxGrpcTest::respond).start())
            .port();
    new Nginx(directory)
        .http(
            """
            client_max_body_size 0;
            upstream service { server 127.0.0.1:%d; keepalive 4; }
            server {
              listen unix:%s http2;
              location / { grpc_pass grpc://service; }
            }
            """
                .formatted(port, socket))
        .start(pid);
    endedAfter(pid);
  }

  private static Response respond(Request request) {
    Response response =
        request.path().equals("/fails")
            ? Response.status(200).withHeader("grpc-status", "5")
            : Response.stream(request.body())
                .withTrailers(List.of("grpc-status"), () -> Headers.of("grpc-status", "0"));
    return response.withType("application/grpc").withHeader("version", "" + request.version());
  }

  private String curl(String path, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                "curl",
                "-q",
                "-sS",
                "--http2-prior-knowledge",
                "--unix-socket",
                socket.toString()));
    command.addAll(List.of("-H", "TE: trailers", "-H", "Content-Type: application/grpc"));
    command.addAll(List.of(arguments));
    command.add("http://proxied" + path);
    return Program.run(command.toArray(String[]::new)).out();
  }

  @Test
  void messages_and_trailers_pass() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertThat(curl("/echo", "-i", "-d", "message"))
          .startsWith("HTTP/2 200")
          .contains("version: HTTP/2")
          .contains("message")
          .contains("grpc-status: 0");
    }
  }

  @Test
  void large_messages_pass() throws IOException {
    Path file = fileOf(5_000_000);
    Path copy = directory.resolve("copy");
    curl("/echo", "--data-binary", "@" + file, "-o", copy.toString());
    assertThat(digest(copy)).isEqualTo(digest(file));
  }

  @Test
  void an_outcome_in_the_only_head_passes() throws IOException {
    assertThat(curl("/fails", "-i", "-d", "message")).contains("grpc-status: 5");
  }
}
