package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WgetTest extends ClientTest {
  @Test
  void gets_several_pages_on_one_connection() throws IOException {
    String uri = serve(request -> Response.text(request.path()));

    Program.Output output = wget("-O", "-", uri + "/a", uri + "/b");

    assertThat(output.out()).isEqualTo("/a/b");
    assertThat(output.errors()).contains("Reusing existing connection");
  }

  @Test
  void posts() throws IOException {
    String uri = serve(request -> Response.text(request.method() + " " + request.text()));

    assertThat(wget("-O", "-", "--post-data=a=1", uri).out()).isEqualTo("POST a=1");
  }

  @Test
  void reads_chunks() throws IOException {
    Path file = fileOf(2_000_000);
    String uri = serve(_ -> Response.stream(java.nio.file.Files.newInputStream(file)));
    Path copy = directory.resolve("copy");

    wget("-O", copy.toString(), uri);

    assertThat(digest(copy)).isEqualTo(digest(file));
  }

  @Test
  void looks_whether_a_page_is_there() throws IOException {
    String uri = serve(request -> Response.status(request.path().equals("/here") ? 200 : 404));

    assertThat(wget("--spider", uri + "/here").errors()).contains("200 OK");
    assertThat(Program.runToAnyEnd("wget", "--no-config", "--spider", uri + "/there").exit())
        .isEqualTo(8);
  }

  @Test
  void follows_a_redirect() throws IOException {
    String uri =
        serve(
            request ->
                request.path().equals("/old") ? Response.redirect("/new") : Response.text("new"));

    assertThat(wget("-O", "-", uri + "/old").out()).isEqualTo("new");
  }

  private static Program.Output wget(String... arguments) {
    return Program.run(
        Stream.concat(
                Stream.of("wget", "--no-config", "--no-proxy", "--tries=1"), Stream.of(arguments))
            .toArray(String[]::new));
  }
}
