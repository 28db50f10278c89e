package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What programs write that speak CGI, RFC 3875 §6, in tables and from real processes.
@Timeout(120)
class CgiTest extends SocketTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  /// The output of a program, and whether it is closed.
  private static final class Output extends ByteArrayInputStream {
    private boolean closed;

    Output(String text) {
      super(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static Response cgi(String output) throws IOException {
    return Response.cgi(new Output(output));
  }

  private static String contentOf(Response response) throws Exception {
    var out = new ByteArrayOutputStream();
    response.body().writeTo(out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  // ---- processes

  private static Response run(String script) throws IOException {
    Process program =
        new ProcessBuilder("/bin/sh", "-c", script)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    program.getOutputStream().close();
    return Response.cgi(program.getInputStream());
  }

  @Test
  void a_document_of_a_program_is_framed_by_the_library() throws Exception {
    WireClient client =
        client(_ -> run("printf 'Content-Type: text/plain\\nX-A: 1\\n\\nhello from %s' sh"));
    for (int i = 0; i < 2; i++) { // the connection goes on
      WireResponse response = client.send(GET).expectResponse(200, "hello from sh");
      assertThat(response.framing()).isEqualTo(WireResponse.Framing.CHUNKED);
      assertThat(response.header("Content-Type")).isEqualTo("text/plain");
      assertThat(response.header("X-A")).isEqualTo("1");
      assertThat(response.has("Date")).isTrue();
    }
  }

  @Test
  void content_is_sent_while_the_program_goes_on() throws Exception {
    Process program = new ProcessBuilder("/bin/sh", "-c", "cat").start();
    WireClient client = client(_ -> Response.cgi(program.getInputStream())).send(GET);
    try (var input = program.getOutputStream()) {
      input.write("Content-Type: text/plain\n\nfirst".getBytes(StandardCharsets.US_ASCII));
      input.flush();
      client.expectHead(200);
      client.expect("5\r\nfirst\r\n");
      input.write("second".getBytes(StandardCharsets.US_ASCII));
      input.flush();
      client.expect("6\r\nsecond\r\n");
    }
    client.expect("0\r\n\r\n");
    assertThat(program.waitFor()).isZero();
  }

  @Test
  void much_content_arrives_whole() throws Exception {
    WireClient client =
        client(
            _ ->
                run(
                    "printf 'Content-Type: application/octet-stream\\r\\n\\r\\n'; "
                        + "head -c 3000000 /dev/zero"));
    assertThat(client.send(GET).expectResponse(200).body()).hasSize(3_000_000);
  }

  @Test
  void a_program_that_fails_is_a_bad_gateway() throws Exception {
    WireClient client = client(_ -> run("exit 3"));
    client
        .send(GET)
        .expectResponse(
            502, "the output of the CGI program is malformed: it ends before the content\n");
    client.send(GET).expectResponse(502);
  }

  @Test
  void head_gets_the_fields_and_not_the_content() throws Exception {
    WireClient client =
        client(_ -> run("printf 'Content-Type: text/plain\\nContent-Length: 5\\n\\nhello'"));
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    WireResponse response = client.expectResponse("HEAD", 200);
    assertThat(response.header("Content-Length")).isEqualTo("5");
    client.send(GET).expectResponse(200, "hello");
  }

  // ---- the status

  @ParameterizedTest
  @CsvSource({
    "'Content-Type: text/plain', 200",
    "'Status: 404 Not Found|Content-Type: text/plain', 404",
    "'Status: 204', 204",
    "'status:  299 ', 299",
    "'Status: 599 \u00e9', 599",
    "'Location: http://other.example/', 302",
    "'Location: /local?a=b', 302",
    "'Status: 307 Go|Location: http://other.example/|Content-Type: text/html', 307",
    "'Status: 201 Created|Location: /new', 201"
  })
  void the_status_is_what_the_program_says(String fields, int status) throws Exception {
    Response response = cgi(fields.replace("|", "\n") + "\n\n");
    assertThat(response.status().code()).isEqualTo(status);
    assertThat(response.headers().contains("Status")).isFalse();
  }

  @Test
  void a_location_is_passed_on_with_its_other_characters_encoded() throws Exception {
    assertThat(cgi("Location: http://other.example/#f\n\n").headers())
        .isEqualTo(Headers.of("Location", "http://other.example/#f"));
    assertThat(cgi("Location: /\u00e9\n\n").headers()).isEqualTo(Headers.of("Location", "/%C3%A9"));
  }

  // ---- lines and fields

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void lines_end_in_either_way(String end) throws Exception {
    Response response =
        cgi(
            "Content-Type:text/plain"
                + end
                + "X: \t a b\t"
                + end
                + "X-Empty:"
                + end
                + end
                + "c\r\n");
    assertThat(response.headers())
        .isEqualTo(Headers.of("Content-Type", "text/plain", "X", "a b", "X-Empty", ""));
    assertThat(contentOf(response)).isEqualTo("c\r\n");
  }

  @Test
  void what_is_the_servers_affair_is_left_out() throws Exception {
    Response response =
        cgi(
            """
            Content-Type: text/plain
            Connection: close, X-Hop
            X-Hop: 1
            Keep-Alive: timeout=5
            Transfer-Encoding: chunked
            Trailer: X
            Upgrade: h2c
            Set-Cookie: a=1
            Set-Cookie: b=2

            """);
    assertThat(response.headers())
        .isEqualTo(
            Headers.of("Content-Type", "text/plain", "Set-Cookie", "a=1", "Set-Cookie", "b=2"));
  }

  @Test
  void a_length_is_believed() throws Exception {
    Response response = cgi("Content-Type: text/plain\nContent-Length: 3\n\nabcde");
    assertThat(response.body().length()).hasValue(3);
    assertThat(contentOf(response)).isEqualTo("abc");
  }

  // ---- what is no CGI response

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Content-Type: text/plain",
        "Content-Type: text/plain\n",
        "\n",
        "\nContent-Type: text/plain\n\n",
        "X-A: 1\n\n",
        "HTTP/1.1 200 OK\nContent-Type: text/plain\n\n",
        "Content-Type: text/plain\nno colon\n\n",
        "Content-Type : text/plain\n\n",
        "Content-Type: text/plain\n folded: x\n\n",
        ": empty\nContent-Type: text/plain\n\n",
        "Content-Type: a\rb\n\n",
        "Content-Type: a\0b\n\n",
        "Status: 200\nStatus: 404\n\n",
        "Content-Type: a/b\nContent-Type: a/b\n\n",
        "Status: 100 Continue\n\n",
        "Status: 600\n\n",
        "Status: OK\n\n",
        "Status: 2000\n\n",
        "Status: +20\n\n",
        "Status:\n\n",
        "Location: http://a b/\n\n",
        "Content-Type: a/b\nContent-Length: -1\n\n",
        "Content-Type: a/b\nContent-Length: x\n\n",
        "Content-Type: a/b\nContent-Length: 1\nContent-Length: 1\n\n",
        "Content-Type: a/b\nETag: \"a\"\nETag: \"b\"\n\n"
      })
  void anything_else_is_refused_and_closed(String text) {
    var output = new Output(text);
    assertThatThrownBy(() -> Response.cgi(output))
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.status().code()).isEqualTo(502))
        .hasMessageStartingWith("the output of the CGI program is malformed: ");
    assertThat(output.closed).isTrue();
  }

  @Test
  void every_cut_of_the_fields_is_refused() throws Exception {
    String fields = "Status: 404 Not Found\r\nContent-Type: text/plain\r\n\r\n";
    for (int end = 0; end < fields.length(); end++) {
      String part = fields.substring(0, end);
      assertThatThrownBy(() -> cgi(part)).as(part).isInstanceOf(HttpException.class);
    }
    assertThat(cgi(fields).status().code()).isEqualTo(404);
  }

  @Test
  void fields_without_end_are_refused() {
    var output = new Output("Content-Type: text/plain\n" + "X: 1\n".repeat(13_200));
    assertThatThrownBy(() -> Response.cgi(output))
        .hasMessage(
            "the output of the CGI program is malformed: the fields are longer than 65536 bytes");
    assertThat(output.closed).isTrue();
  }

  @Test
  void a_stream_that_fails_is_closed() {
    var closed = new ArrayList<String>();
    var failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("on purpose");
          }

          @Override
          public void close() {
            closed.add("closed");
          }
        };
    var output = new SequenceInputStream(new Output("Content-Type: a/b\n"), failing);
    assertThatThrownBy(() -> Response.cgi(output)).hasMessage("on purpose");
    assertThat(closed).isEqualTo(List.of("closed"));
  }
}
