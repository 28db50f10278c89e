package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.SeekableContent;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.files.FileHandler;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Responses whose content is a file, or can be read like one.
class FileWireTest extends SocketTest {
  private static final int LARGE = 8 << 20;

  @TempDir Path folder;

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static String get(String fields) {
    return "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
  }

  @Nested
  class A_file {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 16 << 10, (16 << 10) + 1, 100_000, 3_000_000})
    void of_any_size_is_sent_whole_and_in_part(int size) throws Exception {
      byte[] content = random(size);
      Path file = Files.write(folder.resolve("file"), content);
      WireClient client = client(_ -> Response.file(file));
      assertThat(client.send(get("")).expectResponse(200).body()).isEqualTo(content);
      client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readResponse("HEAD").header("Content-Length")).isEqualTo("" + size);
      if (size > 0) {
        int middle = size / 2;
        client.send(get("Range: bytes=" + middle + "-\r\n"));
        assertThat(client.expectResponse(206).body())
            .isEqualTo(Arrays.copyOfRange(content, middle, size));
      }
    }

    @Test
    void that_is_the_response_again_and_again_is_as_it_is_then() throws Exception {
      Path file = folder.resolve("file");
      Files.writeString(file, "one");
      Response response = Response.file(file);
      WireClient client = client(_ -> response);
      client.send(get("")).expectResponse(200, "one");
      Files.writeString(file, "three");
      client.send(get("")).expectResponse(200, "three");
      Files.write(file, random(LARGE));
      assertThat(client.send(get("")).expectResponse(200).body()).isEqualTo(random(LARGE));
      Files.delete(file);
      client.send(get("")).expectResponse(404);
      Files.createDirectory(file);
      client.send(get("")).expectResponse(404);
      Files.delete(file);
      Files.writeString(file, "");
      client.send(get("")).expectResponse(200, "");
    }

    @Test
    void that_grows_is_sent_as_far_as_was_announced() throws Exception {
      Path file = Files.write(folder.resolve("file"), random(LARGE));
      WireClient client = client(_ -> Response.file(file)).receiveBuffer(64 << 10);
      client.send(get(""));
      assertThat(client.readLine()).startsWith("HTTP/1.1 200");
      Files.write(file, random(LARGE), java.nio.file.StandardOpenOption.APPEND);
      String rest = client.send(get("Connection: close\r\n")).readToEnd();
      int head = rest.indexOf("\r\n\r\n") + 4;
      assertThat(rest.substring(head + LARGE)).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(rest.substring(0, head)).contains("Content-Length: " + LARGE);
      assertThat(rest).contains("Content-Length: " + 2 * LARGE);
    }

    @Test
    void that_shrinks_cuts_the_connection() throws Exception {
      Path file = Files.write(folder.resolve("file"), random(LARGE));
      WireClient client = client(_ -> Response.file(file)).receiveBuffer(64 << 10);
      client.send(get(""));
      assertThat(client.readLine()).startsWith("HTTP/1.1 200");
      try (var open = new RandomAccessFile(file.toFile(), "rw")) {
        open.setLength(LARGE / 2);
      }
      assertThat(client.readToCut()).hasSizeLessThan(LARGE);
    }

    @Test
    void may_be_a_link_to_one() throws Exception {
      Path file = Files.writeString(folder.resolve("file"), "hello");
      Path link = Files.createSymbolicLink(folder.resolve("link.html"), file);
      WireResponse response = client(_ -> Response.file(link)).send(get("")).expectResponse(200);
      assertThat(response.text()).isEqualTo("hello");
      assertThat(response.header("Content-Type")).startsWith("text/html");
    }

    @Test
    void has_fields_that_the_application_may_set_itself() throws Exception {
      Path file = Files.writeString(folder.resolve("file"), "hello");
      Response given =
          Response.file(file)
              .withHeader("ETag", "\"mine\"")
              .withHeader("Last-Modified", "Tue, 15 Nov 1994 08:12:31 GMT")
              .withoutRanges();
      WireClient client = client(_ -> given);
      WireResponse response = client.send(get("Range: bytes=0-1\r\n")).expectResponse(200, "hello");
      assertThat(response.header("ETag")).isEqualTo("\"mine\"");
      assertThat(response.header("Last-Modified")).startsWith("Tue, 15 Nov 1994");
      client.send(get("If-None-Match: \"mine\"\r\n")).expectResponse(304);
    }

    @Test
    void that_responds_to_another_method_or_status_has_no_validators() throws Exception {
      Path file = Files.writeString(folder.resolve("file"), "hello");
      WireClient client =
          client(
              request ->
                  request.method().name().equals("GET")
                      ? Response.file(file).withStatus(404)
                      : Response.file(file));
      for (String method : List.of("GET", "POST")) {
        client.send(method + " / HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n");
        WireResponse response = client.readResponse(method);
        assertThat(response.text()).isEqualTo("hello");
        assertThat(response.has("ETag")).isFalse();
        assertThat(response.has("Accept-Ranges")).isFalse();
      }
    }

    @Test
    void is_a_regular_file() throws Exception {
      Path pipe = folder.resolve("pipe");
      new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
      assertThat(pipe).exists();
      Path gone = folder.resolve("gone");
      Stream.of("/dev/null", "/dev/zero", "/proc/self/status", "/proc/cpuinfo", "/proc", "/")
          .map(Path::of)
          .filter(Files::exists)
          .forEach(
              path ->
                  assertThatThrownBy(() -> Response.file(path))
                      .isInstanceOf(NoSuchFileException.class));
      for (Path path : List.of(folder, pipe, gone)) {
        assertThatThrownBy(() -> Response.file(path)).isInstanceOf(NoSuchFileException.class);
      }
    }

    @Test
    void that_becomes_something_else_is_not_found() throws Exception {
      Path file = Files.writeString(folder.resolve("file"), "hello");
      Response response = Response.file(file);
      WireClient client = client(_ -> response);
      Files.delete(file);
      new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
      client.send(get("")).expectResponse(404);
      Files.delete(file);
      Files.createSymbolicLink(file, Path.of("/dev/zero"));
      client.send(get("")).expectResponse(404);
      Files.delete(file);
      Files.createSymbolicLink(file, Path.of("/proc/self/status"));
      client.send(get("")).expectResponse(404);
    }

    /// Files are replaced while clients get them. Whatever a response says must hold for its bytes.
    @ParameterizedTest
    @ValueSource(ints = {1_000, 60_000})
    void that_is_replaced_is_never_sent_under_the_name_of_another(int size) throws Exception {
      Path file = folder.resolve("file");
      var letters = new AtomicInteger();
      Runnable replace =
          () -> {
            try {
              int number = letters.getAndIncrement();
              byte[] content = new byte[size];
              Arrays.fill(content, (byte) ('a' + number % 26));
              Path next = Files.write(folder.resolve("next"), content);
              Files.setLastModifiedTime(next, FileTime.fromMillis(number % 26 + 1));
              Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          };
      replace.run();
      Response given = Response.file(file);
      WireClient client = client(_ -> given);
      var stop = new AtomicBoolean();
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!stop.get()) {
                      replace.run();
                    }
                  });
      Map<String, Byte> contents = new ConcurrentHashMap<>();
      try {
        for (int i = 0; i < 400; i++) {
          WireResponse response = client.send(get("")).expectResponse(200);
          byte letter = response.body()[0];
          byte[] expected = new byte[size];
          Arrays.fill(expected, letter);
          assertThat(response.body()).isEqualTo(expected);
          Byte before = contents.putIfAbsent(response.header("ETag"), letter);
          if (before != null) {
            assertThat(letter).isEqualTo(before);
          }
        }
      } finally {
        stop.set(true);
        writer.join();
      }
    }
  }

  @Nested
  class A_file_in_an_archive {
    private FileSystem archive() throws IOException {
      FileSystem zip =
          closedAfter(FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true")));
      Files.write(zip.getPath("large.bin"), random(300_000));
      Files.writeString(zip.getPath("small.txt"), "0123456789");
      return zip;
    }

    @Test
    void is_sent_whole_and_in_part() throws Exception {
      FileSystem zip = archive();
      WireClient client =
          client(request -> Response.file(zip.getPath(request.path().substring(1))));
      client.send("GET /small.txt HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200, "0123456789");
      client.send("GET /small.txt HTTP/1.1\r\nHost: a\r\nRange: bytes=3-5\r\n\r\n");
      client.expectResponse(206, "345");
      client.send("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n");
      WireResponse whole = client.expectResponse(200);
      assertThat(whole.body()).isEqualTo(random(300_000));
      client.send("GET /large.bin HTTP/1.1\r\nHost: a\r\nRange: bytes=200000-\r\n\r\n");
      assertThat(client.expectResponse(206).body())
          .isEqualTo(Arrays.copyOfRange(random(300_000), 200_000, 300_000));
      // several ranges would cost to unpack all before each of them
      client.send("GET /large.bin HTTP/1.1\r\nHost: a\r\nRange: bytes=0-0,9-9\r\n\r\n");
      client.expectResponse(200);
      client.send(
          "GET /large.bin HTTP/1.1\r\nHost: a\r\nIf-None-Match: "
              + whole.header("ETag")
              + "\r\n\r\n");
      client.expectResponse(304);
      client.send("GET /missing HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(404);
    }
  }

  @Nested
  class A_source {
    private static SeekableContent of(byte[] content, List<Long> opened) {
      return new SeekableContent() {
        @Override
        public long length() {
          return content.length;
        }

        @Override
        public ReadableByteChannel open(long offset) {
          opened.add(offset);
          return Channels.newChannel(
              new ByteArrayInputStream(content, (int) offset, content.length - (int) offset));
        }
      };
    }

    @Test
    void is_opened_where_it_is_read_and_nowhere_else() throws Exception {
      byte[] content = random(200_000);
      List<Long> opened = java.util.Collections.synchronizedList(new ArrayList<>());
      WireClient client = client(_ -> Response.source(of(content, opened)));
      assertThat(client.send(get("")).expectResponse(200).body()).isEqualTo(content);
      client.send(get("Range: bytes=150000-\r\n"));
      assertThat(client.expectResponse(206).body())
          .isEqualTo(Arrays.copyOfRange(content, 150_000, 200_000));
      client.send(get("Range: bytes=0-9,1000-1009\r\n")).expectResponse(206);
      client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse("HEAD", 200);
      assertThat(opened).containsExactly(0L, 150_000L, 0L, 1_000L);
    }

    @Test
    void that_cannot_be_opened_is_500_and_one_that_ends_early_is_cut() throws Exception {
      SeekableContent broken =
          new SeekableContent() {
            @Override
            public long length() {
              return 100_000;
            }

            @Override
            public ReadableByteChannel open(long offset) throws IOException {
              if (offset > 0) {
                throw new IOException("broken on purpose");
              }
              return Channels.newChannel(new ByteArrayInputStream(new byte[60_000]));
            }
          };
      client(_ -> Response.source(broken)).send(get("Range: bytes=5-\r\n")).expectResponse(500);
      assertThat(client(_ -> Response.source(broken)).send(get("")).readToCut())
          .hasSizeLessThan(100_000);
    }

    @Test
    void whose_length_nobody_knows_is_500() throws Exception {
      SeekableContent broken =
          new SeekableContent() {
            @Override
            public long length() throws IOException {
              throw new IOException("broken on purpose");
            }

            @Override
            public ReadableByteChannel open(long offset) {
              throw new AssertionError("not to be opened");
            }
          };
      client(_ -> Response.source(broken)).send(get("")).expectResponse(500);
    }

    @Test
    void writes_itself_for_tests() throws Exception {
      byte[] content = random(50_000);
      var out = new ByteArrayOutputStream();
      SeekableContent source = of(content, new ArrayList<>());
      Response.source(source).body().writeTo(out);
      assertThat(out.toByteArray()).isEqualTo(content);
      out.reset();
      Response.empty().withBody(Body.of(source, 10, 20)).body().writeTo(out);
      assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(content, 10, 30));
      assertThatThrownBy(() -> Body.of(source, Long.MAX_VALUE, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_range_of_many_bytes_is_sent_without_a_copy() throws Exception {
    byte[] content = random(LARGE);
    WireClient client = client(_ -> Response.bytes(content));
    client.send(get("Range: bytes=1-\r\n"));
    assertThat(client.expectResponse(206).body()).isEqualTo(Arrays.copyOfRange(content, 1, LARGE));
    client.send(get("Range: bytes=5-9\r\n"));
    assertThat(client.expectResponse(206).body()).isEqualTo(Arrays.copyOfRange(content, 5, 10));
  }

  @Test
  void responses_of_files_leave_in_the_order_of_the_requests() throws Exception {
    Path file = Files.write(folder.resolve("large"), random(100_000));
    Path small = Files.writeString(folder.resolve("small"), "small");
    WireClient client =
        client(
            request ->
                switch (request.path()) {
                  case "/large" -> Response.file(file);
                  case "/small" -> Response.file(small);
                  default -> Response.text("text");
                });
    var requests = new StringBuilder();
    for (String path : List.of("/large", "/small", "/text", "/large", "/large", "/small")) {
      requests.append("GET ").append(path).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    client.send(requests.toString());
    assertThat(client.expectResponse(200).body()).hasSize(100_000);
    client.expectResponse(200, "small").toString();
    client.expectResponse(200, "text");
    assertThat(client.expectResponse(200).body()).hasSize(100_000);
    assertThat(client.expectResponse(200).body()).hasSize(100_000);
    client.expectResponse(200, "small");
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void a_file_that_changes_after_a_file_handler_has_seen_it_is_sent_as_it_is_then(String coding)
      throws Exception {
    boolean coded = coding.equals("gzip");
    Path file = Files.write(folder.resolve("a.css"), random(100_000));
    Path seen = coded ? Files.write(folder.resolve("a.css.gz"), random(100_000)) : file;
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    Files.setLastModifiedTime(seen, FileTime.fromMillis(1_000_000));
    byte[] after = random(50_000);
    FileHandler files = FileHandler.of(folder).withPrecompressed();
    var changes = new AtomicBoolean();
    WireClient client =
        client(
            request -> {
              Response response = files.handle(request);
              if (!changes.getAndSet(true)) {
                Files.write(seen, after);
                Files.setLastModifiedTime(seen, FileTime.fromMillis(5_000_000));
              }
              return response.withHeader("X-Mine", "kept");
            });
    String head = "GET /a.css HTTP/1.1\r\nHost: a\r\nAccept-Encoding: " + coding + "\r\n\r\n";
    WireResponse changed = client.send(head).expectResponse(200);
    assertThat(changed.body()).isEqualTo(after);
    assertThat(changed.header("X-Mine")).isEqualTo("kept");
    assertThat(changed.header("Last-Modified")).isEqualTo("Thu, 01 Jan 1970 01:23:20 GMT");
    WireResponse unchanged = client.send(head).expectResponse(200);
    assertThat(unchanged.header("ETag"))
        .isEqualTo(changed.header("ETag"))
        .endsWith(coded ? "-gzip\"" : "-c350\"");
  }

  @Test
  void a_file_that_goes_after_a_file_handler_has_seen_it_is_not_found() throws Exception {
    Path file = Files.write(folder.resolve("a.css"), random(100_000));
    FileHandler files = FileHandler.of(folder);
    WireClient client =
        client(
            request -> {
              Response response = files.handle(request);
              Files.deleteIfExists(file);
              return response;
            });
    client.send("GET /a.css HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(404, "not found\n");
  }

  /// What a driver sends itself must not cost it its loop, however many clients do not read.
  @Test
  void clients_that_do_not_take_their_files_hold_up_nobody() throws Exception {
    int requests = 40;
    Path file = Files.write(folder.resolve("large"), random(200_000));
    Response text = Response.text("text");
    Server server = server(request -> request.path().equals("/") ? Response.file(file) : text);
    List<WireClient> slow = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      slow.add(client(server).receiveBuffer(1 << 16).send(get("").repeat(requests)));
    }
    for (WireClient client : slow) {
      assertThat(client.expectResponse(200).body()).hasSize(200_000); // its response is on the way
      client(server).send("GET /text HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200, "text");
    }
    for (WireClient client : slow) {
      client.renewDeadline();
      for (int i = 1; i < requests; i++) {
        assertThat(client.expectResponse(200).body()).hasSize(200_000);
      }
    }
  }
}
