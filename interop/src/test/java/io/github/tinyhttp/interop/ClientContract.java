package io.github.tinyhttp.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testkit.TestCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every client does with a server over one connection of HTTP/2.
abstract class ClientContract {
  private static final int SECONDS = 20;

  @TempDir static Path directory;

  private static TestCertificate certificate;
  private static byte[] fileContent;

  private final Transport transport;
  private Site site;
  private Http2Client client;

  ClientContract(Transport transport) {
    this.transport = transport;
  }

  /// Makes a client, which need not connect before it has a request.
  ///
  /// @param uri of the root, without a slash at its end
  abstract Http2Client connect(String uri, TestCertificate trusted) throws Exception;

  @BeforeAll
  static void prepare() throws IOException {
    certificate = TestCertificate.forLocalhost(directory);
    fileContent = noise(300_000);
    Files.write(directory.resolve("file.bin"), fileContent);
  }

  @BeforeEach
  void start() throws Exception {
    site = new Site(transport, certificate, directory.resolve("file.bin"));
    client = connect(site.uri(), certificate);
  }

  @AfterEach
  void end() {
    client.close();
    site.close();
    assertThat(site.refusals).isEmpty();
  }

  /// Octets that cannot be compressed, the same in each run.
  static byte[] noise(int count) {
    byte[] octets = new byte[count];
    new Random(count).nextBytes(octets);
    return octets;
  }

  public final Http2Client client() {
    return client;
  }

  public final ClientResponse responseTo(ClientRequest request) throws Exception {
    return result(client.send(request));
  }

  private static <T> T result(CompletableFuture<T> future) throws Exception {
    return future.get(SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void pages_are_got() throws Exception {
    ClientResponse response = responseTo(ClientRequest.get("/"));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.field("content-length")).isEqualTo("10");
    assertThat(response.text()).isEqualTo("HTTP/2 GET");
  }

  @Test
  void heads_have_a_length_and_no_content() throws Exception {
    ClientResponse response = responseTo(ClientRequest.get("/file").by("HEAD"));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.field("content-length")).isEqualTo("300000");
    assertThat(response.content()).isEmpty();
  }

  @Test
  void a_megabyte_comes_back() throws Exception {
    byte[] content = noise(1 << 20);
    assertThat(responseTo(ClientRequest.post("/echo", content)).content()).isEqualTo(content);
    assertThat(responseTo(ClientRequest.post("/pipe", content)).content()).isEqualTo(content);
    byte[] none = {};
    assertThat(responseTo(ClientRequest.post("/echo", none)).content()).isEmpty();
  }

  @Test
  void responses_without_content_end() throws Exception {
    for (int status : new int[] {204, 304}) {
      ClientResponse response = responseTo(ClientRequest.get("/status?" + status));
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.content()).isEmpty();
    }
    ClientResponse known = responseTo(ClientRequest.get("/tag", "If-None-Match", "\"1\""));
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.field("etag")).isEqualTo("\"1\"");
  }

  @Test
  void pages_come_compressed() throws Exception {
    ClientResponse response = responseTo(ClientRequest.get("/page", "Accept-Encoding", "gzip"));
    assertThat(response.field("content-encoding")).isEqualTo("gzip");
    var decoded = new GZIPInputStream(new ByteArrayInputStream(response.content()));
    assertThat(new String(decoded.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(Site.PAGE);
  }

  @Test
  void parts_of_a_file_are_got() throws Exception {
    ClientResponse part = responseTo(ClientRequest.get("/file", "Range", "bytes=1000-200999"));
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.field("content-range")).isEqualTo("bytes 1000-200999/300000");
    assertThat(part.content()).isEqualTo(Arrays.copyOfRange(fileContent, 1000, 201_000));
  }

  /// The value fits in no frame, so CONTINUATION frames go both ways.
  @Test
  void large_fields_go_both_ways() throws Exception {
    String value = "large ".repeat(5_000).strip();
    ClientResponse response = responseTo(ClientRequest.get("/large-field", "large", value));
    assertThat(response.text()).isEqualTo("" + value.length());
    assertThat(response.field("large")).isEqualTo(value);
  }

  /// All of them are with the application before one gets its response.
  @Test
  void a_hundred_requests_are_handled_at_once_on_one_connection() throws Exception {
    assertThat(responseTo(ClientRequest.get("/")).status()).isEqualTo(200);
    List<CompletableFuture<ClientResponse>> responses = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      responses.add(client.send(ClientRequest.get("/together?" + i)));
    }
    for (int i = 0; i < 100; i++) {
      assertThat(result(responses.get(i)).text()).isEqualTo("" + i);
    }
    assertThat(site.connections).hasValue(1);
  }

  @Test
  void large_responses_share_the_connection() throws Exception {
    List<CompletableFuture<ClientResponse>> responses = new ArrayList<>();
    assertThat(responseTo(ClientRequest.get("/")).status()).isEqualTo(200);
    for (int i = 0; i < 30; i++) {
      responses.add(client.send(ClientRequest.get("/file")));
      responses.add(client.send(ClientRequest.post("/pipe", fileContent)));
    }
    for (CompletableFuture<ClientResponse> response : responses) {
      assertThat(result(response).content()).isEqualTo(fileContent);
    }
  }

  public final Site site() {
    return site;
  }
}
