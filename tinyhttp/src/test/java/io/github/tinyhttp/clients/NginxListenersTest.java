package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server on a Unix-domain socket behind an nginx that tells of clients in header fields, and on
/// a port behind one that does it by the PROXY protocol.
class NginxListenersTest extends ClientTest {
  private static final Path STREAM_MODULE = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

  @BeforeEach
  void start() throws IOException {
    Path unix = directory.resolve("server.sock");
    Server server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .listen(
                    Listener.unix(unix).withPermissions("rw-rw-rw-"),
                    Listener.on(0).withProxyProtocol("127.0.0.1"))
                .proxies(Proxies.trusting(Proxies.Fields.X_FORWARDED, "unix"))
                .handler(NginxListenersTest::handle)
                .start());
    var port = (InetSocketAddress) server.addresses().getLast();
    Path pid = directory.resolve("nginx.pid");
    new Nginx(directory)
            .http(
                """
                upstream server { server unix:%2$s; keepalive 4; }
                # as nginx's own documentation has it, but for the client's address, which it is told
                server {
                  listen unix:%1$s/fields proxy_protocol;
                  location / {
                    proxy_pass http://server;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header Host $host;
                    proxy_set_header X-Forwarded-For "$http_x_forwarded_for, $proxy_protocol_addr";
                    proxy_set_header X-Forwarded-Proto $scheme;
                  }
                }
                """
                    .formatted(directory, unix))
            .stream(
                STREAM_MODULE,
                """
                server {
                  listen unix:%s/bytes;
                  proxy_pass 127.0.0.1:%d;
                  proxy_protocol on;
                }
                """
                    .formatted(directory, port.getPort()))
            .start(pid);
    endedAfter(pid);
  }

  private static Response handle(Request request) throws IOException {
    return Response.text(
        String.join(
            " ",
            request.clientAddress().toString(),
            request.scheme(),
            request.host().orElse("?"),
            request.proxyHeader().map(header -> "" + header.source()).orElse("no header"),
            Integer.toString(request.bytes().length)));
  }

  private String curl(String socket, String... arguments) {
    var command = new ArrayList<String>();
    command.addAll(List.of("curl", "-q", "-sS", "--unix-socket"));
    command.add(directory.resolve(socket).toString());
    command.addAll(List.of(arguments));
    command.add("http://a.example/");
    return Program.run(command.toArray(String[]::new)).out();
  }

  private WireClient client(String header) {
    var address = UnixDomainSocketAddress.of(directory.resolve("fields"));
    return closedAfter(WireClient.connect(address, Duration.ofSeconds(20))).send(header);
  }

  @Test
  void fields_come_through_the_unix_socket() {
    client("PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\n")
        .send("GET / HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n")
        .expectResponse(200, "/192.0.2.7:0 http a.example no header 0");
  }

  /// It does not know the client, and adds an element that is empty.
  @Test
  void a_client_that_nginx_does_not_know_cannot_make_itself_up() {
    client("PROXY UNKNOWN\r\n")
        .send("GET / HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n")
        .expectResponse(200, " http a.example no header 0");
  }

  @Test
  void a_field_that_nginx_passes_on_does_not_count() {
    client("PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\n")
        .send("GET / HTTP/1.1\r\nHost: a.example\r\nForwarded: for=6.6.6.6\r\n\r\n")
        .expectResponse(200, "/192.0.2.7:0 http a.example no header 0");
  }

  @Test
  void bodies_pass_through_the_unix_socket() throws IOException {
    Path file = fileOf(300_000);
    assertThat(curl("fields", "--haproxy-protocol", "--data-binary", "@" + file))
        .endsWith(" no header 300000");
  }

  @Test
  void nginx_speaks_the_PROXY_protocol() {
    assertThat(curl("bytes")).matches("/127\\.0\\.0\\.1:\\d+ http a\\.example Optional.empty 0");
  }
}
