package io.github.tinyhttp.semantics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Compression;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import io.github.tinyhttp.testkit.WireResponse.Framing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Responses in coded form, on the wire: which ones, and what their fields say.
class ContentCoderTest extends CodedResponses {
  @Test
  void content_is_coded_as_the_client_accepts_it() throws IOException {
    WireClient client = serve(_ -> Response.text(TEXT));
    for (String name : List.of("gzip", "deflate")) {
      WireResponse response = get(client, "Accept-Encoding: " + name + "\r\n");
      assertThat(response.header("Content-Encoding")).isEqualTo(name);
      assertThat(response.header("Vary")).isEqualTo("Accept-Encoding");
      assertThat(response.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(response.framing()).isEqualTo(Framing.SIZED);
      assertThat(response.body()).hasSizeLessThan(TEXT.length() / 10);
      assertThat(decoded(response)).isEqualTo(TEXT);
    }
  }

  @Test
  void content_goes_as_it_is_to_all_others_and_says_that_it_varies() throws IOException {
    WireClient client = serve(_ -> Response.text(TEXT));
    for (String fields :
        List.of(
            "",
            "Accept-Encoding:\r\n",
            "Accept-Encoding: exi\r\n",
            "Accept-Encoding: gzip;q=0\r\n",
            "Accept-Encoding: identity\r\n")) {
      WireResponse response = get(client, fields);
      isPlain(response);
      assertThat(response.header("Vary")).isEqualTo("Accept-Encoding");
      assertThat(response.text()).isEqualTo(TEXT);
    }
  }

  @Test
  void a_server_compresses_nothing_unless_it_is_told_to() throws IOException {
    WireResponse response = get(client(_ -> Response.text(TEXT)), GZIP);
    isPlain(response);
    assertThat(response.has("Vary")).isFalse();
  }

  @Test
  void what_is_not_worth_it_goes_as_it_is_and_does_not_vary() throws IOException {
    WireClient client =
        serve(
            request ->
                switch (request.path()) {
                  case "/small" -> Response.text("x".repeat(1023));
                  case "/image" -> Response.text(TEXT).withHeader("Content-Type", "image/png");
                  case "/untyped" -> Response.text(TEXT).withoutHeader("Content-Type");
                  case "/nothing" -> Response.status(200).withHeader("Content-Type", "text/html");
                  default -> throw new IllegalStateException();
                });
    for (String path : List.of("/small", "/image", "/untyped", "/nothing")) {
      WireResponse response = ask(client, "GET", path, GZIP);
      isPlain(response);
      assertThat(response.has("Vary")).as(path).isFalse();
    }
  }

  @Test
  void a_server_can_be_told_what_is_worth_it() throws IOException {
    Compression compression =
        Compression.defaults().withMinimumSize(10).withTypes(List.of("image/*")).withLevel(9);
    WireClient client =
        serve(
            request ->
                Response.text(request.path())
                    .withHeader("Content-Type", "image/x" + request.path()),
            compression);
    assertThat(decoded(ask(client, "GET", "/123456789", GZIP))).isEqualTo("/123456789");
    isPlain(ask(client, "GET", "/12345678", GZIP));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Encoding|br",
        "Content-Encoding|identity",
        "Cache-Control|public, No-Transform",
        "Content-Range|bytes 0-1/5",
        "Content-Digest|sha-256=:x:",
        "Repr-Digest|sha-256=:x:",
        "Digest|x",
        "Content-MD5|x"
      })
  void what_the_application_has_said_of_the_content_stays_true(String name, String value)
      throws IOException {
    WireClient client = serve(_ -> Response.text(TEXT).withHeader(name, value));
    WireResponse response = get(client, GZIP);
    assertThat(response.text()).isEqualTo(TEXT);
    assertThat(response.all("Content-Encoding"))
        .isEqualTo(name.equals("Content-Encoding") ? List.of(value) : List.of());
    assertThat(response.header(name)).isEqualTo(value);
  }

  @Test
  void what_has_no_content_stays_without() throws IOException {
    WireClient client =
        serve(
            request ->
                Response.text(TEXT).withStatus(Integer.parseInt(request.path().substring(1))));
    for (int status : new int[] {204, 205, 206}) {
      isPlain(ask(client, "GET", "/" + status, GZIP));
    }
    WireResponse unchanged = ask(client, "GET", "/304", GZIP);
    isPlain(unchanged);
    assertThat(unchanged.header("Vary")).isEqualTo("Accept-Encoding");
    for (int status : new int[] {200, 201, 404, 500}) {
      assertThat(decoded(ask(client, "GET", "/" + status, GZIP))).isEqualTo(TEXT);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Origin|Origin, Accept-Encoding",
        "Origin, Cookie|Origin, Cookie, Accept-Encoding",
        "accept-encoding|accept-encoding",
        "Origin, ACCEPT-ENCODING|Origin, ACCEPT-ENCODING",
        "*|*",
        "Origin, *|Origin, *"
      })
  void what_the_application_varies_by_is_kept(String given, String sent) throws IOException {
    WireClient client = serve(_ -> Response.text(TEXT).withHeader("Vary", given));
    assertThat(get(client, GZIP).header("Vary")).isEqualTo(sent);
    assertThat(get(client, "").header("Vary")).isEqualTo(sent);
  }

  @Test
  void several_lines_of_vary_become_one() throws IOException {
    WireClient client =
        serve(_ -> Response.text(TEXT).withAddedHeader("Vary", "A").withAddedHeader("Vary", "B"));
    assertThat(get(client, GZIP).header("Vary")).isEqualTo("A, B, Accept-Encoding");
  }

  @Test
  void a_strong_tag_becomes_weak_where_the_bytes_are_others() throws IOException {
    WireClient client =
        serve(
            request ->
                Response.text(TEXT)
                    .withHeader("ETag", request.path().equals("/weak") ? "W/\"1\"" : "\"1\""));
    assertThat(get(client, GZIP).header("ETag")).isEqualTo("W/\"1\"");
    assertThat(get(client, "").header("ETag")).isEqualTo("\"1\"");
    assertThat(ask(client, "GET", "/weak", GZIP).header("ETag")).isEqualTo("W/\"1\"");
  }

  @Test
  void a_304_of_the_application_has_the_tag_that_the_client_has() throws IOException {
    WireClient client = serve(_ -> Response.status(304).withHeader("ETag", "\"1\""));
    assertThat(get(client, GZIP + "If-None-Match: W/\"1\"\r\n").header("ETag"))
        .isEqualTo("W/\"1\"");
    assertThat(get(client, GZIP + "If-None-Match: \"1\"\r\n").header("ETag")).isEqualTo("\"1\"");
  }

  /// The conditions are those of what was chosen, and what is not sent is not coded.
  @Test
  void a_client_that_has_it_gets_nothing() throws IOException {
    WireClient client = serve(_ -> Response.text(TEXT).withHeader("ETag", "\"1\""));
    for (String tag : List.of("\"1\"", "W/\"1\"")) {
      WireResponse coded = get(client, GZIP + "If-None-Match: " + tag + "\r\n");
      assertThat(coded.status()).isEqualTo(304);
      assertThat(coded.header("ETag")).isEqualTo("W/\"1\"");
      assertThat(coded.header("Vary")).isEqualTo("Accept-Encoding");
      isPlain(coded);
      WireResponse plain = get(client, "If-None-Match: " + tag + "\r\n");
      assertThat(plain.status()).isEqualTo(304);
      assertThat(plain.header("ETag")).isEqualTo("\"1\"");
      assertThat(plain.header("Vary")).isEqualTo("Accept-Encoding");
    }
  }

  @Test
  void a_file_is_coded_or_sent_in_part_but_never_both() throws IOException {
    Path file = Files.writeString(folder.resolve("text.txt"), TEXT);
    WireClient client = serve(_ -> Response.file(file));
    WireResponse coded = get(client, GZIP);
    assertThat(decoded(coded)).isEqualTo(TEXT);
    assertThat(coded.has("Accept-Ranges")).isFalse();
    assertThat(coded.header("ETag")).startsWith("W/\"");
    String tag = coded.header("ETag");
    assertThat(get(client, GZIP + "If-None-Match: " + tag + "\r\n").status()).isEqualTo(304);
    WireResponse part = get(client, GZIP + "Range: bytes=0-2\r\n");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("All");
    assertThat(part.header("Vary")).isEqualTo("Accept-Encoding");
    isPlain(part);
    String forbidding = "Accept-Encoding: gzip, identity;q=0\r\nRange: bytes=0-2\r\n";
    WireResponse whole = get(client, forbidding);
    assertThat(whole.status()).isEqualTo(200);
    assertThat(decoded(whole)).isEqualTo(TEXT);
  }

  @Test
  void head_is_handled_like_get() throws IOException {
    Path file = Files.writeString(folder.resolve("text.txt"), TEXT);
    WireClient client =
        serve(
            request ->
                switch (request.path()) {
                  case "/bytes" -> Response.text(TEXT).withHeader("ETag", "\"1\"");
                  case "/file" -> Response.file(file);
                  case "/written" -> text(Response.stream(out -> out.write(TEXT.getBytes(UTF_8))));
                  default -> text(Response.stream(new ByteArrayInputStream(TEXT.getBytes(UTF_8))));
                });
    for (String path : List.of("/bytes", "/file", "/written", "/stream")) {
      for (String fields : List.of("", GZIP)) {
        List<String> get = lines(ask(client, "GET", path, fields));
        assertThat(lines(ask(client, "HEAD", path, fields))).as(path).isEqualTo(get);
      }
    }
  }

  private static List<String> lines(WireResponse response) {
    return response.fields().stream()
        .filter(field -> !field.name().equals("Date"))
        .map(field -> field.name().toLowerCase(Locale.ROOT) + ": " + field.value())
        .toList();
  }

  @Test
  void trailers_follow_coded_content() throws IOException {
    WireClient client = serve(_ -> Response.text(TEXT).withTrailers(Headers.of("Checksum", "1")));
    WireResponse response = get(client, GZIP + "TE: trailers\r\nConnection: TE\r\n");
    assertThat(response.trailer("Checksum")).isEqualTo("1");
    assertThat(decoded(response)).isEqualTo(TEXT);
  }

  @Test
  void a_trailer_that_sums_up_the_content_stays_true() throws IOException {
    WireClient client =
        serve(_ -> Response.text(TEXT).withTrailers(Headers.of("Content-Digest", "sha-256=:x:")));
    isPlain(get(client, GZIP));
  }

  @Test
  void a_response_can_have_a_will_of_its_own() throws IOException {
    Handler handler =
        request ->
            Response.bytes("12".repeat(10).getBytes(UTF_8))
                .withCompression(Compression.Use.valueOf(request.path().substring(1)));
    for (WireClient client : List.of(serve(handler), client(handler))) {
      isPlain(ask(client, "GET", "/NEVER", GZIP));
      assertThat(ask(client, "GET", "/NEVER", GZIP).has("Vary")).isFalse();
      isPlain(ask(client, "GET", "/AS_CONFIGURED", GZIP));
      assertThat(decoded(ask(client, "GET", "/ALWAYS", GZIP))).hasSize(20);
      isPlain(ask(client, "GET", "/ALWAYS", ""));
      assertThat(ask(client, "GET", "/ALWAYS", "").header("Vary")).isEqualTo("Accept-Encoding");
    }
  }

  @Test
  void a_client_that_forbids_the_content_as_it_is_gets_it_coded_or_not_at_all() throws IOException {
    WireClient client =
        serve(
            request ->
                request.path().equals("/image")
                    ? Response.bytes(new byte[] {1}).withHeader("Content-Type", "image/png")
                    : Response.text("small"));
    String gzip = "Accept-Encoding: identity;q=0, gzip\r\n";
    assertThat(decoded(get(client, gzip))).isEqualTo("small");
    assertThat(ask(client, "GET", "/image", gzip).header("Content-Encoding")).isEqualTo("gzip");
    for (String method : List.of("GET", "HEAD")) {
      WireResponse refusal = ask(client, method, "/", "Accept-Encoding: *;q=0\r\n");
      assertThat(refusal.status()).isEqualTo(406);
      assertThat(refusal.header("Vary")).isEqualTo("Accept-Encoding");
    }
    assertThat(ask(client, "GET", "/", "Accept-Encoding: *;q=0\r\n").text())
        .isEqualTo("available as: identity, gzip, deflate\n");
    // what a POST has done cannot be undone by refusing its response
    WireResponse done = ask(client, "POST", "/", "Accept-Encoding: *;q=0\r\n");
    assertThat(done.text()).isEqualTo("small");
  }

  @Test
  void a_client_that_asks_for_a_range_gets_the_content_as_it_is() throws IOException {
    WireClient client = serve(_ -> Response.text(TEXT).withHeader("Accept-Ranges", "bytes"));
    WireResponse part = get(client, GZIP + "Range: bytes=0-9\r\n");
    isPlain(part);
    assertThat(part.header("Vary")).isEqualTo("Accept-Encoding");
    WireResponse whole = get(client, GZIP);
    assertThat(whole.has("Accept-Ranges")).isFalse();
    assertThat(decoded(whole)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inline", "virtual", "pull"})
  void many_responses_are_coded_side_by_side(String mode) throws Exception {
    Handler handler = request -> Response.text(request.path() + TEXT);
    var options = options().withLoops(2).withCompression(Compression.defaults());
    Server server =
        switch (mode) {
          case "inline" -> server(handler, options);
          case "virtual" -> server(handler, options.withDispatch(Dispatch.VIRTUAL_THREADS));
          default -> closedAfter(Server.builder().bind(0).options(options).start());
        };
    if (mode.equals("pull")) {
      Thread.ofPlatform()
          .daemon()
          .start(
              () ->
                  server
                      .incomingRequests()
                      .forEach(one -> one.respond(Response.text(one.path() + TEXT))));
    }
    List<Thread> clients =
        IntStream.range(0, 4)
            .mapToObj(i -> Thread.ofVirtual().unstarted(() -> pipeline(server, "/" + i + "-")))
            .toList();
    var failures = new AtomicInteger();
    clients.forEach(one -> one.setUncaughtExceptionHandler((_, _) -> failures.incrementAndGet()));
    clients.forEach(Thread::start);
    for (Thread one : clients) {
      one.join();
    }
    assertThat(failures).hasValue(0);
  }

  private void pipeline(Server server, String prefix) {
    try (WireClient client = WireClient.connect(server.port())) {
      for (int round = 0; round < 20; round++) {
        String requests =
            IntStream.range(0, 10)
                .mapToObj(i -> "GET " + prefix + i + " HTTP/1.1\r\nHost: a\r\n" + GZIP + "\r\n")
                .collect(Collectors.joining());
        client.send(requests);
        for (int i = 0; i < 10; i++) {
          assertThat(decoded(client.readResponse())).isEqualTo(prefix + i + TEXT);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_body_of_any_kind_is_coded() throws Exception {
    byte[] content = TEXT.getBytes(UTF_8);
    for (Body body :
        List.of(
            Body.of(content),
            Body.written(out -> out.write(content)),
            Body.stream(new ByteArrayInputStream(content), content.length))) {
      WireClient client = serve(_ -> text(Response.status(200).withBody(body)));
      assertThat(decoded(get(client, GZIP))).isEqualTo(TEXT);
    }
  }
}
