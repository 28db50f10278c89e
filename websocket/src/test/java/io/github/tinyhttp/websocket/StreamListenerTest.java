package io.github.tinyhttp.websocket;

import static io.github.tinyhttp.websocket.Frames.BINARY;
import static io.github.tinyhttp.websocket.Frames.CONTINUATION;
import static io.github.tinyhttp.websocket.Frames.FIN;
import static io.github.tinyhttp.websocket.Frames.PING;
import static io.github.tinyhttp.websocket.Frames.RSV1;
import static io.github.tinyhttp.websocket.Frames.TEXT;
import static io.github.tinyhttp.websocket.Frames.close;
import static io.github.tinyhttp.websocket.Frames.frame;
import static io.github.tinyhttp.websocket.Frames.join;
import static io.github.tinyhttp.websocket.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Messages that are read as streams while they arrive.
class StreamListenerTest extends WebSocketWire {
  private class Streams implements WebSocketStreamListener {
    @Override
    public void onText(WebSocket socket, Reader message) throws Exception {
      var text = new StringWriter();
      message.transferTo(text);
      calls.add("text " + text);
      socket.send(text.toString());
    }

    @Override
    public void onBinary(WebSocket socket, InputStream message) throws Exception {
      long count = 0;
      byte[] buffer = new byte[10_000];
      for (int n = message.read(buffer); n >= 0; n = message.read(buffer)) {
        count += n;
      }
      calls.add("binary " + count);
      socket.send("" + count);
    }

    @Override
    public void onError(WebSocket socket, Throwable cause) {
      calls.add("error " + cause.getClass().getSimpleName());
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason) {
      calls.add("close " + reason.code());
    }
  }

  @Test
  @Covers("6455-5.4-7")
  void messages_of_any_framing_are_read() throws Exception {
    serve(new Streams());
    WireClient client = connect().send(text("a κ b"));
    assertThat(Frames.read(client)).isEqualTo("TEXT a κ b");
    client.send(join(text(""), frame(FIN | BINARY, ""), text("two in one read")));
    assertThat(Frames.read(client)).isEqualTo("TEXT ");
    assertThat(Frames.read(client)).isEqualTo("TEXT 0");
    assertThat(Frames.read(client)).isEqualTo("TEXT two in one read");
    byte[] parts =
        join(
            frame(TEXT, "Hel"),
            frame(FIN | PING, "?"),
            frame(CONTINUATION, ""),
            frame(FIN | CONTINUATION, "lo"));
    client.send(parts);
    assertThat(Frames.read(client)).isEqualTo("PONG ?");
    assertThat(Frames.read(client)).isEqualTo("TEXT Hello");
    for (byte octet : parts) {
      client.send(new byte[] {octet});
    }
    assertThat(Frames.read(client)).isEqualTo("PONG ?");
    assertThat(Frames.read(client)).isEqualTo("TEXT Hello");
    assertThat(Frames.read(client.send(close(1000, "")))).isEqualTo("CLOSE 1000");
    client.expectClosed();
  }

  @Test
  void a_message_longer_than_every_limit_is_read() throws Exception {
    serve(new Streams(), options -> options.withLimits(new WebSocketLimits(100, 100, 1 << 20)));
    WireClient client = connect();
    byte[] part = frame(BINARY, new byte[1 << 20]);
    client.send(part);
    byte[] more = frame(CONTINUATION, new byte[1 << 20]);
    for (int i = 0; i < 40; i++) {
      client.send(more);
    }
    client.send(frame(FIN | CONTINUATION, "end"));
    assertThat(Frames.read(client)).isEqualTo("TEXT " + ((41 << 20) + 3));
  }

  @Test
  void a_client_faster_than_the_listener_has_to_wait() throws Exception {
    var goOn = new CountDownLatch(1);
    serve(
        new Streams() {
          @Override
          public void onBinary(WebSocket socket, InputStream message) throws Exception {
            message.skipNBytes(1);
            goOn.await();
            super.onBinary(socket, message);
          }
        });
    WireClient client = connect();
    var sent = new AtomicLong();
    byte[] part = frame(CONTINUATION, new byte[256 << 10]);
    client.send(frame(BINARY, "x"));
    Thread sender =
        Thread.startVirtualThread(
            () -> {
              for (int i = 0; i < 200; i++) {
                client.send(part);
                sent.incrementAndGet();
              }
              client.send(frame(FIN | CONTINUATION, ""));
            });
    long before = -1;
    while (before != sent.get()) { // until it stands still
      before = sent.get();
      LockSupport.parkNanos(300_000_000);
    }
    assertThat(before).isLessThan(100);
    goOn.countDown();
    sender.join();
    assertThat(Frames.read(client)).isEqualTo("TEXT " + (200 * (256 << 10)));
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageCompression.class,
      names = {"EACH_MESSAGE", "ALL_MESSAGES"})
  void a_compressed_message_is_read(MessageCompression compression) throws Exception {
    serve(new Streams(), options -> options.withCompression(compression));
    WireClient client = connect("Sec-WebSocket-Extensions: permessage-deflate\n");
    var deflater = new Deflater(Deflater.BEST_SPEED, true);
    for (int i = 0; i < 3; i++) {
      byte[] compressed = new byte[100_000];
      deflater.setInput(new byte[8 << 20]);
      int size = deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH) - 4;
      byte[] half = java.util.Arrays.copyOf(compressed, size / 2);
      byte[] rest = java.util.Arrays.copyOfRange(compressed, size / 2, size);
      client.send(frame(RSV1 | BINARY, half)).send(frame(FIN | CONTINUATION, rest));
      assertThat(Frames.read(client)).isEqualTo("TEXT " + (8 << 20));
    }
    deflater.end();
  }

  @Test
  void what_a_listener_does_not_read_is_skipped() throws Exception {
    serve(
        new Streams() {
          @Override
          public void onBinary(WebSocket socket, InputStream message) throws Exception {
            socket.send("first " + message.read());
          }
        });
    WireClient client = connect();
    for (int i = 1; i < 4; i++) {
      byte[] message = new byte[100_000];
      message[0] = (byte) i;
      client.send(frame(BINARY, message)).send(frame(FIN | CONTINUATION, "x"));
      assertThat(Frames.read(client)).isEqualTo("TEXT first " + i);
    }
    client.send(text("b"));
    assertThat(Frames.read(client)).isEqualTo("TEXT b");
  }

  @Test
  void what_a_listener_that_was_interrupted_does_not_read_is_skipped_as_well() throws Exception {
    serve(
        new Streams() {
          @Override
          public void onBinary(WebSocket socket, InputStream message) throws Exception {
            int first = message.read();
            socket.send(first + " " + Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
          }
        });
    WireClient client = connect();
    for (int i = 1; i < 4; i++) {
      client.send(frame(BINARY, new byte[] {(byte) i, 0}));
      assertThat(Frames.read(client)).isEqualTo("TEXT " + i + " false");
      client.send(frame(FIN | CONTINUATION, "x")); // the rest, for which a thread has waited
    }
  }

  @Test
  void text_that_is_not_utf_8_is_refused() throws Exception {
    serve(new Streams());
    WireClient client = connect().send(frame(FIN | TEXT, Frames.hex("61 ff")));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1007");
    assertThat(nextCall()).isEqualTo("error WebSocketException");
    assertThat(nextCall()).isEqualTo("close 1007");
    client = connect().send(frame(FIN | TEXT, Frames.hex("ce")));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1007");
  }

  @Test
  void a_close_or_a_violation_in_the_middle_ends_the_message() throws Exception {
    serve(
        new Streams() {
          @Override
          public void onBinary(WebSocket socket, InputStream message) throws Exception {
            try {
              super.onBinary(socket, message);
            } catch (IOException e) {
              calls.add("incomplete");
              throw e;
            }
          }
        });
    WireClient client = connect().send(frame(BINARY, "a")).send(close(4005, "gone"));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 4005");
    assertThat(nextCall()).isEqualTo("incomplete");
    assertThat(nextCall()).isEqualTo("close 4005");
    client = connect().send(frame(BINARY, "a")).send(frame(BINARY, "b"));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1002");
    assertThat(nextCall()).isEqualTo("incomplete");
    assertThat(nextCall()).isEqualTo("error WebSocketException");
    assertThat(nextCall()).isEqualTo("close 1002");
    connect().send(frame(BINARY, "a")).halfClose();
    assertThat(nextCall()).isEqualTo("incomplete");
    assertThat(nextCall()).isEqualTo("close 1006");
  }

  @Test
  void a_failing_listener_closes_with_1011() throws Exception {
    serve(
        new Streams() {
          @Override
          public void onText(WebSocket socket, Reader message) {
            throw new IllegalStateException("asked to fail");
          }
        });
    WireClient client = connect().send(text("a"));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1011");
    assertThat(nextCall()).isEqualTo("error IllegalStateException");
    assertThat(nextCall()).isEqualTo("close 1011");
  }

  @Test
  void a_type_that_is_not_handled_closes_with_1003() throws Exception {
    serve(new WebSocketStreamListener() {});
    assertThat(Frames.read(connect().send(text("a")))).isEqualTo("CLOSE 1003");
    assertThat(Frames.read(connect().send(frame(FIN | BINARY, "a")))).isEqualTo("CLOSE 1003");
  }

  private void servePaced(WebSocketListener listener) throws IOException {
    serve(
        listener,
        options ->
            options.withTimeouts(WebSocketTimeouts.defaults().withMessage(Duration.ofMillis(300))));
  }

  @Test
  void a_message_that_stops_in_the_middle_is_given_up() throws Exception {
    servePaced(new Streams());
    assertThat(Frames.read(connect().send(frame(BINARY, "a")))).isEqualTo("CLOSE 1008");
    servePaced(new Echo());
    assertThat(Frames.read(connect().send(frame(BINARY, "a")))).isEqualTo("CLOSE 1008");
    byte[] half = frame(FIN | BINARY, "abc");
    assertThat(Frames.read(connect().send(java.util.Arrays.copyOf(half, 7))))
        .isEqualTo("CLOSE 1008");
  }

  @Test
  void a_message_that_drips_is_given_up() throws Exception {
    servePaced(new Echo());
    WireClient client = connect().send(frame(TEXT, "a"));
    Thread drip =
        Thread.startVirtualThread(
            () -> {
              try {
                while (true) {
                  client.send(frame(CONTINUATION, "")); // 6 bytes each 100 ms are too few
                  LockSupport.parkNanos(100_000_000);
                }
              } catch (AssertionError | RuntimeException _) {
                // the connection was closed
              }
            });
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1008");
    client.close();
    drip.join();
  }

  @Test
  void a_client_between_messages_may_take_its_time() throws Exception {
    servePaced(new Streams());
    WireClient client = connect().send(text("a"));
    assertThat(Frames.read(client)).isEqualTo("TEXT a");
    client.expectIdle(Duration.ofMillis(800)); // longer than a pause within a message may be
    client.send(text("b"));
    assertThat(Frames.read(client)).isEqualTo("TEXT b");
  }
}
