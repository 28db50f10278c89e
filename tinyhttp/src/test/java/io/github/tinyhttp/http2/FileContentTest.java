package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files as content: the driver reads them, and no stream waits for the disk of another.
class FileContentTest extends Http2Test {
  @TempDir Path folder;

  private final byte[] content = new byte[300_000];
  private final CountDownLatch disk = new CountDownLatch(1);
  private final CountDownLatch responded = new CountDownLatch(2);
  private Path path;

  @BeforeEach
  void makeFile() throws IOException {
    new Random(1).nextBytes(content);
    path = Files.write(folder.resolve("content.bin"), content);
  }

  private Server serving(int loops) throws IOException {
    return closedAfter(
        Server.builder().hosts("*").bind(0).loops(loops).handler(this::handle).start());
  }

  private Response handle(Request request) throws IOException {
    return switch (request.path()) {
      case "/slow" -> Response.source(new SlowFile(path, disk));
      case "/file" -> Response.file(path);
      case "/empty" ->
          Response.source(new SlowFile(Files.write(folder.resolve("empty"), new byte[0]), disk));
      case "/trailers" ->
          Response.file(path).withTrailers(List.of("Sum"), () -> Headers.of("Sum", "1"));
      case "/respond" -> {
        request.respond(Response.file(path));
        responded.countDown();
        yield Response.handled();
      }
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
    boolean ended = false;
    for (int window = 1; got.size() < content.length; window = window * 3 + 1) {
      for (int due = got.size() + window; got.size() < Math.min(due, content.length); ) {
        Frame frame = client.next(Frames.DATA);
        got.writeBytes(frame.payload());
        ended = frame.has(Frames.END_STREAM);
      }
      client.window(0, window * 3 + 1).window(1, window * 3 + 1);
    }
    assertThat(got.toByteArray()).isEqualTo(content);
    assertThat(ended).isTrue();
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

  @Test
  void an_empty_file_is_a_whole_response() throws Exception {
    TestClient client = greetedWide(raw(serving(1)));
    assertThat(asks(client, 1, "/empty").response(1).content()).isEmpty();
  }

  @Test
  void trailer_fields_follow_a_file() throws Exception {
    TestClient client = greetedWide(raw(serving(1)));
    TestClient.Response response = asks(client, 1, "/trailers").response(1);
    assertThat(response.content()).isEqualTo(content);
    assertThat(response.trailers()).containsExactly("sum: 1");
  }

  static Stream<Dispatch> dispatches() {
    return Stream.of(
        Dispatch.AUTO, Dispatch.INLINE, Dispatch.VIRTUAL_THREADS, Dispatch.on(Runnable::run));
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void a_file_is_sent_whole_and_closed_however_requests_are_dispatched(Dispatch dispatch)
      throws Exception {
    Server.Builder builder = Server.builder().hosts("*").bind(0).dispatch(dispatch);
    TestClient client = greetedWide(raw(closedAfter(builder.handler(this::handle).start())));
    for (int stream = 1; stream < 20; stream += 2) {
      asks(client, stream, "/file");
    }
    allHaveTheContent(client, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19);
  }

  @Test
  void a_thread_that_responds_with_a_file_waits_until_the_client_has_taken_it() throws Exception {
    TestClient client = h2(serving(1));
    asks(client, 1, "/respond");
    assertThat(client.decode(client.next(Frames.HEADERS))).contains(":status: 200");
    for (int got = 0; got < FlowControl.INITIAL; ) {
      got += client.next(Frames.DATA).payload().length;
    }
    assertThat(asks(client, 3, "/respond").decode(client.next(Frames.HEADERS)))
        .contains(":status: 200"); // the driver goes on meanwhile
    assertThat(responded.getCount()).isEqualTo(2);
    client.window(0, 1 << 20).window(1, 1 << 20).window(3, 1 << 20);
    responded.await();
  }

  @Test
  void a_file_is_closed_as_soon_as_its_client_leaves() throws Exception {
    disk.countDown();
    var file = new SlowFile(path, disk);
    TestClient client = h2(_ -> Response.source(file));
    asks(client, 1, "/");
    Frame _ = client.next(Frames.HEADERS);
    Frame _ = client.next(Frames.DATA);
    client.reset(1, ErrorCode.CANCEL);
    file.awaitClose();
  }
}
