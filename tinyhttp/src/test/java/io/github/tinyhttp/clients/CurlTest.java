package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CurlTest extends ClientTest {
  @Test
  void gets_a_page() throws IOException {
    String uri = serve(request -> Response.text("hello " + request.path()));

    assertThat(curl(uri + "/w%C3%B6rld").out()).isEqualTo("hello /wörld");
  }

  @Test
  void gets_the_head_alone() throws IOException {
    String uri = serve(_ -> Response.text("hello"));

    assertThat(curl("--head", uri).out())
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("\r\nContent-Length: 5\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void posts_a_form() throws IOException {
    String uri =
        serve(request -> Response.text(request.method() + " " + request.text()).withStatus(201));

    assertThat(curl("--data", "a=1", "--data-urlencode", "b=ü", "-w", " %{http_code}", uri).out())
        .isEqualTo("POST a=1&b=%C3%BC 201");
  }

  @Test
  void gets_several_pages_on_one_connection() throws IOException {
    String uri = serve(request -> Response.text(request.path()));

    assertThat(curl("-w", " %{num_connects}\n", uri + "/a", uri + "/b", uri + "/c").lines())
        .containsExactly("/a 1", "/b 0", "/c 0");
  }

  @Test
  void gets_a_page_through_a_unix_socket() throws IOException {
    Path socket = directory.resolve("http.sock");
    closedAfter(
        Server.builder()
            .listen(Listener.unix(socket).withPermissions("rw-------"))
            .hosts("any.example")
            .handler(request -> Response.text(request.host().orElseThrow()))
            .start());

    assertThat(curl("--unix-socket", socket.toString(), "http://any.example/").out())
        .isEqualTo("any.example");
  }

  @Test
  void speaks_the_PROXY_protocol() throws IOException {
    Server server =
        closedAfter(
            Server.builder()
                .listen(Listener.on(0).withProxyProtocol("127.0.0.1"))
                .handler(
                    request ->
                        Response.text(
                            request.proxyHeader().orElseThrow().source().orElseThrow().toString()))
                .start());

    assertThat(
            curl("--haproxy-protocol", "-w", " /127.0.0.1:%{local_port}", server.uri().toString())
                .out()
                .split(" "))
        .satisfies(told -> assertThat(told[0]).isEqualTo(told[1]));
  }

  @Test
  void keeps_the_connection_after_every_kind_of_response() throws IOException {
    String uri =
        serve(
            request ->
                switch (request.path()) {
                  case "/empty" -> Response.empty();
                  case "/unchanged" -> Response.status(304);
                  case "/chunks" -> Response.stream(out -> out.write('x'));
                  case "/missing" -> Response.status(404);
                  default -> Response.text("upload ignored");
                });

    Program.Output output =
        curl(
            Stream.of(
                    List.of("-o", "/dev/null", uri + "/empty"),
                    List.of("-o", "/dev/null", uri + "/unchanged"),
                    List.of("-o", "/dev/null", uri + "/chunks"),
                    List.of("-o", "/dev/null", uri + "/missing"),
                    List.of("-w", "%{http_code} %{num_connects}\n"))
                .flatMap(List::stream)
                .toArray(String[]::new));

    assertThat(output.lines()).containsExactly("204 1", "304 0", "200 0", "404 0");
  }

  @Test
  void speaks_http_1_0() throws IOException {
    String uri =
        serve(
            request -> Response.stream(out -> out.write(request.version().toString().getBytes())));

    Program.Output output = curl("--http1.0", "--include", uri);

    assertThat(output.out())
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("\r\nConnection: close\r\n")
        .doesNotContain("Transfer-Encoding")
        .endsWith("\r\n\r\nHTTP/1.0");
  }

  @Test
  void is_asked_for_a_large_upload_before_it_sends_it() throws IOException {
    String uri = serve(request -> Response.text(digest(request.body())));
    Path file = fileOf(20_000_000);

    Program.Output output =
        curl("-v", "-H", "Expect: 100-continue", "--data-binary", "@" + file, uri);

    assertThat(output.errors()).contains("< HTTP/1.1 100 Continue");
    assertThat(output.out()).isEqualTo(digest(file));
  }

  @Test
  void uploads_in_chunks() throws IOException {
    String uri =
        serve(request -> Response.text(request.contentLength() + " " + digest(request.body())));
    Path file = fileOf(3_000_000);

    Program.Output output =
        curl(
            "-H",
            "Transfer-Encoding: chunked",
            "-H",
            "Expect:",
            "--upload-file",
            file.toString(),
            uri);

    assertThat(output.out()).isEqualTo("OptionalLong.empty " + digest(file));
  }

  @Test
  void reads_why_its_upload_was_refused_early() throws IOException {
    String uri = serve(_ -> Response.text("too much").withStatus(413));
    Path file = fileOf(20_000_000);

    Program.Output output =
        curl("-H", "Expect:", "-w", " %{http_code}", "--data-binary", "@" + file, uri);

    assertThat(output.out()).isEqualTo("too much 413");
  }

  @Test
  void does_not_send_an_upload_that_is_refused_before_it_is_asked_for() throws IOException {
    String uri = serve(_ -> Response.text("too much").withStatus(413));
    Path file = fileOf(2_000_000);

    Program.Output output =
        curl(
            "-H",
            "Expect: 100-continue",
            "-w",
            " %{http_code} %{size_upload}",
            "--data-binary",
            "@" + file,
            uri);

    assertThat(output.out()).isEqualTo("too much 413 0");
  }

  @Test
  void reads_trailers_when_it_asks_for_them() throws IOException {
    String uri = serve(_ -> Response.text("content").withTrailers(Headers.of("Checksum", "tom")));

    assertThat(curl("-i", "-H", "TE: trailers", "-H", "Connection: TE", uri).out())
        .contains("\r\nTrailer: Checksum\r\n")
        .contains("\r\n\r\ncontent")
        .contains("Checksum: tom\r\n");
    assertThat(curl("-i", uri).out()).endsWith("\r\n\r\ncontent").doesNotContain("Checksum");
  }

  @Test
  void sends_the_path_as_it_is() throws IOException {
    String uri = serve(request -> Response.text(request.target() + " is " + request.path()));

    assertThat(curl("--path-as-is", uri + "/a/../b%2Fc?d=/../").out())
        .isEqualTo("/a/../b%2Fc?d=/../ is /a/../b/c");
  }

  @Test
  void asks_for_the_options_of_the_server() throws IOException {
    String uri = serve(_ -> Response.text("not for the handler"));

    assertThat(curl("-i", "-X", "OPTIONS", "--request-target", "*", uri).out())
        .startsWith("HTTP/1.1 204 No Content\r\n")
        .contains("\r\nAllow: ");
  }

  @Test
  void uses_the_server_as_if_it_were_a_proxy() throws IOException {
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .hosts("*.test")
                .handler(
                    request -> Response.text(request.authority().orElseThrow() + request.path()))
                .start());

    assertThat(curl("--proxy", server.uri().toString(), "http://example.test:81/a").out())
        .isEqualTo("example.test:81/a");
  }

  @Test
  void downloads_a_large_file() throws IOException {
    Path file = fileOf(30_000_000);
    String uri = serve(_ -> Response.file(file));
    Path copy = directory.resolve("copy");

    assertThat(curl("-o", copy.toString(), "-w", "%header{content-length}", uri).out())
        .isEqualTo("30000000");
    assertThat(digest(copy)).isEqualTo(digest(file));
  }

  @Test
  void decodes_what_is_compressed_for_it() throws IOException {
    String text = "All work and no play makes Jack a dull boy. ".repeat(500);
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .compression(Compression.defaults())
                .handler(
                    request ->
                        request.path().equals("/stream")
                            ? Response.stream(out -> out.write(text.getBytes()))
                                .withHeader("Content-Type", "text/plain")
                            : Response.text(text))
                .start());

    for (String path : List.of("/", "/stream")) {
      Program.Output output =
          curl("--compressed", "-w", " %header{content-encoding}", server.uri() + path);
      assertThat(output.out()).isEqualTo(text + " gzip");
      assertThat(curl("-w", "%header{content-encoding}", server.uri() + path).out())
          .isEqualTo(text);
    }
  }

  @Test
  void uploads_what_gzip_has_compressed() throws IOException {
    String text = "All work and no play makes Jack a dull boy. ".repeat(500);
    Path file = file("text", text);
    Program.run("gzip", "--keep", file.toString());
    String uri = serve(request -> Response.text(request.text()));

    Program.Output output =
        curl("-H", "Content-Encoding: gzip", "--data-binary", "@" + file + ".gz", uri);

    assertThat(output.out()).isEqualTo(text);
  }

  @Test
  void sees_that_a_download_broke_off() throws IOException {
    String uri =
        serve(
            _ ->
                Response.stream(
                    out -> {
                      out.write(new byte[100_000]);
                      out.flush();
                      throw new IOException("the source failed");
                    }));

    assertThat(Program.runToAnyEnd("curl", "-q", "-sS", "-o", "/dev/null", uri).exit()).isNotZero();
  }

  @Test
  void gets_many_pages_at_once() throws IOException {
    String uri = serve(request -> Response.text(request.path() + "\n"));

    assertThat(curl("--parallel", "--parallel-max", "20", uri + "/[1-200]").lines())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 200).mapToObj(i -> "/" + i).toList());
  }

  @Test
  void sees_early_hints() throws IOException {
    String uri =
        serve(
            request -> {
              request.inform(103, Headers.of("Link", "</style.css>; rel=preload"));
              return Response.text("page");
            });

    assertThat(curl("-i", uri).out())
        .startsWith(
            "HTTP/1.1 103 Early Hints\r\n"
                + "Link: </style.css>; rel=preload\r\n\r\n"
                + "HTTP/1.1 200 OK\r\n")
        .endsWith("\r\n\r\npage");
  }

  private static Program.Output curl(String... arguments) {
    // -q: no settings of the user's
    return Program.run(
        Stream.concat(Stream.of("curl", "-q", "-sS"), Stream.of(arguments)).toArray(String[]::new));
  }
}
