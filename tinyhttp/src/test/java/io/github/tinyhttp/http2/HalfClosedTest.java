package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A client that has ended its side of the connection gets what its windows allow. It opens none
/// any more, so content that needs more is cut at once.
class HalfClosedTest extends Http2Test {
  private static final int WINDOW = FlowControl.INITIAL;
  private static final int SIZE = 3 * WINDOW;
  private static final int LARGE = 8 << 20;
  private static final int WIDE = 1 << 30;

  private final CountDownLatch cut = new CountDownLatch(1);
  private final ServerEvents events =
      new ServerEvents() {
        @Override
        public void cut(RequestEvent event) {
          cut.countDown();
        }
      };

  @TempDir Path directory;

  private Response respond(Request request) throws Exception {
    int size = Integer.parseInt(request.query().orElseThrow().substring("size=".length()));
    return switch (request.path()) {
      case "/bytes" -> Response.bytes(new byte[size]);
      case "/stream" -> Response.stream(out -> out.write(new byte[size]));
      case "/file" -> Response.file(Files.write(directory.resolve("file"), new byte[size]));
      case "/begin" -> {
        try (OutputStream out = request.begin(Response.status(200))) {
          out.write(new byte[size]);
        }
        yield Response.handled();
      }
      case "/tunnel" -> tunnel(request, size);
      default -> throw new IllegalArgumentException(request.path());
    };
  }

  /// Writes as much as was asked for, and reads nothing.
  private static Response tunnel(Request request, int size) throws IOException {
    Upgrade upgrade = request.upgrade("raw", Response.empty());
    Thread.startVirtualThread(
        () -> {
          try (upgrade) {
            upgrade.output().write(new byte[size]);
          } catch (IOException _) {
            // the client does not take it
          }
        });
    return Response.handled();
  }

  private Server server(Dispatch dispatch) throws IOException {
    return server(this::respond, options().withDispatch(dispatch).withEvents(events));
  }

  private static TestClient asks(TestClient client, String path, int size) {
    String target = path + "?size=" + size;
    return path.equals("/tunnel")
        ? client.headers(1, 0, TestClient.but(TestClient.tunnel("raw", "a"), ":path", target))
        : client.headers(1, Frames.END_STREAM, TestClient.but(TestClient.GET, ":path", target));
  }

  /// Reads what comes until the server has ended the connection.
  ///
  /// @param reset whether the stream is reset behind the content
  private static void expectContent(TestClient client, int octets, boolean reset) {
    int got = 0;
    boolean wasReset = false;
    boolean ended = false;
    boolean leaves = false;
    for (Frame frame = client.frames().readOrEnd();
        frame != null;
        frame = client.frames().readOrEnd()) {
      switch (frame.type()) {
        case Frames.DATA -> {
          got += frame.payload().length;
          ended |= frame.has(Frames.END_STREAM);
        }
        case Frames.RST_STREAM -> {
          assertThat(frame.intAt(0)).isEqualTo(ErrorCode.CANCEL.code());
          wasReset = true;
        }
        case Frames.GOAWAY -> {
          assertThat(frame.intAt(0)).isOne();
          assertThat(frame.intAt(4)).isZero();
          leaves = true;
        }
        default -> assertThat(frame.type()).isIn(Frames.HEADERS, Frames.WINDOW_UPDATE);
      }
    }
    assertThat(got).isEqualTo(octets);
    assertThat(wasReset).as("reset").isEqualTo(reset);
    assertThat(ended).as("ended").isEqualTo(!reset);
    assertThat(leaves).as("GOAWAY").isTrue();
  }

  static Stream<Arguments> ways() {
    return Stream.of("/bytes", "/stream", "/file", "/begin", "/tunnel")
        .flatMap(
            path ->
                Stream.of(Dispatch.INLINE, Dispatch.VIRTUAL_THREADS)
                    .map(dispatch -> Arguments.of(path, dispatch)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void content_that_waits_for_the_window_of_its_stream_is_cut(String path, Dispatch dispatch)
      throws Exception {
    TestClient client = raw(server(dispatch));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 1000);
    asks(client, path, SIZE).frames().halfClose();
    expectContent(client, 1000, true);
    expectCut(path);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void content_that_waits_for_the_window_of_the_connection_is_cut(String path, Dispatch dispatch)
      throws Exception {
    TestClient client = raw(server(dispatch));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, WIDE);
    asks(client, path, SIZE).frames().halfClose();
    expectContent(client, WINDOW, true);
    expectCut(path);
  }

  /// A tunnel is told by its session, and its request has ended well.
  private void expectCut(String path) throws Exception {
    if (!path.equals("/tunnel")) {
      Await.opened(cut);
    }
  }

  /// The window was used up before.
  @ParameterizedTest
  @MethodSource("ways")
  void content_that_waits_already_is_cut(String path, Dispatch dispatch) throws Exception {
    TestClient client = h2(server(dispatch));
    asks(client, path, SIZE);
    client.next(Frames.HEADERS);
    for (int got = 0; got < WINDOW; ) {
      got += client.next(Frames.DATA).payload().length;
    }
    client.frames().halfClose();
    expectContent(client, 0, true);
    expectCut(path);
  }

  /// The client reads nothing until the server has made all that its system takes.
  @ParameterizedTest
  @MethodSource("ways")
  void content_for_which_the_windows_are_open_comes_whole(String path, Dispatch dispatch)
      throws Exception {
    Server server = server(dispatch);
    TestClient client = raw(server);
    client.frames().receiveBuffer(16 << 10);
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, WIDE);
    client.window(0, WIDE);
    asks(client, path, LARGE).frames().halfClose();
    Await.until("it is on its way", () -> server.metrics().bytesSent() > 1 << 16);
    expectContent(client, LARGE, false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_close_notify_is_such_an_end(boolean fits) throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Tls tls = Tls.pem(certificate.chain(), certificate.key());
    ServerOptions options = options().withEvents(events);
    Server server =
        closedAfter(
            Server.builder()
                .listen(Listener.on(0).withTls(tls))
                .handler(this::respond)
                .options(options)
                .start());
    var frames = FrameClient.connectTls(server.port(), certificate.clientContext());
    TestClient client = greeted(closedAfter(TestClient.of(frames)));
    asks(client, "/stream", fits ? WINDOW : SIZE).frames().halfClose();
    expectContent(client, WINDOW, !fits);
  }

  /// One stream has what it needs, the other one not.
  @Test
  void a_stream_whose_window_is_open_goes_on_beside_one_that_is_cut() throws Exception {
    Server server = server();
    TestClient client = raw(server);
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 100);
    client.get(1).get(3).window(3, 1000);
    Request first = receive(server);
    Request second = receive(server);
    Future<?> failed =
        inBackground(
            () -> {
              try (OutputStream out = first.begin(Response.status(200))) {
                assertThatIOException().isThrownBy(() -> out.write(new byte[SIZE]));
              } catch (IOException _) {
                // the close fails, too
              }
              return true;
            });
    client.decode(client.next(Frames.HEADERS));
    client.next(Frames.DATA);
    client.frames().halfClose();
    isReset(client, 1, ErrorCode.CANCEL);
    result(failed);
    second.respond(Response.bytes(new byte[1100]));
    client.decode(client.next(Frames.HEADERS));
    assertThat(client.next(Frames.DATA).payload()).hasSize(1100);
    isGoAway(client, ErrorCode.NO_ERROR);
  }

  /// What came before the end is not lost, and what the application has written is sent.
  @ParameterizedTest
  @ValueSource(strings = {"INLINE", "VIRTUAL_THREADS"})
  void a_tunnel_takes_what_came_before_the_end_and_sends_its_reply(String dispatch)
      throws Exception {
    boolean inline = dispatch.equals("INLINE");
    var closed = new CountDownLatch(1);
    TestClient client =
        h2(
            server(
                request -> {
                  Upgrade upgrade = request.upgrade("raw", Response.empty());
                  upgrade.receive(
                      new Upgrade.Receiver() {
                        @Override
                        public void received(ByteBuffer bytes) throws IOException {
                          upgrade.channel().write(bytes);
                        }

                        @Override
                        public void ended() {
                          throw new IllegalStateException("no END_STREAM has come");
                        }

                        @Override
                        public void closed(Throwable cause) {
                          if (cause instanceof IOException) {
                            closed.countDown();
                          }
                        }
                      });
                  return Response.handled();
                },
                options().withDispatch(inline ? Dispatch.INLINE : Dispatch.VIRTUAL_THREADS)));
    client.headers(1, 0, TestClient.tunnel("raw", "a"));
    client.data(1, 0, "hello");
    client.frames().halfClose();
    client.next(Frames.HEADERS);
    assertThat(client.next(Frames.DATA).payload()).hasSize(5);
    Await.opened(closed);
    assertThat(client.frames().endsSoon()).isTrue();
  }

  /// Neither side has anything more to say.
  @Test
  void a_tunnel_whose_output_has_ended_fails_where_it_is_read() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.tunnel("raw", "a"));
    try (Upgrade upgrade = receive(server).upgrade("raw", Response.empty())) {
      upgrade.shutdownOutput();
      client.next(Frames.HEADERS);
      assertThat(client.next(Frames.DATA).has(Frames.END_STREAM)).isTrue();
      Future<?> reading =
          inBackground(
              () -> assertThatIOException().isThrownBy(() -> upgrade.input().readNBytes(5)));
      client.frames().halfClose();
      result(reading);
      isGoAway(client, ErrorCode.NO_ERROR);
    }
  }

  @Test
  void a_thread_that_reads_a_tunnel_gets_what_came_and_then_a_failure() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.tunnel("raw", "a"));
    try (Upgrade upgrade = receive(server).upgrade("raw", Response.empty())) {
      client.data(1, 0, "hello");
      client.frames().halfClose();
      assertThat(upgrade.input().readNBytes(5)).hasSize(5);
      assertThatIOException().isThrownBy(() -> upgrade.input().read());
      upgrade.output().write(new byte[7]);
    }
    client.next(Frames.HEADERS);
    expectContent(client, 7, false);
  }
}
