package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// `http.client` of Python's standard library.
class PythonTest extends ClientTest {
  @Test
  void keeps_its_connection() throws IOException {
    Server server = server(request -> Response.text(request.path()));

    assertThat(
            python(
                server,
                """
                sockets = set()
                for path in ('/a', '/b', '/c'):
                    connection.request('GET', path)
                    sockets.add(connection.sock.getsockname())
                    print(connection.getresponse().read().decode())
                print(len(sockets))
                """))
        .isEqualTo("/a\n/b\n/c\n1\n");
  }

  @Test
  void uploads_in_chunks() throws IOException {
    Server server = server(request -> Response.text(request.text()));

    assertThat(
            python(
                server,
                """
                connection.request('PUT', '/', body=(part for part in (b'one ', b'two ', b'three')), encode_chunked=True)
                print(connection.getresponse().read().decode())
                """))
        .isEqualTo("one two three\n");
  }

  @Test
  void speaks_http_1_0() throws IOException {
    Server server =
        server(
            request ->
                request.path().equals("/stream")
                    ? Response.stream(out -> out.write("a stream".getBytes()))
                    : Response.text(request.version().toString()));

    assertThat(
            python(
                server,
                """
                connection._http_vsn = 10
                connection._http_vsn_str = 'HTTP/1.0'
                for headers in ({'Connection': 'keep-alive'}, {'Connection': 'keep-alive'}, {}):
                    connection.request('GET', '/', headers=headers)
                    response = connection.getresponse()
                    print(response.read().decode(), response.getheader('Connection'))
                connection.request('GET', '/stream', headers={'Connection': 'keep-alive'})
                response = connection.getresponse()
                print(response.read().decode(), response.getheader('Connection'))
                """))
        .isEqualTo(
            """
            HTTP/1.0 keep-alive
            HTTP/1.0 keep-alive
            HTTP/1.0 close
            a stream close
            """);
  }

  @Test
  void reads_a_response_before_its_upload_is_done() throws IOException {
    Server server = server(_ -> Response.text("no").withStatus(403));

    assertThat(
            python(
                server,
                """
                connection.putrequest('POST', '/')
                connection.putheader('Content-Length', str(10 ** 9))
                connection.endheaders(b'only the beginning')
                response = connection.getresponse()
                print(response.status, response.read().decode(), response.getheader('Connection'))
                """))
        .isEqualTo("403 no close\n");
  }

  /// What a script prints that is given a `connection` to the server.
  private static String python(Server server, String script) {
    String head =
        """
        import http.client
        connection = http.client.HTTPConnection('127.0.0.1', %d, timeout=60)
        """
            .formatted(server.port());
    return Program.run("python3", "-I", "-c", head + script).out();
  }
}
