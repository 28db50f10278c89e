package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// The JDK's own client. Unless told otherwise it offers HTTP/2 with its first request, in a field
/// `Upgrade` that we ignore.
class JavaHttpClientTest extends ClientTest {
  private final HttpClient client = closedAfter(HttpClient.newHttpClient());

  @Test
  void gets_a_page_in_http_1_1_though_it_offers_http_2() throws Exception {
    String uri = serve(request -> Response.text(request.header("Upgrade").orElse("none")));

    HttpResponse<String> response = send(to(uri));

    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(response.body()).isEqualTo("h2c");
  }

  @Test
  void posts_though_it_offers_http_2() throws Exception {
    String uri = serve(request -> Response.text(request.text()));

    assertThat(send(to(uri).POST(BodyPublishers.ofString("content"))).body()).isEqualTo("content");
    assertThat(send(to(uri).POST(BodyPublishers.ofString("more"))).body()).isEqualTo("more");
  }

  /// Its offer of `h2c` with each request must not cost it the quick way.
  @Test
  void has_its_requests_handled_where_those_of_other_clients_are() throws Exception {
    var server =
        closedAfter(
            Server.builder()
                .bind(0)
                .options(ServerOptions.defaults().withDispatch(Dispatch.INLINE))
                .handler(
                    request -> Response.text(request.text() + Thread.currentThread().getName()))
                .start());
    String uri = server.uri().toString();

    assertThat(send(to(uri)).body()).startsWith("tinyhttp-loop");
    assertThat(send(to(uri)).body()).startsWith("tinyhttp-loop");
    assertThat(send(to(uri).POST(BodyPublishers.ofString("on "))).body())
        .startsWith("on tinyhttp-loop");
  }

  @Test
  void gets_the_head_alone() throws Exception {
    String uri = serve(_ -> Response.text("hello"));

    HttpResponse<String> response = send(to(uri).HEAD());

    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValue("Content-Length")).hasValue("5");
  }

  /// This client decodes nothing by itself.
  @Test
  void gets_content_in_the_coding_it_asks_for() throws Exception {
    String text = "All work and no play makes Jack a dull boy. ".repeat(500);
    var server =
        closedAfter(
            Server.builder()
                .bind(0)
                .compression(Compression.defaults())
                .handler(_ -> Response.text(text))
                .start());
    String uri = server.uri().toString();

    assertThat(send(to(uri)).body()).isEqualTo(text);
    HttpResponse<InputStream> coded =
        client.send(
            to(uri).header("Accept-Encoding", "gzip").build(), BodyHandlers.ofInputStream());
    assertThat(coded.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(new GZIPInputStream(coded.body()).readAllBytes()).asString().isEqualTo(text);
  }

  @Test
  void waits_to_be_asked_for_its_upload() throws Exception {
    String uri = serve(request -> Response.text(digest(request.body())));
    Path file = fileOf(5_000_000);

    HttpResponse<String> response =
        send(to(uri).expectContinue(true).POST(BodyPublishers.ofFile(file)));

    assertThat(response.body()).isEqualTo(digest(file));
  }

  @Test
  void keeps_its_upload_when_it_is_refused_before_it_was_asked_for() throws Exception {
    String uri = serve(_ -> Response.text("too much").withStatus(413));

    HttpResponse<String> response =
        send(to(uri).expectContinue(true).POST(BodyPublishers.ofByteArray(new byte[5_000_000])));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).isEqualTo("too much");
  }

  @Test
  void uploads_in_chunks_and_reads_chunks() throws Exception {
    String uri = serve(request -> Response.stream(new ByteArrayInputStream(request.bytes())));
    byte[] content = new byte[1_000_000];

    HttpResponse<byte[]> response =
        client.send(
            to(uri)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content)))
                .build(),
            BodyHandlers.ofByteArray());

    assertThat(response.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
    assertThat(response.body()).isEqualTo(content);
  }

  @Test
  void reads_a_stream_as_it_is_written() throws Exception {
    var read = new CompletableFuture<Void>();
    String uri =
        serve(
            _ ->
                Response.stream(
                    out -> {
                      out.write('1');
                      out.flush();
                      read.join(); // the client has it before there is more
                      out.write('2');
                    }));

    try (InputStream body = client.send(to(uri).build(), BodyHandlers.ofInputStream()).body()) {
      assertThat(body.read()).isEqualTo('1');
      read.complete(null);
      assertThat(body.read()).isEqualTo('2');
      assertThat(body.read()).isEqualTo(-1);
    }
  }

  @Test
  void asks_for_hundreds_of_pages_at_once_of_handlers_that_block() throws Exception {
    String uri =
        serve(
            request -> {
              Thread.yield();
              synchronized (this) {
                return Response.text(request.path());
              }
            });

    List<CompletableFuture<String>> responses =
        IntStream.range(0, 500)
            .mapToObj(
                i ->
                    client
                        .sendAsync(to(uri + "/" + i).build(), BodyHandlers.ofString())
                        .thenApply(HttpResponse::body))
            .toList();

    for (int i = 0; i < responses.size(); i++) {
      assertThat(responses.get(i).join()).isEqualTo("/" + i);
    }
  }

  private static HttpRequest.Builder to(String uri) {
    return HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(60));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
