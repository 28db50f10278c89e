package io.github.tinyhttp.websocket;

import static io.github.tinyhttp.websocket.Frames.CLOSE;
import static io.github.tinyhttp.websocket.Frames.FIN;
import static io.github.tinyhttp.websocket.Frames.close;
import static io.github.tinyhttp.websocket.Frames.frame;
import static io.github.tinyhttp.websocket.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.WireClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The end of a WebSocket: what each side is told, and that no thread waits for a client to end.
class ClosingTest extends WebSocketWire {
  private final BlockingQueue<WebSocket> sockets = new LinkedBlockingQueue<>();
  private final BlockingQueue<CloseReason> reasons = new LinkedBlockingQueue<>();

  private class Ending extends Echo {
    @Override
    public void onOpen(WebSocket socket) {
      sockets.add(socket);
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason) {
      reasons.add(reason);
    }
  }

  private CloseReason reason() throws InterruptedException {
    CloseReason reason = reasons.poll(20, TimeUnit.SECONDS);
    assertThat(reason).isNotNull();
    return reason;
  }

  private WebSocket socket() throws InterruptedException {
    WebSocket socket = sockets.poll(20, TimeUnit.SECONDS);
    assertThat(socket).isNotNull();
    return socket;
  }

  private static String payload(WireClient client) {
    Frames.Raw frame = Frames.readRaw(client);
    assertThat(frame.first()).isEqualTo(FIN | Frames.CLOSE);
    byte[] bytes = frame.payload();
    int code = (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
    return code + " " + new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_8);
  }

  @Test
  @Covers({"6455-5.5.1-5", "6455-7.1.6-1"})
  void the_clients_code_and_reason_are_repeated_and_told() throws Exception {
    serve(new Ending());
    WireClient client = connect().send(close(4001, "bye"));
    assertThat(payload(client)).isEqualTo("4001 bye");
    CloseReason reason = reason();
    assertThat(reason.code()).isEqualTo(4001);
    assertThat(reason.reason()).isEqualTo("bye");
    assertThat(reason.closedBy()).isEqualTo(CloseReason.Side.CLIENT);
    assertThat(reason.cause()).isEmpty();
  }

  @Test
  @Covers({"6455-5.5.1-1", "6455-7.1.2-1", "6455-7.1.2-2"})
  void the_servers_own_code_and_reason_are_told() throws Exception {
    serve(new Ending());
    WireClient client = connect();
    socket().close(4002, "enough");
    assertThat(payload(client)).isEqualTo("4002 enough");
    client.send(close(4002, "")).expectClosed();
    CloseReason reason = reason();
    assertThat(reason.code()).isEqualTo(4002);
    assertThat(reason.reason()).isEqualTo("enough");
    assertThat(reason.closedBy()).isEqualTo(CloseReason.Side.SERVER);
    assertThat(reason.cause()).isEmpty();
  }

  @Test
  @Covers({"6455-7.1.5-2", "6455-7.1.6-1"})
  void a_close_frame_without_a_code_is_told_as_1005() throws Exception {
    serve(new Ending());
    WireClient client = connect().send(frame(FIN | CLOSE, ""));
    assertThat(Frames.read(client)).isEqualTo("CLOSE ");
    CloseReason reason = reason();
    assertThat(reason.code()).isEqualTo(CloseReason.NO_CODE);
    assertThat(reason.reason()).isEmpty();
  }

  @Test
  @Covers("6455-5.5.1-8")
  void two_close_frames_that_cross_end_the_connection() throws Exception {
    serve(new Ending());
    WireClient client = connect();
    socket().close(4002, "enough");
    client.send(close(4001, "bye")); // before it has read the server's
    assertThat(payload(client)).isEqualTo("4002 enough");
    client.expectClosed();
    assertThat(reason().code()).isEqualTo(4002);
  }

  @Test
  void a_violation_is_told_with_its_code_and_cause() throws Exception {
    serve(new Ending(), options -> options.withLimits(WebSocketLimits.defaults().withMessage(100)));
    connect().send(frame(FIN | 3, ""));
    assertThat(reason())
        .satisfies(reason -> assertThat(reason.code()).isEqualTo(1002))
        .satisfies(reason -> assertThat(reason.closedBy()).isEqualTo(CloseReason.Side.SERVER))
        .satisfies(
            reason -> assertThat(reason.cause()).get().isInstanceOf(WebSocketException.class));
    connect().send(text("x".repeat(101)));
    assertThat(reason().code()).isEqualTo(1009);
  }

  @Test
  void a_failing_listener_is_told_with_what_it_threw() throws Exception {
    var failure = new IllegalStateException("asked to fail");
    serve(
        new Ending() {
          @Override
          public void onText(WebSocket socket, String text) {
            throw failure;
          }
        });
    connect().send(text("a"));
    CloseReason reason = reason();
    assertThat(reason.code()).isEqualTo(1011);
    assertThat(reason.cause()).contains(failure);
  }

  @Test
  void a_broken_connection_is_told_with_its_cause() throws Exception {
    serve(new Ending());
    connect().halfClose();
    CloseReason left = reason();
    assertThat(left.isAbnormal()).isTrue();
    assertThat(left.closedBy()).isEqualTo(CloseReason.Side.NEITHER);
    assertThat(left.cause()).isPresent();
    connect().reset();
    assertThat(reason().closedBy()).isEqualTo(CloseReason.Side.NEITHER);
    WireClient dropped = connect();
    sockets.clear();
    dropped.send(text("a"));
    assertThat(Frames.read(dropped)).isEqualTo("TEXT a");
  }

  @Test
  void a_dropped_connection_is_told_as_the_servers() throws Exception {
    serve(new Ending());
    WireClient client = connect();
    socket().abort();
    client.expectClosed();
    CloseReason reason = reason();
    assertThat(reason.isAbnormal()).isTrue();
    assertThat(reason.closedBy()).isEqualTo(CloseReason.Side.SERVER);
  }

  @Test
  void closing_a_client_that_reads_nothing_does_not_wait() throws Exception {
    serve(
        new Ending(),
        options ->
            options
                .withLimits(WebSocketLimits.defaults().withQueue(1 << 20))
                .withTimeouts(WebSocketTimeouts.defaults().withClose(Duration.ofSeconds(1))));
    var clients = new ArrayList<WireClient>();
    for (int i = 0; i < 4; i++) {
      clients.add(connect());
    }
    byte[] message = new byte[512 << 10];
    long waited = 0;
    for (int i = 0; i < 4; i++) {
      WebSocket socket = socket();
      while (socket.trySend(message)) {
        Thread.onSpinWait(); // until the socket and the queue are full
      }
      long begun = System.nanoTime();
      socket.close(CloseReason.POLICY, "too slow");
      waited += System.nanoTime() - begun;
      assertThat(socket.isOpen()).isFalse();
      assertThat(socket.trySend("more")).isFalse();
    }
    assertThat(Duration.ofNanos(waited)).isLessThan(Duration.ofSeconds(3)); // it was 20
    for (WireClient client : clients) {
      assertThat(reason().code()).isEqualTo(CloseReason.POLICY);
      client.close();
    }
  }

  @Test
  void a_client_that_is_slow_for_a_while_gets_the_queue_and_then_the_close_frame()
      throws Exception {
    serve(new Ending());
    WireClient client = connect();
    WebSocket socket = socket();
    byte[] message = new byte[256 << 10];
    int sent = 0;
    while (socket.trySend(message)) {
      sent++;
    }
    socket.close(4003, "that was all");
    for (int i = 0; i < sent; i++) {
      assertThat(Frames.readRaw(client).payload()).hasSize(message.length);
    }
    assertThat(payload(client)).isEqualTo("4003 that was all");
    client.send(close(4003, "")).expectClosed();
  }

  @Test
  void a_client_that_pings_and_reads_nothing_costs_no_thread_and_gets_its_close_frame()
      throws Exception {
    serve(new Ending());
    WireClient client = connect();
    WebSocket socket = socket();
    byte[] message = new byte[256 << 10];
    int sent = 0;
    while (socket.trySend(message)) {
      sent++;
    }
    for (int i = 0; i < 100; i++) {
      client.send(frame(FIN | Frames.PING, "" + i));
    }
    client.send(close(4004, "done"));
    assertThat(reason().code()).isEqualTo(4004); // although nothing could be sent
    int received = 0;
    for (Frames.Raw raw = Frames.readRaw(client);
        (raw.first() & 0xF) != Frames.CLOSE;
        raw = Frames.readRaw(client)) {
      received += (raw.first() & 0xF) == Frames.PONG ? 0 : 1;
    }
    // messages that were queued behind the close frame are lost, as the client has closed
    assertThat(received).isLessThanOrEqualTo(sent);
    client.expectClosed();
  }
}
