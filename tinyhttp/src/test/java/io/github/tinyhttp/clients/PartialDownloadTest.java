package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Clients that ask for parts of files: that go on where they were, that load with several
/// connections, that seek in a video, that have it already.
class PartialDownloadTest extends ClientTest {
  /// What was asked for, as far as it was a range.
  private final List<String> ranges = new CopyOnWriteArrayList<>();

  private Handler serving(Path file) {
    return request -> {
      request.header("Range").ifPresent(ranges::add);
      return Response.file(file);
    };
  }

  private static byte[] part(Path file, int from, int to) throws IOException {
    return Arrays.copyOfRange(Files.readAllBytes(file), from, to);
  }

  @Test
  void curl_gets_ranges() throws Exception {
    Path file = fileOf(100_000);
    String uri = serve(serving(file));
    Path copy = directory.resolve("copy");
    for (String[] range :
        new String[][] {
          {"10-19", "10", "20"}, {"99990-", "99990", "100000"}, {"-1", "99999", "100000"}
        }) {
      assertThat(curl("-r", range[0], "-o", copy.toString(), "-w", "%{http_code}", uri).out())
          .isEqualTo("206");
      assertThat(Files.readAllBytes(copy))
          .isEqualTo(part(file, Integer.parseInt(range[1]), Integer.parseInt(range[2])));
    }
    curl("-r", "0-1,5-6", "-o", copy.toString(), uri);
    assertThat(Files.readString(copy, StandardCharsets.ISO_8859_1))
        .contains("Content-Range: bytes 0-1/100000\r\n", "Content-Range: bytes 5-6/100000\r\n");
    assertThat(curl("-r", "100000-", "-o", copy.toString(), "-w", "%{http_code}", uri).out())
        .isEqualTo("416");
  }

  @Test
  void curl_goes_on_where_it_was() throws Exception {
    Path file = fileOf(3_000_000);
    String uri = serve(serving(file));
    Path copy = directory.resolve("copy");
    Files.write(copy, part(file, 0, 1_234_567));
    curl("-C", "-", "-o", copy.toString(), uri);
    assertThat(digest(copy)).isEqualTo(digest(file));
    assertThat(ranges).containsExactly("bytes=1234567-");
  }

  @Test
  void curl_keeps_what_has_not_changed() throws Exception {
    Path file = fileOf(1_000);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    String uri = serve(serving(file));
    String copy = directory.resolve("copy").toString();
    String tag = directory.resolve("tag").toString();
    curl("--etag-save", tag, "-o", copy, uri);
    assertThat(
            curl(
                    "--etag-compare",
                    tag,
                    "-o",
                    copy + "2",
                    "-w",
                    "%{http_code} %{size_download}",
                    uri)
                .out())
        .isEqualTo("304 0");
    curl("-R", "-o", copy, uri);
    assertThat(curl("-z", copy, "-o", copy + "2", "-w", "%{http_code}", uri).out())
        .isEqualTo("304");
    Files.writeString(file, "changed");
    assertThat(curl("--etag-compare", tag, "-w", " %{http_code}", uri).out())
        .isEqualTo("changed 200");
  }

  @Test
  void wget_goes_on_where_it_was() throws Exception {
    Path file = fileOf(3_000_000);
    String uri = serve(serving(file));
    Path copy = directory.resolve("copy");
    Files.write(copy, part(file, 0, 2_345_678));
    Program.run("wget", "--no-config", "--no-proxy", "--tries=1", "-c", "-O", copy.toString(), uri);
    assertThat(digest(copy)).isEqualTo(digest(file));
    assertThat(ranges).containsExactly("bytes=2345678-");
    // all is there: a 416, which wget takes for that
    Program.run("wget", "--no-config", "--no-proxy", "--tries=1", "-c", "-O", copy.toString(), uri);
    assertThat(digest(copy)).isEqualTo(digest(file));
  }

  @Test
  void wget_goes_on_after_a_download_that_broke_off() throws Exception {
    Path file = fileOf(3_000_000);
    String uri =
        serve(
            request -> {
              request.header("Range").ifPresent(ranges::add);
              return ranges.isEmpty() ? broken(file) : Response.file(file);
            });
    Path copy = directory.resolve("copy");
    Program.run(
        "wget",
        "--no-config",
        "--no-proxy",
        "--tries=2",
        "--waitretry=0",
        "-O",
        copy.toString(),
        uri);
    assertThat(digest(copy)).isEqualTo(digest(file));
    assertThat(ranges).hasSize(1);
  }

  private static Response broken(Path file) throws IOException {
    byte[] begin = part(file, 0, 1_000_000);
    return Response.stream(
            new SequenceInputStream(new ByteArrayInputStream(begin), new Broken()), 3_000_000)
        .withRanges();
  }

  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("broken on purpose");
    }
  }

  @Test
  void aria2_loads_with_sixteen_connections() throws Exception {
    Path file = fileOf(48 << 20);
    Path copy = aria2(serve(serving(file)));
    assertThat(digest(copy)).isEqualTo(digest(file));
    assertThat(ranges).hasSizeGreaterThan(8);
  }

  @Test
  @Tag("deep")
  void aria2_loads_a_gibibyte_with_sixteen_connections() throws Exception {
    Path file = directory.resolve("gibibyte");
    byte[] mebibyte = new byte[1 << 20];
    var random = new Random(1);
    try (var out = Files.newOutputStream(file)) {
      for (int i = 0; i < 1024; i++) {
        random.nextBytes(mebibyte);
        out.write(mebibyte);
      }
    }
    Path copy = aria2(serve(serving(file)));
    assertThat(digest(copy)).isEqualTo(digest(file));
  }

  private Path aria2(String uri) {
    Program.run(
        Duration.ofMinutes(5),
        "aria2c",
        "--no-conf",
        "-q",
        "-x16",
        "-s16",
        "-k1M",
        "--file-allocation=none",
        "-d",
        directory.toString(),
        "-o",
        "copy",
        uri + "/file");
    return directory.resolve("copy");
  }

  @Test
  void a_player_seeks_in_a_video() throws Exception {
    Path video = directory.resolve("clip.mp4");
    // a picture for each second, and the index at the end, where a player has to seek for it
    Program.run(
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc=size=320x240:rate=10:duration=60",
        "-threads",
        "2", // as many as there are processors else, and one cannot fill up a rate like that
        "-c:v",
        "mpeg4",
        "-b:v",
        "4M",
        "-minrate",
        "4M",
        "-maxrate",
        "4M",
        "-bufsize",
        "1M",
        "-g",
        "10",
        video.toString());
    String uri = serve(serving(video)) + "/clip.mp4";
    assertThat(
            Program.run(
                    "ffprobe",
                    "-v",
                    "error",
                    "-show_entries",
                    "format=duration",
                    "-of",
                    "csv=p=0",
                    uri)
                .out()
                .strip())
        .startsWith("60");
    assertThat(ranges).isNotEmpty();
    assertThat(frameAt(uri, directory.resolve("served.png")))
        .isEqualTo(frameAt(video.toString(), directory.resolve("read.png")));
    assertThat(ranges).anyMatch(range -> !range.equals("bytes=0-"));
  }

  private static String frameAt(String source, Path picture) throws IOException {
    Program.run(
        "ffmpeg", "-v", "error", "-ss", "42", "-i", source, "-frames:v", "1", picture.toString());
    return digest(picture);
  }

  /// A file larger than any int, from a heap far smaller: what is sent never lies on the heap.
  @Test
  @Tag("deep")
  void a_file_of_ten_gibibytes_leaves_a_heap_of_64_mebibytes() throws Exception {
    Path file = directory.resolve("sparse");
    long length = 10L << 30;
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(length);
      sparse.seek(length - 5);
      sparse.writeBytes("hello");
    }
    try (var server = SmallHeap.serving(file)) {
      assertThat(curl("-o", "/dev/null", "-w", "%{http_code} %{size_download}", server.uri()).out())
          .isEqualTo("200 " + length);
      assertThat(curl("-r", "-5", server.uri()).out()).isEqualTo("hello");
    }
  }

  /// A server in a process of its own.
  private record SmallHeap(Process process, String uri) implements AutoCloseable {
    static SmallHeap serving(Path file) throws IOException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-cp",
                  placeOf(Server.class) + File.pathSeparator + placeOf(Main.class),
                  Main.class.getName(),
                  file.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new SmallHeap(process, process.inputReader().readLine());
    }

    private static String placeOf(Class<?> type) {
      return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /// The program of that process.
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
      Path file = Path.of(arguments[0]);
      Handler handler = (Request _) -> Response.file(file);
      System.out.println(Server.http(0, handler).uri());
    }
  }

  private static Program.Output curl(String... arguments) {
    return Program.run(
        Duration.ofMinutes(10),
        Stream.concat(Stream.of("curl", "-q", "-sS"), Stream.of(arguments)).toArray(String[]::new));
  }
}
