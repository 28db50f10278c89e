package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Tls;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// Clients that read slowly and steadily, far above the least rate, get the whole of what they have
/// asked for, over both versions of HTTP, whether or not it is encrypted. What they read in the
/// time to progress is less than what the server has encrypted ahead. Time is the subject here.
class SlowReaderTest extends SocketTest {
  private static final Duration PROGRESS = Duration.ofSeconds(1);

  /// With that the system takes one or two blocks from the server in the time to progress.
  private static final int BYTES_PER_SECOND = 110_000;

  /// More than the system takes from the server at once.
  private static final int SIZE = 1 << 20;

  private static final byte[] CONTENT = new byte[SIZE];
  private static final String[] PATHS = {"/bytes", "/stream", "/file", "/begin", "/upgrade"};

  @TempDir Path directory;

  private Response respond(Request request) throws Exception {
    return respond(request, CONTENT, directory.resolve("content"), PROGRESS);
  }

  /// Content in each of the ways in which an application gives it.
  ///
  /// @param file has the same content
  /// @param progress how long an upgraded connection waits for its client
  static Response respond(Request request, byte[] content, Path file, Duration progress)
      throws Exception {
    return switch (request.path()) {
      case "/bytes" -> Response.bytes(content);
      case "/stream" -> Response.stream(out -> out.write(content));
      case "/file" -> Response.file(file);
      case "/begin" -> {
        try (OutputStream out = request.begin(Response.status(200))) {
          out.write(content);
        }
        yield Response.handled();
      }
      default -> {
        try (Upgrade upgrade = request.upgrade("raw", Response.empty())) {
          upgrade.writeTimeout(progress);
          upgrade.output().write(content);
        }
        yield Response.handled();
      }
    };
  }

  @Test
  void clients_that_read_slowly_and_steadily_get_all() throws Exception {
    Files.write(directory.resolve("content"), CONTENT);
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Tls tls = Tls.pem(certificate.chain(), certificate.key());
    Path file = directory.resolve("plain");
    List<Executable> outcomes = ask(Listener.unix(file), file, _ -> new Socket());
    Path secured = directory.resolve("secured");
    Listener listener = Listener.unix(secured).withTls(tls);
    outcomes.addAll(ask(listener, secured, second -> secured(certificate, second)));
    assertAll(outcomes);
  }

  /// Opens a socket that is not connected, for a version of HTTP.
  private interface Sockets {
    Socket open(boolean second) throws IOException;
  }

  /// Asks a server for all its content, over both versions of HTTP at once.
  private List<Executable> ask(Listener listener, Path file, Sockets sockets) throws IOException {
    Server _ =
        closedAfter(
            Server.builder()
                .listen(listener)
                .handler(this::respond)
                .options(
                    options()
                        .withDispatch(Dispatch.VIRTUAL_THREADS)
                        .withTimeouts(Timeouts.defaults().withProgress(PROGRESS)))
                .start());
    List<Executable> outcomes = new ArrayList<>();
    for (String path : PATHS) {
      for (boolean second : List.of(false, true)) {
        Duration slow = PROGRESS.multipliedBy(4);
        SlowLine line = closedAfter(new SlowLine(file, BYTES_PER_SECOND, slow));
        Socket socket = closedAfter(sockets.open(second));
        Callable<Integer> client = () -> octets(socket, line.port(), path, second);
        Future<Integer> got = inBackground(client);
        String where = (second ? " over HTTP/2 by " : " over HTTP/1.1 by ") + file.getFileName();
        outcomes.add(() -> assertThat(came(path + where, got)).as(path + where).isEqualTo(SIZE));
      }
    }
    return outcomes;
  }

  private static int came(String name, Future<Integer> got) {
    try {
      return result(got);
    } catch (Exception e) {
      throw new AssertionError(name, e);
    }
  }

  private static Socket secured(TestCertificate certificate, boolean second) throws IOException {
    var socket = (SSLSocket) certificate.clientContext().getSocketFactory().createSocket();
    var parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {second ? "h2" : "http/1.1"});
    socket.setSSLParameters(parameters);
    return socket;
  }

  /// Asks for content.
  ///
  /// @return how many octets of content have come
  private static int octets(Socket socket, int port, String path, boolean second)
      throws IOException {
    socket.setSoTimeout(60_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.getOutputStream().write(second ? framed(path) : lines(path));
    var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    return second ? framedContent(in) : plainContent(in, SIZE);
  }

  static byte[] lines(String path) {
    String upgrade = path.equals("/upgrade") ? "Connection: upgrade\r\nUpgrade: raw\r\n" : "";
    return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + upgrade + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] framed(String path) {
    var out = new WriteBatch(512);
    out.put(FrameClient.PREFACE);
    Frames.putSettings(out, ClientSettings.INITIAL_WINDOW_SIZE, 1 << 30);
    Frames.putWindowUpdate(out, 0, 1 << 30);
    boolean tunnel = path.equals("/upgrade");
    String[] fields = tunnel ? TestClient.tunnel("raw", "localhost") : TestClient.GET;
    byte[] block =
        TestClient.block(
            TestClient.but(TestClient.but(fields, ":path", path), ":authority", "localhost"));
    int end = tunnel ? 0 : Frames.END_STREAM;
    out.put(new FrameClient.Frame(Frames.HEADERS, end | Frames.END_HEADERS, 1, block).octets());
    return out.take();
  }

  /// The content of a response of HTTP/1.1, without its framing, which is not the subject.
  ///
  /// @param size how much there is where it is not in chunks
  static int plainContent(DataInputStream in, int size) throws IOException {
    String head = "";
    while (!head.endsWith("\r\n\r\n")) {
      head += (char) in.readUnsignedByte();
    }
    int got = 0;
    if (!head.contains("chunked")) {
      in.skipNBytes(size);
      return size;
    }
    while (true) {
      int chunk = Integer.parseInt(line(in), 16);
      in.skipNBytes(chunk + 2);
      got += chunk;
      if (chunk == 0) {
        return got;
      }
    }
  }

  private static String line(DataInputStream in) throws IOException {
    var text = new StringBuilder();
    for (int octet = in.readUnsignedByte(); octet != '\n'; octet = in.readUnsignedByte()) {
      text.append((char) octet);
    }
    return text.toString().strip();
  }

  static int framedContent(DataInputStream in) throws IOException {
    int got = 0;
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      in.skipNBytes(length);
      assertThat(type).isNotIn(Frames.RST_STREAM, Frames.GOAWAY);
      got += type == Frames.DATA ? length : 0;
      if (stream == 1 && (flags & Frames.END_STREAM) != 0) {
        return got;
      }
    }
  }
}
