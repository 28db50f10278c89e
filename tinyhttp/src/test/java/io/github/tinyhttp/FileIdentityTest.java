package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.files.FileHandler;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// No file is taken for another one because both have the same date and length.
@Timeout(120)
class FileIdentityTest extends SocketTest {
  private static final FileTime NIX = FileTime.from(Instant.parse("1970-01-01T00:00:01Z"));
  private static final FileTime BUILD = FileTime.from(Instant.parse("2024-05-06T07:08:09Z"));
  private static final int SMALL = 100;
  private static final int LARGE = 60_000;

  @TempDir Path directory;

  /// Ways to respond with the file `app.js` of a directory.
  private enum Way {
    FILE_HANDLER,
    BELOW_A_DIRECTORY,
    WITH_LINKS,
    RESPONSE,
    CLASS_PATH;

    Handler of(Path root) throws IOException {
      return switch (this) {
        case FILE_HANDLER -> FileHandler.of(root.resolve("sub"));
        case BELOW_A_DIRECTORY -> {
          FileHandler files = FileHandler.of(root);
          yield request -> files.handle(request, "/sub/app.js");
        }
        case WITH_LINKS -> {
          FileHandler files = FileHandler.of(root).withLinks();
          yield request -> files.handle(request, "/link.js");
        }
        case RESPONSE -> _ -> Response.file(root.resolve("sub/app.js"));
        case CLASS_PATH -> {
          var loader = new URLClassLoader(new URL[] {root.toUri().toURL()}, null);
          yield FileHandler.ofClassPath("sub", loader);
        }
      };
    }
  }

  private static void write(Path root, char letter, int size, FileTime time) throws IOException {
    Path file = root.resolve("sub/app.js");
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.valueOf(letter).repeat(size));
    Files.setLastModifiedTime(file, time);
    Path link = root.resolve("link.js");
    if (!Files.isSymbolicLink(link)) {
      Files.createSymbolicLink(link, Path.of("sub/app.js"));
    }
  }

  private static WireResponse get(WireClient client, String fields) {
    return client.send("GET /app.js HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").readResponse();
  }

  private static Stream<Object[]> cases() {
    return Stream.of(Way.values())
        .flatMap(
            way ->
                Stream.of(SMALL, LARGE)
                    .flatMap(
                        size -> Stream.of(NIX, BUILD).map(time -> new Object[] {way, size, time})));
  }

  /// Two versions in a store, and a link to the one that is served.
  @ParameterizedTest
  @MethodSource("cases")
  @Covers({"9110-8.8.1-1", "9110-8.8.3-1"})
  void another_version_behind_a_link(Way way, int size, FileTime time) throws Exception {
    write(directory.resolve("v1"), 'a', size, time);
    write(directory.resolve("v2"), 'b', size, time);
    Path current = directory.resolve("current");
    Files.createSymbolicLink(current, Path.of("v1"));
    WireClient client = client(way.of(current));
    WireResponse first = get(client, "");
    Files.delete(current);
    Files.createSymbolicLink(current, Path.of("v2"));
    expectAnother(client, first, 'b', size);
  }

  @ParameterizedTest
  @MethodSource("cases")
  @Covers({"9110-8.8.1-1", "9110-8.8.3-1"})
  void another_content_in_the_same_file(Way way, int size, FileTime time) throws Exception {
    write(directory, 'a', size, time);
    WireClient client = client(way.of(directory));
    WireResponse first = get(client, "");
    tick();
    write(directory, 'b', size, time);
    expectAnother(client, first, 'b', size);
  }

  @ParameterizedTest
  @MethodSource("cases")
  @Covers({"9110-8.8.1-1", "9110-8.8.3-1"})
  void another_file_in_its_place(Way way, int size, FileTime time) throws Exception {
    write(directory, 'a', size, time);
    WireClient client = client(way.of(directory));
    WireResponse first = get(client, "");
    write(directory.resolve("next"), 'b', size, time);
    Files.move(
        directory.resolve("next/sub/app.js"),
        directory.resolve("sub/app.js"),
        StandardCopyOption.ATOMIC_MOVE);
    expectAnother(client, first, 'b', size);
  }

  /// The kernel's clock for files advances every few milliseconds.
  private void tick() throws IOException {
    Path probe = Files.createFile(directory.resolve("probe"));
    Object before = Files.getAttribute(probe, "unix:ctime");
    do {
      Files.setLastModifiedTime(probe, NIX);
    } while (Files.getAttribute(probe, "unix:ctime").equals(before));
    Files.delete(probe);
  }

  private static void expectAnother(WireClient client, WireResponse first, char letter, int size) {
    String tag = first.header("ETag");
    assertThat(tag).doesNotStartWith("W/");
    WireResponse next = get(client, "If-None-Match: " + tag + "\r\n");
    assertThat(next.status()).isEqualTo(200);
    assertThat(next.text()).isEqualTo(String.valueOf(letter).repeat(size));
    assertThat(next.header("ETag")).isNotEqualTo(tag);
    WireResponse part = get(client, "Range: bytes=10-19\r\nIf-Range: " + tag + "\r\n");
    assertThat(part.status()).isEqualTo(200);
    WireResponse same =
        get(client, "Range: bytes=10-19\r\nIf-Range: " + next.header("ETag") + "\r\n");
    assertThat(same.status()).isEqualTo(206);
    assertThat(get(client, "If-None-Match: " + next.header("ETag") + "\r\n").status())
        .isEqualTo(304);
  }

  // ---- dates

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z, true",
    "1970-01-01T00:00:01Z, true",
    "1601-01-01T00:00:00Z, true",
    "1980-01-01T00:00:00Z, true",
    "1980-01-01T12:00:01Z, true",
    "1980-02-01T00:00:00Z, true",
    "1970-01-01T00:00:02Z, false",
    "1994-11-15T08:12:31Z, false",
    "2024-05-06T07:08:09Z, false"
  })
  @Covers("9110-13.1.3-3")
  void a_date_that_stands_for_none_is_not_told(Instant date, boolean none) throws Exception {
    for (Way way : Way.values()) {
      for (int size : new int[] {SMALL, LARGE}) {
        write(directory, 'a', size, FileTime.from(date));
        try (WireClient client = WireClient.connect(server(way.of(directory)).port())) {
          assertThat(get(client, "").has("Last-Modified")).as(way + "").isEqualTo(!none);
          int status = get(client, "If-Modified-Since: " + httpDate(date) + "\r\n").status();
          assertThat(status).isEqualTo(none ? 200 : 304);
        }
      }
    }
    assertThat(Validators.of(directory.resolve("sub/app.js")).lastModified().isEmpty())
        .isEqualTo(none);
  }

  private static String httpDate(Instant date) {
    return io.github.tinyhttp.syntax.HttpDate.format(date.getEpochSecond());
  }

  /// The date is in the future here, as that of a second that is not over, however slow the test.
  @ParameterizedTest
  @ValueSource(ints = {SMALL, LARGE})
  @Covers("9110-8.8.2.1-2")
  void a_change_in_a_second_that_is_not_over_is_seen(int size) throws Exception {
    FileTime soon = FileTime.from(Instant.now().plusSeconds(600));
    for (Way way : new Way[] {Way.FILE_HANDLER, Way.BELOW_A_DIRECTORY, Way.RESPONSE}) {
      write(directory, 'a', size, soon);
      try (WireClient client = WireClient.connect(server(way.of(directory)).port())) {
        String date = get(client, "").header("Last-Modified");
        write(directory, 'b', size, soon);
        WireResponse next = get(client, "If-Modified-Since: " + date + "\r\n");
        assertThat(next.text()).as(way + "").isEqualTo("b".repeat(size));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL, LARGE})
  @Covers("9110-13.1.5-9")
  void a_range_is_not_given_by_a_date_that_was_set(int size) throws Exception {
    String range = "Range: bytes=10-19\r\nIf-Range: ";
    for (Way way : Way.values()) {
      write(directory, 'a', size, BUILD);
      try (WireClient client = WireClient.connect(server(way.of(directory)).port())) {
        String date = get(client, "").header("Last-Modified");
        String tag = get(client, "").header("ETag");
        assertThat(get(client, range + date + "\r\n").status()).as(way + "").isEqualTo(200);
        assertThat(get(client, range + tag + "\r\n").status()).isEqualTo(206);
        assertThat(get(client, "Range: bytes=10-19\r\n").status()).isEqualTo(206);
      }
    }
  }

  /// A date counts once its second is over.
  @Test
  @Covers("9110-13.1.5-9")
  void a_range_is_given_by_a_date_that_the_system_has_made() throws Exception {
    Path file = Files.createDirectories(directory.resolve("sub")).resolve("app.js");
    Files.writeString(file, "a".repeat(LARGE));
    for (Way way : new Way[] {Way.FILE_HANDLER, Way.BELOW_A_DIRECTORY, Way.RESPONSE}) {
      try (WireClient client = WireClient.connect(server(way.of(directory)).port())) {
        Await.until(
            way + " gives a range",
            () -> {
              String date = get(client, "").header("Last-Modified");
              String range = "Range: bytes=10-19\r\nIf-Range: " + date + "\r\n";
              return get(client, range).status() == 206;
            });
      }
    }
  }

  // ---- archives

  @ParameterizedTest
  @ValueSource(ints = {SMALL, LARGE})
  void another_entry_in_an_archive(int size) throws Exception {
    Path archive = directory.resolve("a.zip");
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path file = zip.getPath("/app.js");
      for (Handler handler :
          new Handler[] {FileHandler.of(zip.getPath("/")), _ -> Response.file(file)}) {
        Files.writeString(file, "a".repeat(size));
        Files.setLastModifiedTime(file, BUILD);
        WireClient client = client(handler);
        WireResponse first = get(client, "");
        Files.writeString(file, "b".repeat(size));
        Files.setLastModifiedTime(file, BUILD);
        assertThat(get(client, "If-None-Match: " + first.header("ETag") + "\r\n").text())
            .isEqualTo("b".repeat(size));
      }
    }
  }
}
