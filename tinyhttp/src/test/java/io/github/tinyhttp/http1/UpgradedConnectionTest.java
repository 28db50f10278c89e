package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Request;
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
import java.net.SocketAddress;
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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Connections that have left HTTP: bytes in both directions, waiting without a thread, deadlines
/// of their own, and the end.
@Timeout(30)
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
    return closedAfter(listen(Server.builder()).options(options.apply(patient)).start());
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

  private static String tryRead(Upgrade upgrade) throws IOException {
    var buffer = ByteBuffer.allocate(100);
    int count = upgrade.tryRead(buffer);
    return count < 0 ? "end" : new String(buffer.array(), 0, count, StandardCharsets.US_ASCII);
  }

  /// What is read each time there is something, with no thread in between.
  private static BlockingQueue<String> listen(Upgrade upgrade) {
    var read = new LinkedBlockingQueue<String>();
    var next = new AtomicReference<Runnable>();
    next.set(
        () -> {
          try {
            String now = tryRead(upgrade);
            read.add(now);
            if (!now.equals("end")) {
              upgrade.whenReadable(next.get());
            }
          } catch (IOException e) {
            read.add(e.getClass().getSimpleName());
          }
        });
    upgrade.whenReadable(next.get());
    return read;
  }

  private static String take(BlockingQueue<String> queue) throws InterruptedException {
    return queue.poll(10, TimeUnit.SECONDS);
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
    assertThat(tryRead(upgrade)).isEqualTo("rly");
    assertThat(read(upgrade, 5)).isEqualTo(" late");
    assertThat(tryRead(upgrade)).isEmpty();
  }

  @Test
  void a_task_is_run_for_bytes_that_came_early() throws Exception {
    BlockingQueue<String> read = listen(upgrade(server(), "early"));
    assertThat(take(read)).isEqualTo("early");
    theClient().send("late");
    assertThat(take(read)).isEqualTo("late");
  }

  @Test
  void a_task_is_run_each_time_bytes_come_and_for_the_end() throws Exception {
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
  void a_task_is_run_when_bytes_came_while_nobody_waited() throws Exception {
    Server server = server();
    Upgrade upgrade = upgrade(server, "");
    theClient().send("a");
    WireClient other = connect(server).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    receive(server).respond(Response.text("ok"));
    other.expectResponse(200, "ok"); // so the loop has met the byte, and found the input held
    assertThat(take(listen(upgrade))).isEqualTo("a");
  }

  @Test
  void what_is_left_after_a_read_is_told_at_once() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    BlockingQueue<String> read = listen(upgrade); // reads 100 bytes at a time
    theClient().send("x".repeat(20_000));
    for (int left = 20_000; left > 0; ) {
      String some = take(read);
      assertThat(some).isNotNull().matches("x{1,100}");
      left -= some.length();
    }
    theClient().send("y");
    assertThat(take(read)).isEqualTo("y");
  }

  @Test
  void only_one_task_waits_and_nobody_else_reads() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    listen(upgrade);
    assertThatIllegalStateException().isThrownBy(() -> upgrade.whenReadable(() -> {}));
    assertThatIllegalStateException().isThrownBy(() -> tryRead(upgrade));
    assertThatIllegalStateException().isThrownBy(() -> upgrade.input().read());
  }

  @Test
  void a_task_is_run_when_the_connection_is_closed_here() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    BlockingQueue<String> read = listen(upgrade);
    upgrade.close();
    assertThat(take(read)).isEqualTo("ClosedChannelException");
    assertThat(upgrade.isOpen()).isFalse();
    assertThat(take(listen(upgrade))).isEqualTo("ClosedChannelException");
    theClient().expectClosed();
  }

  @Test
  void a_task_is_run_when_the_client_breaks_the_connection() throws Exception {
    BlockingQueue<String> read = listen(upgrade(server(), ""));
    theClient().reset();
    // which of them is up to how the JDK hears of it
    assertThat(take(read)).isIn("IOException", "SocketException");
  }

  @Test
  void a_task_is_run_when_nothing_came_in_time() throws Exception {
    Upgrade upgrade = upgrade(server(), "");
    upgrade.readTimeout(Duration.ofMillis(1));
    BlockingQueue<String> read = listen(upgrade);
    assertThat(take(read)).isEmpty();
    assertThat(take(read)).isEmpty();
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
    assertThat(reader.get(10, TimeUnit.SECONDS)).isInstanceOf(ClosedChannelException.class);
    assertThat(writer.get(10, TimeUnit.SECONDS)).isInstanceOf(ClosedChannelException.class);
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
    there.get(10, TimeUnit.SECONDS);
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
    assertThat(stopped.get(10, TimeUnit.SECONDS)).isTrue();
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
    assertThat(stopped.get(10, TimeUnit.SECONDS)).isTrue();
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
    Server server = closedAfter(listen(Server.builder()).handler(failing).start());
    WireClient client = connect(server).send(OFFER);
    client.expectInterim(101);
    assertThat(client.readToReset()).isIn("x", ""); // a reset may overtake what was sent
    Await.until("it is gone", () -> server.connections() == 0);
  }

  @Test
  void listeners_are_told_of_the_protocol_and_of_the_end() throws Exception {
    var told = new LinkedBlockingQueue<String>();
    var events =
        new ServerEvents() {
          @Override
          public void upgraded(Request request, String protocol) {
            told.add(request.target() + " " + protocol);
          }

          @Override
          public void disconnected(SocketAddress client) {
            told.add("gone");
          }
        };
    Upgrade upgrade = upgrade(serverWith(options -> options.withEvents(events)), "");
    assertThat(take(told)).isEqualTo("/ Raw");
    upgrade.close();
    assertThat(take(told)).isEqualTo("gone");
  }
}
