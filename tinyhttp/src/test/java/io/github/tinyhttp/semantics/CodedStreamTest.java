package io.github.tinyhttp.semantics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.exchange.Requests;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import io.github.tinyhttp.testkit.WireResponse.Framing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Content that is coded while it is sent: nothing is kept back, nothing left open.
class CodedStreamTest extends CodedResponses {
  @Test
  void a_stream_that_nobody_reads_is_closed() throws Exception {
    var closed = new CountDownLatch(4);
    WireClient client =
        serve(
            _ ->
                text(Response.stream(
                        new ByteArrayInputStream(TEXT.getBytes(UTF_8)) {
                          @Override
                          public void close() {
                            closed.countDown();
                          }
                        }))
                    .withHeader("ETag", "\"1\""));
    assertThat(ask(client, "HEAD", "/", GZIP).status()).isEqualTo(200);
    assertThat(get(client, "Accept-Encoding: identity;q=0\r\n").status()).isEqualTo(406);
    String known = "If-None-Match: \"1\"\r\n";
    assertThat(get(client, known).status()).isEqualTo(304);
    assertThat(get(client, GZIP + known).status()).isEqualTo(304);
    Await.opened(closed);
  }

  @Test
  void large_content_is_coded_while_it_is_sent() throws IOException {
    byte[] random = new byte[3 << 20];
    new Random(1).nextBytes(random);
    String large = Wire.text(random);
    Path file = Files.writeString(folder.resolve("large.txt"), large);
    WireClient client =
        serve(
            request ->
                switch (request.path()) {
                  case "/bytes" -> Response.text(large);
                  case "/file" -> Response.file(file);
                  case "/sized" ->
                      text(Response.stream(Files.newInputStream(file), Files.size(file)));
                  default -> text(Response.stream(Files.newInputStream(file)));
                });
    for (String path : List.of("/bytes", "/file", "/sized", "/stream")) {
      WireResponse response = ask(client.renewDeadline(), "GET", path, GZIP);
      assertThat(response.framing()).as(path).isEqualTo(Framing.CHUNKED);
      assertThat(decoded(response)).isEqualTo(large);
    }
  }

  @Test
  void what_is_flushed_reaches_the_client() throws Exception {
    var words = new SynchronousQueue<String>();
    WireClient client =
        serve(
            _ ->
                written(
                    out -> {
                      for (String word = words.take(); !word.isEmpty(); word = words.take()) {
                        out.write(word.getBytes(UTF_8));
                        out.flush();
                      }
                    }));
    client.send("GET / HTTP/1.1\r\nHost: a\r\n" + GZIP + "\r\n");
    words.put("one ");
    try (InputStream decoder = decoder(client)) {
      expect(decoder, "one ");
      for (String word : List.of("two ", "x".repeat(100_000), "three ")) {
        words.put(word);
        expect(decoder, word);
      }
      words.put("");
      assertThat(decoder.read()).isEqualTo(-1);
    }
  }

  /// The content of a response in gzip, decoded as it comes.
  private static InputStream decoder(WireClient client) throws IOException {
    client.expectHead(200);
    return Codings.named("gzip").orElseThrow().decode(new Chunks(client));
  }

  private static void expect(InputStream decoder, String word) throws IOException {
    assertThat(decoder.readNBytes(word.length())).asString(UTF_8).isEqualTo(word);
  }

  @Test
  void each_event_reaches_the_client_and_a_shutdown_ends_the_stream() throws Exception {
    var words = new SynchronousQueue<String>();
    Server server =
        server(
            _ ->
                Response.events(
                    stream -> {
                      for (int i = 0; i < 3; i++) {
                        stream.send(words.take());
                      }
                      stream.awaitEnd();
                    }),
            options().withCompression(Compression.defaults()));
    WireClient client = client(server);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n" + GZIP + "\r\n");
    try (InputStream decoder = decoder(client)) {
      for (String word : List.of("one", "two", "three")) {
        words.put(word);
        expect(decoder, "data: " + word + "\n\n");
      }
      assertThat(server.shutdown(Duration.ofSeconds(60))).isTrue();
      assertThat(decoder.readAllBytes()).isEmpty();
    }
  }

  @Test
  void a_slow_stream_is_not_kept_back() throws Exception {
    var words = new SynchronousQueue<String>();
    var source =
        new InputStream() {
          private byte[] word = {};
          private int at;

          @Override
          public int available() {
            return word.length - at;
          }

          @Override
          public int read() throws IOException {
            if (available() == 0) {
              try {
                word = words.take().getBytes(UTF_8);
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              at = 0;
            }
            return word.length == 0 ? -1 : word[at++];
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            int first = read();
            if (first < 0) {
              return -1;
            }
            into[offset] = (byte) first;
            int count = Math.min(length - 1, available());
            System.arraycopy(word, at, into, offset + 1, count);
            at += count;
            return count + 1;
          }
        };
    WireClient client = serve(_ -> text(Response.stream(source)));
    client.send("GET / HTTP/1.1\r\nHost: a\r\n" + GZIP + "\r\n");
    words.put("one ");
    try (InputStream decoder = decoder(client)) {
      expect(decoder, "one ");
      words.put("two ");
      expect(decoder, "two ");
      words.put("");
      assertThat(decoder.read()).isEqualTo(-1);
    }
  }

  @Test
  void an_application_may_close_what_it_writes_to() throws IOException {
    WireClient client =
        serve(
            _ ->
                written(
                    out -> {
                      try (var writer = new PrintWriter(out, false, UTF_8)) {
                        writer.print(TEXT);
                      }
                      out.write('!');
                    }));
    for (int i = 0; i < 3; i++) {
      assertThat(decoded(get(client, GZIP))).isEqualTo(TEXT + "!");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"written", "stream"})
  void a_source_that_fails_is_never_taken_for_whole(String kind) throws IOException {
    byte[] noise = new byte[100_000];
    new Random(2).nextBytes(noise);
    WireClient client =
        serve(
            _ ->
                text(
                    kind.equals("written")
                        ? Response.stream(
                            out -> {
                              out.write(noise);
                              throw new IOException("on purpose");
                            })
                        : Response.stream(new ByteArrayInputStream(noise), noise.length + 1)));
    client.send("GET / HTTP/1.0\r\n" + GZIP + "\r\n");
    String sent = client.readToCut();
    byte[] coded = Wire.octets(sent.substring(sent.indexOf("\r\n\r\n") + 4));
    InputStream decoder =
        Codings.named("gzip").orElseThrow().decode(new ByteArrayInputStream(coded));
    assertThatThrownBy(decoder::readAllBytes).isInstanceOf(IOException.class);
  }

  @Test
  void a_source_that_fails_before_anything_was_sent_is_an_error() throws IOException {
    WireClient client =
        serve(
            _ ->
                written(
                    out -> {
                      out.write('x');
                      throw new IOException("on purpose");
                    }));
    WireResponse response = get(client, GZIP);
    assertThat(response.status()).isEqualTo(500);
    isPlain(response);
  }

  /// Each takes memory outside of the heap for as long as it lasts.
  @Test
  void while_many_are_coded_as_they_are_sent_more_go_as_they_are() throws Exception {
    int many = 512;
    var coder = new ContentCoder(Compression.defaults());
    var started = new CountDownLatch(many);
    var release = new CountDownLatch(1);
    Request request = Requests.get("/", "Accept-Encoding", "gzip");
    Response stream =
        written(
            _ -> {
              started.countDown();
              Await.opened(release);
            });
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < many; i++) {
      Response coded = coder.encode(request, coder.choose(request, stream));
      threads.add(Thread.ofVirtual().start(() -> write(coded)));
    }
    Await.opened(started);
    ContentCoder.Choice more = coder.choose(request, stream);
    assertThat(more.coding()).isEmpty();
    assertThat(more.response().headers().first("Vary")).hasValue("Accept-Encoding");
    assertThat(coder.choose(request, Response.text(TEXT)).coding()).isPresent();
    release.countDown();
    for (Thread one : threads) {
      one.join();
    }
    assertThat(coder.choose(request, stream).coding()).isPresent();
  }

  private static void write(Response response) {
    try {
      response.body().writeTo(OutputStream.nullOutputStream());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void content_that_a_handler_writes_behind_its_head_is_coded() throws IOException {
    WireClient client =
        serve(
            request -> {
              try (OutputStream out = request.begin(text(Response.status(200)))) {
                out.write(TEXT.getBytes(UTF_8));
              }
              return Response.handled();
            });
    assertThat(decoded(get(client, GZIP))).isEqualTo(TEXT);
    WireResponse plain = get(client, "");
    isPlain(plain);
    assertThat(plain.body()).asString(UTF_8).isEqualTo(TEXT);
  }

  @Test
  void an_old_client_reads_until_the_end() throws IOException {
    WireClient client = serve(_ -> written(out -> out.write(TEXT.getBytes(UTF_8))));
    client.send("GET / HTTP/1.0\r\n" + GZIP + "\r\n");
    WireResponse response = client.readResponse();
    assertThat(response.framing()).isEqualTo(Framing.CLOSE);
    assertThat(decoded(response)).isEqualTo(TEXT);
  }

  @Test
  void a_client_that_goes_away_costs_no_deflater() throws Exception {
    var failed = new CountDownLatch(20);
    Server server =
        server(
            _ ->
                written(
                    out -> {
                      var random = new Random(3);
                      byte[] block = new byte[50_000];
                      try {
                        while (true) {
                          random.nextBytes(block);
                          out.write(block);
                        }
                      } finally {
                        failed.countDown();
                      }
                    }),
            options().withCompression(Compression.defaults()));
    for (int i = 0; i < 20; i++) {
      try (WireClient client = WireClient.connect(server.port())) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n" + GZIP + "\r\n");
        client.readOctets(1000);
        client.reset();
      }
    }
    Await.opened(failed);
  }
}
