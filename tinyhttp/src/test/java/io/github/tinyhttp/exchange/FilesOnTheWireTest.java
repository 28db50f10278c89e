package io.github.tinyhttp.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.files.FileHandler;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.WireResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files as content over each version of HTTP: whatever happens to a file, no client gets bytes of
/// two states.
class FilesOnTheWireTest extends EachVersionTest {
  private static final int LARGE = 8 << 20;

  @TempDir Path folder;

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static String get(String fields) {
    return "GET /file HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4096, 16 << 10, (16 << 10) + 1, (64 << 10) - 1, 100_000, 3_000_000})
  void a_file_of_any_size_is_sent_whole_and_in_part(int size) throws Exception {
    byte[] content = random(size);
    Path file = Files.write(folder.resolve("file"), content);
    Conversation client = converse(_ -> Response.file(file));
    assertThat(client.send(get("")).expectResponse(200).body()).isEqualTo(content);
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(client.readResponse("HEAD").header("Content-Length")).isEqualTo("" + size);
    if (size > 100) {
      int middle = size / 2;
      client.send(get("Range: bytes=" + middle + "-\r\n"));
      assertThat(client.expectResponse(206).body())
          .isEqualTo(Arrays.copyOfRange(content, middle, size));
      client.send(get("Range: bytes=0-0," + middle + "-\r\n"));
      assertThat(client.expectResponse(206).header("Content-Type")).contains("multipart");
      client.send(get("Range: bytes=" + size + "-\r\n")).expectResponse(416);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_file_is_as_it_is_when_it_is_asked_for(boolean fromHandler) throws Exception {
    Path file = folder.resolve("file");
    Files.writeString(file, "one");
    Response response = Response.file(file);
    var tree = FileHandler.of(folder);
    Conversation client = converse(request -> fromHandler ? tree.handle(request) : response);
    client.send(get("")).expectResponse(200, "one");
    Files.write(file, random(LARGE));
    assertThat(client.send(get("")).expectResponse(200).body()).isEqualTo(random(LARGE));
    Path other = Files.write(folder.resolve("other"), random(LARGE - 1));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(client.send(get("")).expectResponse(200).body()).isEqualTo(random(LARGE - 1));
    Files.delete(file);
    client.send(get("")).expectResponse(404);
  }

  @Test
  void a_file_that_is_replaced_while_it_is_sent_is_sent_as_it_was() throws Exception {
    Path file = Files.write(folder.resolve("file"), random(LARGE));
    Path other = Files.write(folder.resolve("other"), new byte[LARGE]);
    Conversation client = converse(_ -> Response.file(file));
    client.send(get(""));
    Conversation second = converse(_ -> Response.file(file));
    assertThat(second.send(get("")).expectResponse(200).body()).isEqualTo(random(LARGE));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    byte[] got = client.expectResponse(200).body();
    assertThat(got)
        .satisfiesAnyOf(
            bytes -> assertThat(bytes).isEqualTo(random(LARGE)),
            bytes -> assertThat(bytes).isEqualTo(new byte[LARGE]));
  }

  @Test
  void a_file_that_grows_is_sent_as_far_as_was_announced() throws Exception {
    Path file = Files.write(folder.resolve("file"), random(LARGE));
    Conversation client = converse(_ -> Response.file(file));
    client.send(get(""));
    Files.write(file, random(LARGE), StandardOpenOption.APPEND);
    WireResponse response = client.expectResponse(200);
    assertThat(response.header("Content-Length")).isEqualTo("" + response.body().length);
  }

  @Test
  void a_file_that_a_client_has_gets_304() throws Exception {
    Path file = Files.write(folder.resolve("file"), random(100_000));
    Conversation client = converse(_ -> Response.file(file));
    String tag = client.send(get("")).expectResponse(200).header("ETag");
    client.send(get("If-None-Match: " + tag + "\r\n")).expectResponse(304);
    client.send(get("If-Range: \"other\"\r\nRange: bytes=0-9\r\n"));
    assertThat(client.expectResponse(200).body()).hasSize(100_000);
  }
}
