package io.github.tinyhttp.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections to listeners of other kinds, and handlers on other threads.
class ListenersTranscriptTest extends RecordedTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private Server listening(Listener listener) throws IOException {
    return closedAfter(
        Server.builder()
            .listen(listener)
            .handler(_ -> Response.empty())
            .options(with(transcript()))
            .start());
  }

  @Test
  void a_socket_of_the_unix_domain(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("a\u00e4\\\n.sock");
    listening(Listener.unix(file));
    WireClient client =
        closedAfter(WireClient.connect(UnixDomainSocketAddress.of(file), Duration.ofSeconds(60)));
    client.send(GET).expectResponse(204);
    client.close();
    await("conn=1 closed");
    assertThat(lines())
        .startsWith(
            "conn=1 opened unix -> unix:" + directory + "/a\\xC3\\xA4\\\\\\n.sock",
            "conn=1 req=1 << head GET / HTTP/1.1 " + GET.length() + "B");
  }

  @Test
  void a_header_of_the_proxy_protocol_as_text() throws Exception {
    Server server = listening(Listener.on(0).withProxyProtocol("127.0.0.0/8"));
    WireClient client = client(server);
    String header = "PROXY TCP6 2001:db8::1 2001:db8::2 4711 80\r\n";
    client.send(header + GET).expectResponse(204);
    client.close();
    assertThat(exchanged())
        .startsWith(
            "<< proxy [2001:db8:0:0:0:0:0:1]:4711 -> [2001:db8:0:0:0:0:0:2]:80 "
                + header.length()
                + "B",
            "req=1 << head GET / HTTP/1.1 " + GET.length() + "B");
  }

  @Test
  void a_binary_header_of_the_proxy_protocol() throws Exception {
    Server server = listening(Listener.on(0).withProxyProtocol("127.0.0.0/8"));
    String header =
        "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000c\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\0P\0Q";
    WireClient client = client(server);
    client.send(header + GET).expectResponse(204);
    client.close();
    assertThat(exchanged())
        .startsWith(
            "<< proxy 1.2.3.4:80 -> 5.6.7.8:81 28B",
            "req=1 << head GET / HTTP/1.1 " + GET.length() + "B");
  }

  @Test
  void a_header_of_the_proxy_protocol_that_is_none() throws Exception {
    Server server = listening(Listener.on(0).withProxyProtocol("127.0.0.0/8"));
    WireClient client = client(server);
    client.send(GET).readToCut();
    client.close();
    assertThat(exchanged().getFirst()).matches("<< proxy malformed [0-9]+B");
  }

  @Test
  void handlers_on_other_threads() throws Exception {
    for (Dispatch dispatch :
        List.of(Dispatch.VIRTUAL_THREADS, Dispatch.on(task -> Thread.ofPlatform().start(task)))) {
      Server server =
          server(
              request -> Response.text(request.text()), with(transcript()).withDispatch(dispatch));
      WireClient client = client(server);
      String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";
      client.send(head + "x".repeat(100_000)).expectResponse(200, "x".repeat(100_000));
      client.close();
      server.close();
    }
    assertThat(sum("<< content")).isEqualTo(200_000);
    assertThat(sum(">> content")).isEqualTo(200_000);
  }

  private int sum(String kind) {
    return lines().stream()
        .filter(line -> line.startsWith("conn=1 req=1 " + kind + " "))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1, line.length() - 1))
        .mapToInt(Integer::parseInt)
        .sum();
  }

  @Test
  void requests_that_are_received() throws Exception {
    Server server = closedAfter(Server.builder().bind(0).options(with(transcript())).start());
    WireClient client = client(server);
    client.send(GET);
    receive(server).respond(Response.bytes("hello".getBytes(StandardCharsets.US_ASCII)));
    client.expectResponse(200, "hello");
    client.close();
    assertThat(exchanged()).endsWith("req=1 >> content 5B").hasSize(3);
  }

  @Test
  void a_request_without_a_response() throws Exception {
    Server server = closedAfter(Server.builder().bind(0).options(with(transcript())).start());
    WireClient client = client(server);
    client.send(GET);
    var request = receive(server);
    client.reset();
    assertThat(exchanged())
        .startsWith("req=1 << head GET / HTTP/1.1 " + GET.length() + "B")
        .contains("req=1 >> none");
    request.respond(Response.empty());
  }
}
