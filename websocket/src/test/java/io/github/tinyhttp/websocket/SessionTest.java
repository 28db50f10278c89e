package io.github.tinyhttp.websocket;

import static io.github.tinyhttp.websocket.Frames.BINARY;
import static io.github.tinyhttp.websocket.Frames.CLOSE;
import static io.github.tinyhttp.websocket.Frames.FIN;
import static io.github.tinyhttp.websocket.Frames.PING;
import static io.github.tinyhttp.websocket.Frames.PONG;
import static io.github.tinyhttp.websocket.Frames.close;
import static io.github.tinyhttp.websocket.Frames.frame;
import static io.github.tinyhttp.websocket.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.WireClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The life of a WebSocket: the order of the listener's calls, sending by several threads, back
/// pressure, and the closing handshake.
class SessionTest extends WebSocketWire {
  private final BlockingQueue<WebSocket> sockets = new LinkedBlockingQueue<>();

  /// An echo that hands its WebSockets to the test.
  private class Handing extends Echo {
    @Override
    public void onOpen(WebSocket socket) {
      sockets.add(socket);
    }
  }

  private WebSocket socket() throws InterruptedException {
    WebSocket socket = sockets.poll(20, TimeUnit.SECONDS);
    assertThat(socket).isNotNull();
    return socket;
  }

  // ---- calls of the listener

  @Test
  void the_listener_is_called_in_order() throws Exception {
    serve(new Echo());
    WireClient client = connect();
    client.send(text("a")).send(frame(FIN | BINARY, "bc")).send(frame(FIN | PONG, "def"));
    client.send(close(4000, "bye"));
    assertThat(nextCall()).isEqualTo("open");
    assertThat(nextCall()).isEqualTo("text a");
    assertThat(nextCall()).isEqualTo("binary 2");
    assertThat(nextCall()).isEqualTo("pong 3");
    assertThat(nextCall()).isEqualTo("close 4000");
    assertThat(Frames.read(client)).isEqualTo("TEXT a");
    assertThat(Frames.read(client)).isEqualTo("BINARY 6263");
    assertThat(Frames.read(client)).isEqualTo("CLOSE 4000");
    client.expectClosed();
  }

  @Test
  @Covers("6455-4.2.2-11")
  void the_server_may_send_first() throws Exception {
    serve(
        new Echo() {
          @Override
          public void onOpen(WebSocket socket) throws IOException {
            socket.send("welcome");
          }
        });
    assertThat(Frames.read(connect())).isEqualTo("TEXT welcome");
  }

  @Test
  void methods_are_called_one_at_a_time() throws Exception {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    serve(
        new WebSocketListener() {
          @Override
          public void onText(WebSocket socket, String text) {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            calls.add(text);
            inside.decrementAndGet();
          }
        });
    WireClient client = connect();
    for (int i = 0; i < 500; i++) {
      client.send(text("" + i));
    }
    for (int i = 0; i < 500; i++) {
      assertThat(nextCall()).isEqualTo("" + i);
    }
    assertThat(most).hasValue(1);
  }

  /// The messages come together, and so one thread hands them out.
  @Test
  void an_interrupt_of_a_message_does_not_reach_the_next() throws Exception {
    serve(
        new Echo() {
          @Override
          public void onText(WebSocket socket, String text) throws IOException {
            socket.send(text + " " + Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
          }
        });
    WireClient client = connect();
    var together = new ByteArrayOutputStream();
    for (String message : List.of("a", "b", "c")) {
      together.writeBytes(text(message));
    }
    client.send(together.toByteArray());
    assertThat(Frames.read(client)).isEqualTo("TEXT a false");
    assertThat(Frames.read(client)).isEqualTo("TEXT b false");
    assertThat(Frames.read(client)).isEqualTo("TEXT c false");
  }

  @Test
  @Covers("6455-7.4.1-4")
  void a_message_of_a_type_the_listener_does_not_handle_closes_with_1003() throws Exception {
    serve(new WebSocketListener() {});
    WireClient client = connect().send(text("a"));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1003");
    client = connect().send(frame(FIN | BINARY, "a"));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1003");
  }

  @ParameterizedTest
  @Covers("6455-7.4.1-4")
  @ValueSource(strings = {"open", "text", "binary", "pong"})
  void a_failing_listener_is_notified_and_closes_with_1011(String where) throws Exception {
    serve(
        new Echo() {
          private void failIn(String method) {
            if (method.equals(where)) {
              throw new IllegalStateException("asked to fail");
            }
          }

          @Override
          public void onOpen(WebSocket socket) {
            failIn("open");
          }

          @Override
          public void onText(WebSocket socket, String text) {
            failIn("text");
          }

          @Override
          public void onBinary(WebSocket socket, byte[] bytes) {
            failIn("binary");
          }

          @Override
          public void onPong(WebSocket socket, byte[] bytes) {
            failIn("pong");
          }
        });
    WireClient client = connect();
    client.send(text("a")).send(frame(FIN | BINARY, "b")).send(frame(FIN | PONG, "c"));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1011");
    client.expectClosed();
    assertThat(nextCall()).isEqualTo("error IllegalStateException");
    assertThat(nextCall()).isEqualTo("close 1011");
    client.close();
    assertThat(calls).isEmpty();
  }

  @Test
  @Covers("6455-7.1.7-2")
  void a_violation_by_the_client_is_reported() throws Exception {
    serve(new Echo());
    WireClient client = connect().send(frame(FIN | 3, "")).send(text("ignored"));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1002");
    client.expectClosed();
    assertThat(nextCall()).isEqualTo("open");
    assertThat(nextCall()).isEqualTo("error WebSocketException");
    assertThat(nextCall()).isEqualTo("close 1002");
  }

  @Test
  @Covers("6455-7.1.5-3")
  void a_disconnect_without_a_close_frame_is_reported() throws Exception {
    serve(new Echo());
    connect().halfClose().expectClosed();
    assertThat(nextCall()).isEqualTo("open");
    assertThat(nextCall()).isEqualTo("close 1006");
    connect().reset();
    assertThat(nextCall()).isEqualTo("open");
    assertThat(nextCall()).isEqualTo("close 1006");
  }

  // ---- sending

  @Test
  @Covers("6455-5.4-5")
  void messages_of_several_threads_do_not_mix() throws Exception {
    serve(new Handing());
    WireClient client = connect();
    WebSocket socket = socket();
    int threads = 8;
    int each = 40;
    for (int t = 0; t < threads; t++) {
      String name = "" + t;
      Thread.ofVirtual()
          .start(
              () -> {
                for (int i = 0; i < each; i++) {
                  sendInSomeWay(socket, i, (name + " " + i + " ").repeat(1 + i * 200));
                }
              });
    }
    Map<String, Integer> counts = new HashMap<>();
    for (int received = 0; received < threads * each; received++) {
      String text = readMessage(client);
      String[] words = text.split(" ", 3);
      int i = Integer.parseInt(words[1]);
      assertThat(text).isEqualTo((words[0] + " " + i + " ").repeat(1 + i * 200));
      assertThat(counts.merge(words[0], 1, Integer::sum)).as("in order").isEqualTo(i + 1);
    }
  }

  private static void sendInSomeWay(WebSocket socket, int i, String text) {
    try {
      switch (i % 3) {
        case 0 -> socket.send(text);
        case 1 -> {
          while (!socket.trySend(text)) {
            Thread.yield();
          }
        }
        default ->
            socket.sendText(
                out -> {
                  out.write(text, 0, text.length() / 2);
                  out.flush();
                  out.write(text, text.length() / 2, text.length() - text.length() / 2);
                });
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Reads a text message of one or more frames.
  private static String readMessage(WireClient client) {
    var text = new StringBuilder();
    while (true) {
      String frame = Frames.read(client);
      int space = frame.indexOf(' ');
      text.append(frame, space + 1, frame.length());
      if (Character.isUpperCase(frame.charAt(0))) {
        return text.toString();
      }
    }
  }

  @Test
  @Covers({"6455-6.1-2", "6455-6.1-3", "6455-6.1-4"})
  void a_message_is_sent_in_fragments_while_it_is_written() throws Exception {
    serve(new Handing());
    WireClient client = connect();
    WebSocket socket = socket();
    var goOn = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                socket.sendText(
                    out -> {
                      out.write("κ");
                      out.flush();
                      out.flush();
                      awaitQuietly(goOn);
                      out.write("λ");
                    });
                socket.sendBinary(
                    out -> {
                      out.write(1);
                      out.flush();
                      out.write(new byte[8192]);
                      out.write(2);
                    });
                socket.sendBinary(out -> {});
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(Frames.read(client)).isEqualTo("text κ");
    client.send(frame(FIN | PING, "in between"));
    assertThat(Frames.read(client)).isEqualTo("PONG in between");
    goOn.countDown();
    assertThat(Frames.read(client)).isEqualTo("CONTINUATION λ");
    assertThat(Frames.read(client)).isEqualTo("binary 01");
    assertThat(Frames.read(client)).startsWith("continuation \0").hasSize(13 + 8192);
    assertThat(Frames.read(client)).isEqualTo("CONTINUATION \u0002");
    assertThat(Frames.read(client)).isEqualTo("BINARY ");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Covers("6455-6.1-1")
  void a_message_whose_content_throws_ends_the_connection() throws Exception {
    serve(new Handing());
    WireClient client = connect();
    WebSocket socket = socket();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                socket.sendText(
                    out -> {
                      out.write("half");
                      out.flush();
                      socket.send("no message within a message");
                    }));
    assertThat(Frames.read(client)).isEqualTo("text half");
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1011");
    client.send(close(1011, ""));
    client.expectClosed();
    assertThat(nextCall()).isEqualTo("close 1011");
  }

  @Test
  void the_listener_receives_the_pong_to_a_ping() throws Exception {
    serve(new Handing());
    WireClient client = connect();
    WebSocket socket = socket();
    socket.ping(new byte[] {'?'});
    assertThat(Frames.read(client)).isEqualTo("PING ?");
    client.send(frame(FIN | PONG, "?"));
    assertThat(nextCall()).isEqualTo("pong 1");
    assertThatIllegalArgumentException().isThrownBy(() -> socket.ping(new byte[126]));
  }

  // ---- back pressure

  @Test
  void a_client_faster_than_the_listener_has_to_wait() throws Exception {
    var goOn = new CountDownLatch(1);
    serve(
        new WebSocketListener() {
          @Override
          public void onBinary(WebSocket socket, byte[] bytes) {
            awaitQuietly(goOn);
            calls.add("binary");
          }
        });
    WireClient client = connect();
    byte[] message = frame(FIN | BINARY, new byte[64 << 10]);
    int sent = 0;
    int whole = 0;
    for (int idle = 0; idle < 20; ) {
      int count = client.sendSome(java.util.Arrays.copyOfRange(message, sent, message.length));
      idle = count == 0 ? idle + 1 : 0;
      sent += count;
      if (sent == message.length) {
        sent = 0;
        whole++;
      }
      if (count == 0) {
        client.awaitNothing(Duration.ofMillis(10));
      }
      assertThat(whole).as("the server reads on").isLessThan(1_000);
    }
    goOn.countDown();
    for (int i = 0; i < whole; i++) {
      assertThat(nextCall()).isEqualTo("binary");
    }
  }

  @Test
  void the_queue_for_a_client_that_reads_nothing_is_bounded() throws Exception {
    serve(
        new Handing(),
        options -> options.withLimits(WebSocketLimits.defaults().withQueue(100_000)));
    WireClient client = connect();
    WebSocket socket = socket();
    byte[] message = new byte[10_000];
    int count = 0;
    for (int refused = 0; refused < 50; count++) {
      boolean queued = socket.trySend(message);
      refused = queued ? 0 : refused + 1;
      if (!queued) {
        count--;
        client.awaitNothing(Duration.ofMillis(1));
      }
      assertThat(count).as("the queue grows without bound").isLessThan(10_000);
    }
    for (int i = 0; i < count; i++) {
      assertThat(Frames.read(client)).hasSize(7 + 20_000);
    }
    assertThat(socket.trySend("room again")).isTrue();
    assertThat(Frames.read(client)).isEqualTo("TEXT room again");
    assertThat(socket.trySend(new byte[500_000])).as("a message fits into an empty queue").isTrue();
    assertThat(Frames.read(client)).hasSize(7 + 1_000_000);
  }

  @Test
  void a_client_that_reads_nothing_is_dropped() throws Exception {
    serve(
        new Handing(),
        options ->
            options.withTimeouts(WebSocketTimeouts.defaults().withWrite(Duration.ofMillis(50))));
    connect();
    WebSocket socket = socket();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> socket.send(new byte[64 << 20]));
    assertThat(nextCall()).isEqualTo("close 1006");
    assertThat(socket.isOpen()).isFalse();
    assertThat(socket.trySend("x")).isFalse();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> socket.send("x"));
    connect();
    assertThat(socket().trySend(new byte[64 << 20])).isTrue();
    assertThat(nextCall()).isEqualTo("close 1006");
  }

  // ---- keep-alive

  @Test
  void a_silent_client_is_pinged_and_dropped_if_it_stays_silent() throws Exception {
    serve(
        new Echo(),
        options ->
            options.withTimeouts(
                WebSocketTimeouts.defaults().withKeepAlive(Duration.ofMillis(100))));
    WireClient client = connect();
    assertThat(nextCall()).isEqualTo("open");
    for (int i = 0; i < 3; i++) {
      assertThat(Frames.read(client)).isEqualTo("PING ");
      client.send(frame(FIN | PONG, ""));
      assertThat(nextCall()).isEqualTo("pong 0");
    }
    assertThat(Frames.read(client)).isEqualTo("PING ");
    client.expectGone();
    assertThat(nextCall()).isEqualTo("close 1006");
  }

  @Test
  void a_client_that_sends_no_message_is_closed_after_the_idle_timeout() throws Exception {
    serve(
        new Echo(),
        options ->
            options.withTimeouts(
                WebSocketTimeouts.defaults()
                    .withKeepAlive(Duration.ZERO)
                    .withIdle(Duration.ofMillis(300))));
    WireClient client = connect().send(frame(FIN | PONG, ""));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1001");
    client.send(close(1001, ""));
    client.expectClosed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "text"})
  void the_time_of_the_listener_is_not_the_clients(String where) throws Exception {
    serve(
        new Echo() {
          private void work(String method) {
            if (method.equals(where)) {
              LockSupport.parkNanos(
                  1_500_000_000); // longer than both time-outs, and a look at them
            }
          }

          @Override
          public void onOpen(WebSocket socket) {
            work("open");
          }

          @Override
          public void onText(WebSocket socket, String text) throws Exception {
            work("text");
            socket.send(text);
          }
        },
        options ->
            options.withTimeouts(
                WebSocketTimeouts.defaults()
                    .withIdle(Duration.ofMillis(1000))
                    .withKeepAlive(Duration.ofMillis(900))));
    WireClient client = connect().send(text("a"));
    assertThat(Frames.read(client)).isEqualTo("TEXT a");
    client.send(text("b"));
    assertThat(Frames.read(client)).isEqualTo("TEXT b");
    assertThat(Frames.read(client)).isEqualTo("PING ");
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1001");
  }

  @Test
  void keep_alive_counts_from_the_last_byte_and_idleness_from_the_last_message() {
    var keepAlive =
        new KeepAlive(
            WebSocketTimeouts.defaults()
                .withKeepAlive(Duration.ofNanos(10))
                .withIdle(Duration.ofNanos(100)),
            1000);
    assertThat(keepAlive.remaining(1000)).isEqualTo(10);
    assertThat(keepAlive.next(1009)).isEqualTo(KeepAlive.Step.WAIT);
    assertThat(keepAlive.next(1010)).isEqualTo(KeepAlive.Step.PING);
    assertThat(keepAlive.next(1019)).isEqualTo(KeepAlive.Step.WAIT);
    keepAlive.noteBytes(1019);
    assertThat(keepAlive.next(1029)).isEqualTo(KeepAlive.Step.PING);
    assertThat(keepAlive.next(1039)).isEqualTo(KeepAlive.Step.DEAD);
    keepAlive.noteBytes(1095);
    assertThat(keepAlive.remaining(1095)).isEqualTo(5);
    keepAlive.noteMessage();
    keepAlive.noteBytes(1096);
    assertThat(keepAlive.next(1100)).isEqualTo(KeepAlive.Step.WAIT);
    assertThat(keepAlive.next(1196)).isEqualTo(KeepAlive.Step.IDLE);
    var never = new KeepAlive(WebSocketTimeouts.defaults().withKeepAlive(Duration.ZERO), 0);
    assertThat(never.remaining(5)).isZero();
    assertThat(never.next(Long.MAX_VALUE)).isEqualTo(KeepAlive.Step.WAIT);
  }

  // ---- closing

  @Test
  @Covers({"6455-5.5.1-4", "6455-5.5.2-1", "6455-6.1-1"})
  void the_server_sends_its_queue_before_it_closes_and_waits_for_the_client() throws Exception {
    serve(new Handing());
    WireClient client = connect();
    WebSocket socket = socket();
    for (int i = 0; i < 100; i++) {
      assertThat(socket.trySend("" + i)).isTrue();
    }
    socket.close(4001, "enough");
    socket.close(4002, "too late");
    assertThat(socket.isOpen()).isFalse();
    for (int i = 0; i < 100; i++) {
      assertThat(Frames.read(client)).isEqualTo("TEXT " + i);
    }
    assertThat(Frames.read(client)).isEqualTo("CLOSE 4001");
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> socket.send("x"));
    assertThat(socket.trySend("x")).isFalse();
    client.send(frame(FIN | PING, "still there?"));
    assertThat(Frames.read(client)).isEqualTo("PONG still there?");
    client.send(close(4001, "")).send(frame(FIN | PING, "no pong after a close frame"));
    client.expectClosed();
    assertThat(nextCall()).isEqualTo("close 4001");
  }

  @Test
  void a_client_that_does_not_close_is_dropped_after_the_timeout() throws Exception {
    serve(
        new Handing(),
        options ->
            options.withTimeouts(WebSocketTimeouts.defaults().withClose(Duration.ofMillis(100))));
    WireClient client = connect();
    socket().close();
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1000");
    client.expectClosed();
    assertThat(nextCall()).isEqualTo("close 1000");
    WireClient stubborn = connect();
    stubborn.send(close(1000, ""));
    assertThat(Frames.read(stubborn)).isEqualTo("CLOSE 1000");
    stubborn.expectClosed(); // the client does not close its own side
    socket();
    assertThat(nextCall()).isEqualTo("close 1000");
  }

  @Test
  void the_closing_handshake_ends_although_the_listener_does_not_return() throws Exception {
    var goOn = new CountDownLatch(1);
    serve(
        new Handing() {
          @Override
          public void onText(WebSocket socket, String text) {
            awaitQuietly(goOn);
          }
        },
        options ->
            options.withTimeouts(WebSocketTimeouts.defaults().withClose(Duration.ofMillis(100))));
    WireClient client = connect().send(text("a"));
    socket().close();
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1000");
    client.expectGone();
    goOn.countDown();
    assertThat(nextCall()).isEqualTo("close 1000");
  }

  @Test
  void a_listener_may_close_in_any_method() throws Exception {
    serve(
        new Echo() {
          @Override
          public void onText(WebSocket socket, String text) throws IOException {
            socket.send("bye");
            socket.close(CloseReason.POLICY, text);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> socket.send("x"));
          }
        });
    WireClient client = connect().send(text("a"));
    assertThat(Frames.read(client)).isEqualTo("TEXT bye");
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1008");
    client.send(frame(FIN | CLOSE, "")).expectClosed();
    assertThat(nextCall()).isEqualTo("open");
    assertThat(nextCall()).isEqualTo("close 1008");
  }

  @Test
  void an_aborted_connection_ends_without_a_close_frame() throws Exception {
    serve(new Handing());
    WireClient client = connect();
    socket().abort();
    client.expectClosed();
    assertThat(nextCall()).isEqualTo("close 1006");
  }

  @Test
  @Covers({"6455-7.4.1-1", "6455-7.4.1-2", "6455-7.4.2-1"})
  void a_server_cannot_close_with_a_code_it_may_not_send() throws Exception {
    serve(new Handing());
    connect();
    WebSocket socket = socket();
    for (int code : new int[] {0, 999, 1004, 1005, 1006, 1010, 1015, 2000, 5000}) {
      assertThatIllegalArgumentException().isThrownBy(() -> socket.close(code, ""));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> socket.close(1000, "x".repeat(124)));
    assertThat(socket.isOpen()).isTrue();
  }

  @Test
  @Covers("6455-7.4.1-4")
  void a_server_that_shuts_down_closes_with_1001() throws Exception {
    Server server = serve(new Echo());
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clients.add(connect().send(text("" + i)));
      assertThat(Frames.read(clients.getLast())).isEqualTo("TEXT " + i);
    }
    var stopped = new LinkedBlockingQueue<Boolean>();
    Thread.ofVirtual().start(() -> stopped.add(shutdown(server)));
    for (WireClient client : clients) {
      assertThat(Frames.read(client)).isEqualTo("CLOSE 1001");
      client.send(close(1001, "")).expectClosed().close();
    }
    assertThat(stopped.poll(20, TimeUnit.SECONDS)).isTrue();
  }

  private static boolean shutdown(Server server) {
    try {
      return server.shutdown(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
