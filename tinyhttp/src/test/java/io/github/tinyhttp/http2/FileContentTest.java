package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files as content: the driver reads them, and no stream waits for the disk of another.
class FileContentTest extends Http2Test {
  @TempDir Path folder;

  private final byte[] content = new byte[300_000];
  private final CountDownLatch disk = new CountDownLatch(1);
  private Path path;

  @BeforeEach
  void makeFile() throws IOException {
    new Random(1).nextBytes(content);
    path = Files.write(folder.resolve("content.bin"), content);
  }

  private Server serving(int loops) throws IOException {
    return closedAfter(Server.builder().bind(0).loops(loops).handler(this::handle).start());
  }

  private Response handle(Request request) throws IOException {
    return switch (request.path()) {
      case "/slow" -> Response.source(new SlowFile(path, disk));
      case "/file" -> Response.file(path);
      default -> Response.text("small");
    };
  }

  private static TestClient asks(TestClient client, int stream, String target) {
    return client.headers(
        stream, Frames.END_STREAM, TestClient.but(TestClient.GET, ":path", target));
  }

  private static TestClient greetedWide(TestClient client) {
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 1 << 20);
    client.window(0, 1 << 30);
    return client;
  }

  /// Reads the content of several streams, however it comes.
  private void allHaveTheContent(TestClient client, int... streams) {
    var each = new ByteArrayOutputStream[streams[streams.length - 1] + 1];
    for (int ended = 0; ended < streams.length; ) {
      Frame frame = client.frames().read();
      switch (frame.type()) {
        case Frames.HEADERS -> {
          assertThat(client.decode(frame)).contains(":status: 200");
          each[frame.stream()] = new ByteArrayOutputStream();
        }
        case Frames.DATA -> {
          assertThat(frame.payload().length).isLessThanOrEqualTo(Frames.PAYLOAD);
          each[frame.stream()].writeBytes(frame.payload());
          ended += frame.has(Frames.END_STREAM) ? 1 : 0;
        }
        default -> assertThat(frame.type()).isEqualTo(Frames.WINDOW_UPDATE);
      }
    }
    for (int stream : streams) {
      assertThat(each[stream].toByteArray()).isEqualTo(content);
    }
  }

  @Test
  void several_files_come_at_once() throws Exception {
    TestClient client = greetedWide(raw(serving(1)));
    asks(asks(asks(client, 1, "/file"), 3, "/file"), 5, "/file");
    allHaveTheContent(client, 1, 3, 5);
  }

  @Test
  void a_file_comes_in_windows_of_any_size() throws Exception {
    TestClient client = raw(serving(1));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 1);
    asks(client, 1, "/file");
    assertThat(client.decode(client.next(Frames.HEADERS))).contains(":status: 200");
    var got = new ByteArrayOutputStream();
    for (int window = 1; got.size() < content.length; window = window * 3 + 1) {
      for (int due = got.size() + window; got.size() < Math.min(due, content.length); ) {
        got.writeBytes(client.next(Frames.DATA).payload());
      }
      client.window(0, window * 3 + 1).window(1, window * 3 + 1);
    }
    assertThat(got.toByteArray()).isEqualTo(content);
    assertThat(client.next(Frames.DATA).has(Frames.END_STREAM)).isTrue();
  }

  @Test
  void a_slow_disk_holds_up_no_other_stream() throws Exception {
    TestClient client = greetedWide(raw(serving(1)));
    asks(client, 1, "/slow");
    assertThat(client.decode(client.next(Frames.HEADERS))).contains(":status: 200");
    assertThat(asks(client, 3, "/").response(3).text()).isEqualTo("small");
    assertThat(asks(client, 5, "/file").response(5).content()).isEqualTo(content);
    disk.countDown();
    var got = new ByteArrayOutputStream();
    while (got.size() < content.length) {
      got.writeBytes(client.next(Frames.DATA).payload());
    }
    assertThat(got.toByteArray()).isEqualTo(content);
  }

  @Test
  void many_files_on_a_slow_disk_hold_up_no_other_stream() throws Exception {
    TestClient client = greetedWide(raw(serving(1)));
    for (int stream = 1; stream < 40; stream += 2) {
      asks(client, stream, "/slow");
      assertThat(client.decode(client.next(Frames.HEADERS))).contains(":status: 200");
    }
    assertThat(asks(client, 41, "/").response(41).text()).isEqualTo("small");
    assertThat(asks(client, 43, "/file").response(43).content()).isEqualTo(content);
    disk.countDown();
    for (int ended = 0; ended < 20; ) {
      ended += client.next(Frames.DATA).has(Frames.END_STREAM) ? 1 : 0;
    }
  }

  @Test
  void a_client_that_leaves_while_the_disk_is_slow_is_forgotten() throws Exception {
    Server server = serving(1);
    TestClient client = greetedWide(raw(server));
    asks(client, 1, "/slow");
    assertThat(client.decode(client.next(Frames.HEADERS))).contains(":status: 200");
    client.reset(1, ErrorCode.CANCEL);
    assertThat(asks(client, 3, "/").response(3).text()).isEqualTo("small");
    disk.countDown();
    assertThat(asks(client, 5, "/slow").response(5).content()).isEqualTo(content);
  }

  @Test
  void a_file_that_becomes_shorter_resets_its_stream_alone() throws Exception {
    TestClient client = greetedWide(raw(serving(1)));
    asks(client, 1, "/slow");
    assertThat(client.decode(client.next(Frames.HEADERS))).contains(":status: 200");
    Files.write(path, new byte[20_000]);
    disk.countDown();
    Frame frame = client.frames().read();
    while (frame.type() == Frames.DATA) {
      frame = client.frames().read();
    }
    assertThat(frame.type()).isEqualTo(Frames.RST_STREAM);
    assertThat(frame.intAt(0)).isEqualTo(ErrorCode.INTERNAL_ERROR.code());
    assertThat(asks(client, 3, "/").response(3).text()).isEqualTo("small");
  }
}
