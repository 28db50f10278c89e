package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections that have left HTTP: bytes in both directions, waiting without a thread, deadlines
/// of their own, and the end.
@Timeout(120)
class UpgradedConnectionTest extends SocketTest {
  private static final String OFFER =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: Raw\r\n\r\n";

  /// Longer than anything here takes.
  private static final Duration LONG = Duration.ofSeconds(20);

  private final List<WireClient> clients = new ArrayList<>();

  /// A client and its connection in the server, which speaks `raw`.
  private Upgrade upgrade(Server server, String early) throws Exception {
    WireClient client = connect(server).send(OFFER + early);
    clients.add(client);
    Upgrade upgrade = receive(server).upgrade("raw", Response.empty());
    assertThat(client.expectInterim(101).header("Upgrade")).isEqualTo("Raw");
    return upgrade;
  }

  /// Servers that do not wait at the end of a test for what it leaves open.
  private Server serverWith(UnaryOperator<ServerOptions> options) throws IOException {
    var patient = options().withTimeouts(Timeouts.defaults().withGrace(Duration.ZERO));
    return closedAfter(listen(Server.builder().hosts("*")).options(options.apply(patient)).start());
  }

  /// For the same over another transport.
  Server.Builder listen(Server.Builder builder) throws IOException {
    return builder.bind(0);
  }

  WireClient connect(Server server) {
    return client(server);
  }

  @Override
  protected Server server() throws IOException {
    return serverWith(UnaryOperator.identity());
  }

  private WireClient theClient() {
    return clients.getFirst();
  }

  private static String read(Upgrade upgrade, int count) throws IOException {
    return new String(upgrade.input().readNBytes(count), StandardCharsets.US_ASCII);
  }

  /// Records what it is called with.
  private static class Recorder implements Upgrade.Receiver {
    final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    @Override
    public void received(ByteBuffer bytes) throws IOException {
      seen.add(StandardCharsets.US_ASCII.decode(bytes).toString());
    }

    @Override
    public void ended() throws IOException {
      seen.add("end");
    }

    @Override
    public void timedOut() throws IOException {
      seen.add("timed out");
    }

    @Override
    public void closed(Throwable cause) {
      seen.add(cause.getClass().getSimpleName());
    }
  }

  private static BlockingQueue<String> listen(Upgrade upgrade) {
    return listen(upgrade, new Recorder());
  }

  private static BlockingQueue<String> listen(Upgrade upgrade, Recorder receiver) {
    upgrade.receive(receiver);
    return receiver.seen;
  }

  private static String take(BlockingQueue<String> queue) throws InterruptedException {
    return queue.poll(60, TimeUnit.SECONDS);
  }

  @Test
  void names_the_protocol_as_the_client_did() throws Exception {
    assertThat(upgrade(server(), "").protocol()).isEqualTo("Raw");
  }

  @Test
  void bytes_that_came_early_are_read_first() throws Exception {
    Upgrade upgrade = upgrade(server(), "early");
    theClient().send(" late");
    assertThat(read(upgrade, 2)).isEqualTo("ea");
    assertThat(read(upgrade, 8)).isEqualTo("rly late");
  }

  @Test
  void a_closed_connection_gives_and_takes_no_bytes() throws Exception {
    for (int i = 0; i < 20; i++) { // the loop closes the socket a moment later, or has done so
      Upgrade upgrade = upgrade(server(), "early");
      upgrade.close();
      assertThatExceptionOfType(ClosedChannelException.class)
          .isThrownBy(() -> upgrade.output().write('x'));
      assertThatExceptionOfType(ClosedChannelException.class)
          .isThrownBy(() -> upgrade.tryWrite(ByteBuffer.allocate(1)));
      assertThatExceptionOfType(ClosedChannelException.class)
          .isThrownBy(() -> upgrade.input().read());
      assertThat(clients.getLast().readToCut()).isEmpty();
    }
  }

  @Test
  void a_receiver_is_called_for_bytes_that_came_early() throws Exception {
    BlockingQueue<String> read = listen(upgrade(server(), "early"));
    assertThat(take(read)).isEqualTo("early");
    theClient().send("late");
    assertThat(take(read)).isEqualTo("late");
  }

  @Test
  void a_receiver_is_called_each_time_bytes_come_and_for_the_end() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    BlockingQueue<String> read = listen(upgrade);
    for (int i = 0; i < 300; i++) {
      theClient().send("no " + i);
      assertThat(take(read)).isEqualTo("no " + i);
    }
    theClient().halfClose();
    assertThat(take(read)).isEqualTo("end");
    upgrade.output().write("bye".getBytes(StandardCharsets.US_ASCII));
    upgrade.close();
    theClient().expect("bye").expectClosed();
  }

  @Test
  void a_receiver_is_called_for_bytes_that_came_before_there_was_one() throws Exception {
    Server server = server();
    Upgrade upgrade = upgrade(server, "");
    theClient().send("a");
    WireClient other = connect(server).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    receive(server).respond(Response.text("ok"));
    other.expectResponse(200, "ok"); // so the loop has met the byte, and found the input held
    assertThat(take(listen(upgrade))).isEqualTo("a");
  }

  @Test
  void what_a_receiver_leaves_comes_again_in_front_of_the_next_bytes() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    var twoLines = new Recorder();
    upgrade.receive(
        new Recorder() {
          @Override
          public void received(ByteBuffer bytes) {
            String all = StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString();
            twoLines.seen.add(all);
            if (all.endsWith(".")) {
              bytes.position(bytes.limit());
            }
          }
        });
    theClient().send("a");
    assertThat(take(twoLines.seen)).isEqualTo("a");
    theClient().send("b.");
    assertThat(take(twoLines.seen)).isEqualTo("ab.");
    theClient().send("c");
    assertThat(take(twoLines.seen)).isEqualTo("c");
  }

  @Test
  void there_is_only_one_receiver_and_no_other_thread_reads() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    listen(upgrade);
    assertThatIllegalStateException().isThrownBy(() -> listen(upgrade));
    assertThatIllegalStateException().isThrownBy(() -> upgrade.input().read());
    assertThatIllegalStateException().isThrownBy(upgrade::pause);
    assertThatIllegalStateException().isThrownBy(upgrade::resume);
  }

  @Test
  void a_paused_receiver_leaves_the_input_to_a_thread() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    var receiver =
        new Recorder() {
          @Override
          public void received(ByteBuffer bytes) throws IOException {
            if (bytes.get(0) == '!') {
              bytes.get();
              upgrade.pause();
            } else {
              super.received(bytes);
            }
          }
        };
    listen(upgrade, receiver);
    theClient().send("!abc");
    Await.until("it is paused", () -> isReadable(upgrade));
    theClient().send("def");
    assertThat(read(upgrade, 5)).isEqualTo("bcdef");
    upgrade.resume();
    theClient().send("ghi");
    assertThat(take(receiver.seen)).isEqualTo("ghi");
  }

  /// Whether the input can be read, which this does.
  private static boolean isReadable(Upgrade upgrade) {
    try {
      return upgrade.input().read() >= 0;
    } catch (IllegalStateException _) {
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_paused_receiver_learns_of_the_end_when_it_resumes() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    var receiver =
        new Recorder() {
          @Override
          public void received(ByteBuffer bytes) throws IOException {
            upgrade.pause();
            super.received(bytes);
          }
        };
    listen(upgrade, receiver);
    theClient().send("a");
    assertThat(take(receiver.seen)).isEqualTo("a");
    upgrade.close();
    theClient().expectClosed();
    assertThat(receiver.seen).isEmpty();
    upgrade.resume();
    assertThat(take(receiver.seen)).isEqualTo("ClosedChannelException");
  }

  @Test
  void calls_come_one_at_a_time_although_each_blocks() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    var running = new AtomicInteger();
    var receiver =
        new Recorder() {
          @Override
          public void received(ByteBuffer bytes) throws IOException {
            super.received(bytes);
            seen.add("running " + running.incrementAndGet());
            LockSupport.parkNanos(20_000_000); // so long that the loop gets another driver
            running.decrementAndGet();
          }
        };
    listen(upgrade, receiver);
    for (int i = 0; i < 5; i++) {
      theClient().send("" + i);
      assertThat(take(receiver.seen)).isEqualTo("" + i);
      assertThat(take(receiver.seen)).isEqualTo("running 1");
    }
    upgrade.close();
    assertThat(take(receiver.seen)).isEqualTo("ClosedChannelException");
  }

  @Test
  void other_connections_go_on_while_a_call_blocks() throws Exception {
    Server server = server();
    Upgrade upgrade = upgrade(server, "");
    var held = new CountDownLatch(1);
    var receiver =
        new Recorder() {
          @Override
          public void received(ByteBuffer bytes) throws IOException {
            upgrade.output().write("before ".getBytes(StandardCharsets.US_ASCII));
            super.received(bytes);
            awaitQuietly(held);
            upgrade.output().write("after".getBytes(StandardCharsets.US_ASCII));
          }
        };
    listen(upgrade, receiver);
    theClient().send("x");
    assertThat(take(receiver.seen)).isEqualTo("x");
    theClient().expect("before ");
    for (int i = 0; i < 8; i++) { // so that some of them are on the same loop
      WireClient other = connect(server).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      receive(server).respond(Response.text("ok"));
      other.expectResponse(200, "ok");
    }
    held.countDown();
    theClient().expect("after");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void what_a_call_writes_is_in_front_of_what_it_makes_others_write() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    var receiver =
        new Recorder() {
          @Override
          public void received(ByteBuffer bytes) throws IOException {
            say(upgrade, "a");
            CompletableFuture.runAsync(() -> say(upgrade, "b"), Thread::startVirtualThread).join();
            say(upgrade, "c");
            upgrade.output().flush();
            CompletableFuture.runAsync(() -> say(upgrade, "d"), Thread::startVirtualThread).join();
            say(upgrade, "e");
            bytes.position(bytes.limit());
          }
        };
    listen(upgrade, receiver);
    for (int i = 0; i < 200; i++) {
      theClient().send("x").expect("abcde");
    }
  }

  @Test
  void a_client_that_does_not_read_is_not_read_from() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    var received = new AtomicLong();
    byte[] block = new byte[32 << 10];
    var receiver =
        new Recorder() {
          @Override
          public void received(ByteBuffer bytes) throws IOException {
            received.addAndGet(bytes.remaining());
            bytes.position(bytes.limit());
            for (int i = 0; i < 32; i++) {
              upgrade.output().write(block);
            }
          }
        };
    listen(upgrade, receiver);
    long before = -1;
    while (before != received.get()) { // until it stands still
      before = received.get();
      for (int sent = 1; sent > 0; ) {
        sent = theClient().sendSome(new byte[1 << 20]);
        LockSupport.parkNanos(sent > 0 ? 0 : 300_000_000);
      }
    }
    assertThat(before).isLessThan(8 << 20);
    assertThat(theClient().readOctets(8 << 20)).hasSize(8 << 20);
    upgrade.close();
  }

  @Test
  void a_write_that_does_not_wait_is_sent_later_and_refused_while_it_waits() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    byte[] block = new byte[1 << 20];
    int taken = 0;
    while (upgrade.tryWrite(ByteBuffer.wrap(block))) {
      taken++;
    }
    assertThat(taken).isPositive();
    assertThat(theClient().readOctets(taken << 20)).hasSize(taken << 20);
    Await.until("it is taken", () -> isTaken(upgrade, "more"));
    theClient().expect("more");
    upgrade.close();
  }

  private static boolean isTaken(Upgrade upgrade, String text) {
    try {
      return upgrade.tryWrite(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_receiver_that_fails_closes_its_connection() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    var receiver =
        new Recorder() {
          @Override
          public void received(ByteBuffer bytes) throws IOException {
            say(upgrade, "bye");
            throw new IOException("asked to fail");
          }
        };
    listen(upgrade, receiver);
    theClient().send("x").expect("bye").expectClosed();
    assertThat(take(receiver.seen)).isEqualTo("IOException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"e", "c"})
  void what_a_call_writes_before_it_closes_or_ends_the_output_is_sent(String first)
      throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    var receiver =
        new Recorder() {
          @Override
          public void received(ByteBuffer bytes) throws IOException {
            say(upgrade, "bye");
            if (bytes.get() == 'e') {
              upgrade.shutdownOutput();
            }
            upgrade.close();
          }
        };
    listen(upgrade, receiver);
    theClient().send(first).expect("bye").expectClosed();
    assertThat(take(receiver.seen)).isEqualTo("ClosedChannelException");
  }

  @Test
  void a_receiver_is_told_when_the_connection_is_closed_here() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    BlockingQueue<String> read = listen(upgrade);
    upgrade.close();
    assertThat(take(read)).isEqualTo("ClosedChannelException");
    assertThat(upgrade.isOpen()).isFalse();
    theClient().expectClosed();
  }

  @Test
  void a_receiver_of_a_closed_connection_is_told_at_once() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    upgrade.close();
    assertThat(take(listen(upgrade))).isEqualTo("ClosedChannelException");
  }

  @Test
  void a_receiver_is_told_when_the_client_breaks_the_connection() throws Exception {
    BlockingQueue<String> read = listen(upgrade(server(), ""));
    theClient().reset();
    // which of them is up to how the JDK hears of it
    assertThat(take(read)).isIn("IOException", "SocketException");
  }

  @Test
  void a_receiver_is_told_each_time_nothing_came() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    upgrade.readTimeout(Duration.ofMillis(1));
    BlockingQueue<String> read = listen(upgrade);
    assertThat(take(read)).isEqualTo("timed out");
    assertThat(take(read)).isEqualTo("timed out");
  }

  @Test
  void a_blocking_read_ends_when_nothing_came_in_time_and_can_be_repeated() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    upgrade.readTimeout(Duration.ofMillis(1));
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> upgrade.input().read());
    theClient().send("x");
    upgrade.readTimeout(Duration.ZERO);
    assertThat(read(upgrade, 1)).isEqualTo("x");
  }

  @Test
  void a_write_ends_when_the_client_takes_nothing_in_time() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    upgrade.writeTimeout(Duration.ofMillis(20));
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> upgrade.output().write(new byte[64 << 20]));
  }

  @Test
  void close_wakes_a_reader_and_a_writer() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    CompletableFuture<Throwable> reader = failureOf(() -> upgrade.input().read());
    CompletableFuture<Throwable> writer =
        failureOf(() -> upgrade.output().write(new byte[64 << 20]));
    assertThat(reader).isNotDone();
    assertThat(writer).isNotDone();
    upgrade.close();
    assertThat(reader.get(60, TimeUnit.SECONDS)).isInstanceOf(ClosedChannelException.class);
    assertThat(writer.get(60, TimeUnit.SECONDS)).isInstanceOf(ClosedChannelException.class);
  }

  private interface Action {
    void run() throws Exception;
  }

  private static CompletableFuture<Throwable> failureOf(Action action) {
    var failure = new CompletableFuture<Throwable>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                action.run();
                failure.complete(new AssertionError("it did not fail"));
              } catch (Throwable e) {
                failure.complete(e);
              }
            });
    return failure;
  }

  @Test
  void both_directions_are_used_at_once() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    int size = 8 << 20;
    CompletableFuture<Void> there =
        CompletableFuture.runAsync(() -> write(upgrade.channel(), size), this::startVirtual);
    CompletableFuture<Integer> back =
        CompletableFuture.supplyAsync(() -> drain(upgrade, size), this::startVirtual);
    // neither side takes more before the other one moves
    startVirtual(() -> theClient().send(new byte[size]));
    assertThat(back.get(20, TimeUnit.SECONDS)).isEqualTo(size);
    assertThat(theClient().readOctets(size)).hasSize(size);
    there.get(60, TimeUnit.SECONDS);
  }

  private void startVirtual(Runnable task) {
    Thread.ofVirtual().start(task);
  }

  private static void write(ByteChannel channel, int size) {
    try {
      assertThat(channel.write(ByteBuffer.allocate(size))).isEqualTo(size);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int drain(Upgrade upgrade, int size) {
    try {
      return upgrade.input().readNBytes(size).length;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void the_output_is_closed_alone() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    upgrade.output().write('a');
    upgrade.output().close();
    theClient().expect("a").expectClosed().send("b").halfClose();
    assertThat(read(upgrade, 2)).isEqualTo("b");
    upgrade.close();
  }

  @Test
  void it_closes_when_its_time_is_over() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    BlockingQueue<String> read = listen(upgrade);
    upgrade.closeAfter(LONG);
    upgrade.closeAfter(Duration.ofMillis(1));
    theClient().expectClosed();
    assertThat(take(read)).isEqualTo("ClosedChannelException");
  }

  @Test
  void the_deadlines_of_http_do_not_count() throws Exception {
    Timeouts shortTimes =
        Timeouts.defaults()
            .withIdle(Duration.ofMillis(600))
            .withHead(Duration.ofMillis(600))
            .withResponse(Duration.ofMillis(600))
            .withGrace(Duration.ZERO);
    Upgrade upgrade = upgrade(serverWith(options -> options.withTimeouts(shortTimes)), "");
    BlockingQueue<String> read = listen(upgrade);
    theClient().expectIdle(Duration.ofMillis(1200)); // longer than each of these deadlines
    theClient().send("still there");
    assertThat(take(read)).isEqualTo("still there");
  }

  @Test
  void it_is_a_connection_but_no_request_in_flight() throws Exception {
    Server server = server();
    Upgrade upgrade = upgrade(server, "");
    assertThat(server.requestsInFlight()).isZero();
    assertThat(server.connections()).isOne();
    upgrade.close();
    Await.until("it is gone", () -> server.connections() == 0);
  }

  @Test
  void a_server_that_stops_tells_and_waits() throws Exception {
    Server server = server();
    Upgrade upgrade = upgrade(server, "");
    BlockingQueue<String> read = listen(upgrade);
    upgrade.onShutdown(() -> say(upgrade, "first"));
    upgrade.onShutdown(() -> say(upgrade, "bye"));
    var stopped = CompletableFuture.supplyAsync(() -> shutdown(server, LONG), this::startVirtual);
    theClient().expect("bye").send("ok");
    assertThat(take(read)).isEqualTo("ok");
    assertThat(stopped).isNotDone();
    upgrade.close();
    assertThat(stopped.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_server_that_has_begun_to_stop_tells_at_once() throws Exception {
    Server server = server();
    Upgrade upgrade = upgrade(server, "");
    var stopped = CompletableFuture.supplyAsync(() -> shutdown(server, LONG), this::startVirtual);
    upgrade.onShutdown(
        () -> {
          say(upgrade, "bye");
          close(upgrade);
        });
    theClient().expect("bye").expectClosed();
    assertThat(stopped.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_server_that_stops_closes_what_stays_open() throws Exception {
    Server server = server();
    BlockingQueue<String> read = listen(upgrade(server, ""));
    assertThat(shutdown(server, Duration.ofMillis(50))).isFalse();
    theClient().expectClosed();
    assertThat(take(read)).isEqualTo("ClosedChannelException");
  }

  private static boolean shutdown(Server server, Duration grace) {
    try {
      return server.shutdown(grace);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void say(Upgrade upgrade, String text) {
    try {
      upgrade.output().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void close(Upgrade upgrade) {
    try {
      upgrade.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_handler_that_fails_cuts_what_it_has_upgraded() throws Exception {
    Handler failing =
        request -> {
          Upgrade upgrade = request.upgrade("raw", Response.empty());
          upgrade.output().write('x');
          throw new IllegalStateException("asked to fail");
        };
    Server server = closedAfter(listen(Server.builder().hosts("*")).handler(failing).start());
    WireClient client = connect(server).send(OFFER);
    // a reset may overtake what was sent
    assertThat(client.readToReset()).matches("(?s)(HTTP/1.1 101 .*\r\n\r\nx?)?");
    Await.until("it is gone", () -> server.connections() == 0);
  }

  @Test
  void listeners_are_told_of_the_protocol_and_of_the_end() throws Exception {
    var told = new LinkedBlockingQueue<String>();
    var events =
        new ServerEvents() {
          @Override
          public void upgraded(RequestEvent event) {
            Request request = event.request();
            String protocol = event.upgradedTo().orElseThrow();
            told.add(request.target() + " " + protocol);
          }

          @Override
          public void disconnected(ConnectionEvent connection) {
            told.add("gone");
          }
        };
    Upgrade upgrade = upgrade(serverWith(options -> options.withEvents(events)), "");
    assertThat(take(told)).isEqualTo("/ Raw");
    upgrade.close();
    assertThat(take(told)).isEqualTo("gone");
  }
}
