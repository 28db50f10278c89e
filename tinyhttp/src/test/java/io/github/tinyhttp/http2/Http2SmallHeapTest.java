package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.security.Greed;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Greedy clients of HTTP/2, and a server that ends at its first lack of memory.
class Http2SmallHeapTest {
  private static final int STREAMS = 100;
  private static final byte[] PIECE = new byte[16_000];

  @TempDir static Path directory;
  private static TestCertificate certificate;

  @BeforeAll
  static void makeCertificate() {
    certificate = TestCertificate.forLocalhost(directory);
  }

  private record Client(FrameClient frames) implements Greed.Client {
    @Override
    public int sendSome(byte[] octets) {
      return frames.sendSome(octets);
    }

    @Override
    public void close() {
      frames.close();
    }
  }

  /// Clients that let responses come only as far as they are told.
  ///
  /// @param window of each stream
  private static Supplier<Greed.Client> clients(Greed greed, int window) {
    return () -> {
      TestClient client = TestClient.connect(greed.port());
      client.greet(0x4, window);
      return new Client(client.frames());
    };
  }

  /// Frames, one behind the other.
  private static final class Octets {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Octets frame(int type, int flags, int stream, byte[] payload) {
      int length = payload.length;
      out.writeBytes(new byte[] {(byte) (length >> 16), (byte) (length >> 8), (byte) length});
      out.writeBytes(new byte[] {(byte) type, (byte) flags, 0, 0, (byte) (stream >> 8)});
      out.write(stream);
      out.writeBytes(payload);
      return this;
    }

    byte[] all() {
      return out.toByteArray();
    }
  }

  private static String[] to(String[] fields, String path) {
    return TestClient.but(TestClient.but(fields, ":path", path), ":authority", "localhost");
  }

  private static byte[] bodies(String path) {
    var octets = new Octets();
    for (int i = 0; i < STREAMS; i++) {
      int stream = 2 * i + 1;
      byte[] block = TestClient.block(to(TestClient.POST, path));
      octets.frame(Frames.HEADERS, Frames.END_HEADERS, stream, block);
      for (int piece = 0; piece < 4; piece++) {
        octets.frame(Frames.DATA, 0, stream, PIECE);
      }
    }
    return octets.all();
  }

  private static byte[] requests() {
    var octets = new Octets();
    for (int i = 0; i < STREAMS; i++) {
      int flags = Frames.END_HEADERS | Frames.END_STREAM;
      byte[] block = TestClient.block(to(TestClient.GET, "/large"));
      octets.frame(Frames.HEADERS, flags, 2 * i + 1, block);
    }
    return octets.all();
  }

  /// Requests that wait for their handlers, with long lists of fields.
  private static byte[] lists() {
    var octets = new Octets();
    for (int i = 0; i < STREAMS; i++) {
      String[] fields = TestClient.with(to(TestClient.POST, "/unread"), "x", "x".repeat(15_000));
      octets.frame(Frames.HEADERS, Frames.END_HEADERS, 2 * i + 1, TestClient.block(fields));
    }
    return octets.all();
  }

  @Test
  void is_not_used_up_by_clients_of_http_2() throws Exception {
    try (var greed = new Greed(Dispatch.VIRTUAL_THREADS, certificate)) {
      greed.run(30, clients(greed, 65_535), bodies("/unread"));
      greed.run(30, clients(greed, 65_535), bodies("/whole"));
      greed.run(100, clients(greed, 0), requests());
      greed.run(50, clients(greed, 0), lists());
      assertThat(greed.closed()).isPositive();
    }
  }

  @Test
  void is_not_used_up_by_clients_of_handlers_on_the_loop() throws Exception {
    try (var greed = new Greed(Dispatch.INLINE, certificate)) {
      greed.run(30, clients(greed, 65_535), bodies("/whole"));
      greed.run(100, clients(greed, 0), requests());
    }
  }
}
