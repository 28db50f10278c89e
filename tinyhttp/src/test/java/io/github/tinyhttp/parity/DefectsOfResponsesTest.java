package io.github.tinyhttp.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The right behaviour wherever tiny-http 0.12.0 was found to go wrong, under the number of the
/// defect. What an application may respond with, and what becomes of it on the wire.
class DefectsOfResponsesTest extends DefectTest {
  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\rb", "a\0b", "\u0100", " a", "a "})
  @DisplayName("B13: what would split a response is no value")
  void what_would_split_a_response_is_no_value(String value) {
    assertThatThrownBy(() -> Response.empty().withHeader("X", value))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Headers.of(value, "x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("B14: neither 204 nor 304 says a length of zero")
  void neither_204_nor_304_says_a_length() throws Exception {
    Server server =
        server(request -> Response.status(Integer.parseInt(request.path().substring(1))));
    WireClient client = client(server);
    for (int code : new int[] {204, 304}) {
      client.send("GET /" + code + " HTTP/1.1\r\nHost: a\r\n\r\n");
      WireResponse response = client.expectResponse(code);
      assertThat(response.has("Content-Length")).isFalse();
      assertThat(response.has("Transfer-Encoding")).isFalse();
    }
  }

  @Test
  @DisplayName("B16: content that is longer than announced stops where it was announced")
  void content_is_not_longer_than_announced() throws Exception {
    byte[] content = "hello world".getBytes(StandardCharsets.US_ASCII);
    WireClient client = client(_ -> Response.stream(new ByteArrayInputStream(content), 5));
    client.send(get("")).expectResponse(200, "hello");
    client.send(get("")).expectResponse(200, "hello");
  }

  @Test
  @DisplayName("B16: content that is shorter than announced cuts the connection")
  void content_that_is_shorter_cuts_the_connection() throws Exception {
    byte[] content = new byte[100_000];
    WireClient client = client(_ -> Response.stream(new ByteArrayInputStream(content), 200_000));
    client.send(get("")).expect("HTTP/1.1 200 OK\r\n");
    assertThat(isWhole(client)).isFalse();
  }

  /// Reads what there is to the end of the connection; a reset is no end.
  private static boolean isWhole(WireClient client) {
    try {
      return client.readToEnd().endsWith("0\r\n\r\n");
    } catch (AssertionError e) {
      assertThat(e).hasMessageContaining("reset");
      return false;
    }
  }

  @Test
  @DisplayName("B17: a source that fails leaves no response that looks complete")
  void a_source_that_fails_leaves_no_complete_response() throws Exception {
    Server server =
        server(
            _ ->
                Response.stream(
                    (Body.Writer)
                        out -> {
                          out.write(new byte[100_000]);
                          out.flush();
                          throw new IOException("broken on purpose");
                        }));
    WireClient client = client(server).send(get("") + get(""));
    client.expect("HTTP/1.1 200 OK\r\n");
    assertThat(isWhole(client)).isFalse();
  }

  @Test
  @DisplayName("B17: a source that fails before its first byte is 500")
  void a_source_that_fails_at_once_is_500() throws Exception {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("broken on purpose");
          }
        };
    client(_ -> Response.stream(failing)).send(get("")).expectResponse(500);
  }

  @Test
  @DisplayName("B33: a file is sent as long as it was announced, or the connection is cut")
  void a_file_is_sent_as_announced(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a.txt");
    Files.writeString(file, "hello");
    WireClient client = client(_ -> Response.file(file));
    WireResponse response = client.send(get("")).expectResponse(200, "hello");
    assertThat(response.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    Files.writeString(file, "hello world");
    client.send(get("")).expectResponse(200, "hello world");
    for (Path special : List.of(folder, Path.of("/dev/null"), folder.resolve("missing"))) {
      assertThatThrownBy(() -> Response.file(special)).isInstanceOf(NoSuchFileException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {70_000, -1, 0, 99, 1_000, 65_535})
  @DisplayName("B36: a status has three digits")
  void a_status_has_three_digits(int code) {
    assertThatThrownBy(() -> new Status(code)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Response.status(code)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("B38: fields that frame are refused loudly, others take the place they are set to")
  void fields_that_frame_are_refused() throws Exception {
    for (String name : List.of("Content-Length", "transfer-encoding", "Connection", "Trailer")) {
      assertThatThrownBy(() -> Response.empty().withHeader(name, "5"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Response.empty().withAddedHeader(name, "5"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Response.text("").withHeader("content-type", "a/b").headers())
        .hasToString("[content-type: a/b]");
  }
}
