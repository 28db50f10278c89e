package io.github.tinyhttp.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Receivers of an upgraded connection on the threads of each [Dispatch], and calls that pause,
/// fail, end the output, or write to a client that does not read.
@Timeout(120)
class ReceiverThreadsTest extends SocketTest {
  private static final String OFFER =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: raw\r\n\r\n";

  /// What a call does with a text that has come.
  private interface Call {
    void run(Upgrade upgrade, String text) throws IOException;
  }

  private final BlockingQueue<Throwable> closed = new LinkedBlockingQueue<>();
  private final BlockingQueue<Upgrade> upgrades = new LinkedBlockingQueue<>();

  private class Calls implements Upgrade.Receiver {
    private final Upgrade upgrade;
    private final Call call;

    Calls(Upgrade upgrade, Call call) {
      this.upgrade = upgrade;
      this.call = call;
    }

    @Override
    public void received(ByteBuffer bytes) throws IOException {
      call.run(upgrade, US_ASCII.decode(bytes).toString());
    }

    @Override
    public void ended() throws IOException {
      say(upgrade, "end");
      upgrade.close();
    }

    @Override
    public void closed(Throwable cause) {
      closed.add(cause);
    }
  }

  private static void say(Upgrade upgrade, String text) throws IOException {
    upgrade.output().write(text.getBytes(US_ASCII));
  }

  private WireClient client(Dispatch dispatch, Call call) throws IOException {
    return client(
            server(
                request -> {
                  Upgrade upgrade = request.upgrade("raw", Response.empty());
                  upgrades.add(upgrade);
                  upgrade.receive(new Calls(upgrade, call));
                  return Response.handled();
                },
                options().withDispatch(dispatch)))
        .send(OFFER);
  }

  private WireClient greeted(Dispatch dispatch, Call call) throws IOException {
    WireClient client = client(dispatch, call);
    client.expectInterim(101);
    return client;
  }

  private Throwable cause() throws InterruptedException {
    Throwable cause = closed.poll(60, TimeUnit.SECONDS);
    assertThat(cause).isNotNull();
    return cause;
  }

  static Stream<Dispatch> dispatches() {
    return Stream.of(
        Dispatch.AUTO,
        Dispatch.INLINE,
        Dispatch.VIRTUAL_THREADS,
        Dispatch.on(Thread::startVirtualThread),
        Dispatch.on(Runnable::run));
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void bytes_and_the_end_come_in_order(Dispatch dispatch) throws Exception {
    WireClient client = client(dispatch, (upgrade, text) -> say(upgrade, "<" + text + ">"));
    client.send("early").expectInterim(101);
    client.expect("<early>");
    for (int i = 100; i < 200; i++) {
      client.send("" + i).expect("<" + i + ">");
    }
    client.halfClose();
    client.expect("end").expectClosed();
    assertThat(cause()).isInstanceOf(ClosedChannelException.class);
    assertThat(closed).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void what_a_call_throws_closes_the_connection_and_is_told(Dispatch dispatch) throws Exception {
    Stream<Throwable> failures =
        Stream.of(new IOException("a"), new IllegalStateException("b"), new AssertionError("c"));
    for (Throwable failure : failures.toList()) {
      WireClient client =
          greeted(
              dispatch,
              (_, _) -> {
                switch (failure) {
                  case IOException e -> throw e;
                  case RuntimeException e -> throw e;
                  default -> throw (Error) failure;
                }
              });
      client.send("x").expectClosed();
      assertThat(cause()).isSameAs(failure);
    }
  }

  @Test
  void receivers_that_are_slow_are_called_on_other_threads() throws Exception {
    WireClient client =
        greeted(
            Dispatch.AUTO,
            (upgrade, _) -> {
              LockSupport.parkNanos(1_000_000); // what makes a call slow
              say(upgrade, Thread.currentThread().isVirtual() ? "v" : "d");
            });
    Await.until("a call runs elsewhere", () -> client.send("x").readOctets(1).equals("v"));
  }

  @Test
  void an_executor_that_refuses_a_call_closes_the_connection() throws Exception {
    var calls = new AtomicInteger();
    Dispatch refusing =
        Dispatch.on(
            task -> {
              if (calls.incrementAndGet() > 2) {
                throw new RejectedExecutionException("on purpose");
              }
              Thread.startVirtualThread(task);
            });
    WireClient client = greeted(refusing, ReceiverThreadsTest::say);
    client.send("a").expect("a");
    client.send("b").expectClosed();
    assertThat(cause()).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void a_receiver_that_fails_at_the_end_harms_no_other() throws Exception {
    var server =
        server(
            request -> {
              Upgrade upgrade = request.upgrade("raw", Response.empty());
              upgrade.receive(
                  new Calls(upgrade, ReceiverThreadsTest::say) {
                    @Override
                    public void closed(Throwable cause) {
                      super.closed(cause);
                      throw new IllegalStateException("on purpose");
                    }
                  });
              return Response.handled();
            });
    WireClient other = client(server).send(OFFER);
    other.expectInterim(101);
    WireClient client = client(server).send(OFFER);
    client.expectInterim(101);
    client.halfClose();
    client.expect("end").expectClosed();
    cause();
    other.send("x").expect("x");
  }

  // ---- calls that pause

  @ParameterizedTest
  @MethodSource("dispatches")
  void a_call_may_resume_what_it_has_paused(Dispatch dispatch) throws Exception {
    WireClient client =
        greeted(
            dispatch,
            (upgrade, text) -> {
              upgrade.pause();
              upgrade.resume();
              say(upgrade, text);
            });
    client.send("a").expect("a");
    client.send("b").expect("b");
  }

  @Test
  void a_call_may_read_what_comes_behind_its_bytes() throws Exception {
    WireClient client =
        greeted(
            Dispatch.INLINE,
            (upgrade, text) -> {
              if (text.equals("?")) {
                upgrade.pause();
                say(upgrade, "go");
                upgrade.output().flush();
                say(upgrade, "read " + new String(upgrade.input().readNBytes(3), US_ASCII));
                upgrade.resume();
              } else {
                say(upgrade, "called " + text);
              }
            });
    client.send("?").expect("go");
    client.send("abc").expect("read abc");
    client.send("d").expect("called d");
  }

  @Test
  void a_read_elsewhere_waits_for_the_end_of_the_call_that_has_paused() throws Exception {
    var paused = new CountDownLatch(1);
    var goesOn = new CountDownLatch(1);
    WireClient client =
        greeted(
            Dispatch.INLINE,
            (upgrade, text) -> {
              upgrade.pause();
              paused.countDown();
              Await.opened(goesOn);
              say(upgrade, text);
            });
    client.send("a");
    Await.opened(paused);
    Upgrade upgrade = closedAfter(upgrades.take()); // paused, it does not see the client leave
    var reader = new Thread[1];
    Future<Integer> read =
        inBackground(
            () -> {
              reader[0] = Thread.currentThread();
              return upgrade.input().read();
            });
    Await.until(
        "the reader waits",
        () -> reader[0] != null && reader[0].getState() == Thread.State.WAITING);
    assertThat(read.isDone()).isFalse();
    goesOn.countDown();
    client.expect("a").send("b");
    assertThat(result(read)).isEqualTo('b');
  }

  // ---- what calls write

  @ParameterizedTest
  @MethodSource("dispatches")
  void a_call_may_end_the_output_behind_what_it_has_written(Dispatch dispatch) throws Exception {
    var late = new LinkedBlockingQueue<Object>();
    WireClient client =
        greeted(
            dispatch,
            (upgrade, text) -> {
              if (text.equals("more")) {
                assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> say(upgrade, "too late"));
                late.add(text);
              } else {
                say(upgrade, text);
                upgrade.shutdownOutput();
                upgrade.shutdownOutput();
              }
            });
    client.send("bye").expect("bye").expectClosed();
    client.send("more");
    assertThat(late.poll(60, TimeUnit.SECONDS)).isEqualTo("more");
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void a_call_may_close_behind_what_it_has_written(Dispatch dispatch) throws Exception {
    WireClient client =
        greeted(
            dispatch,
            (upgrade, text) -> {
              say(upgrade, text);
              assertThat(upgrade.tryWrite(ByteBuffer.wrap(" now".getBytes(US_ASCII)))).isTrue();
              upgrade.close();
              assertThatExceptionOfType(IOException.class)
                  .isThrownBy(() -> say(upgrade, "too late"));
            });
    client.send("bye").expect("bye now").expectClosed();
    assertThat(cause()).isInstanceOf(ClosedChannelException.class);
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void what_a_client_does_not_take_at_once_reaches_it_whole(Dispatch dispatch) throws Exception {
    String block = "0123456789".repeat(6_000);
    WireClient client = greeted(dispatch, (upgrade, _) -> say(upgrade, block));
    int calls = 0;
    for (int sent = 1; calls < 200 && sent > 0; calls++) {
      sent = client.sendSome(new byte[1]);
      LockSupport.parkNanos(2_000_000); // so that each byte mostly has a call of its own
    }
    client.halfClose();
    String all = client.readToCut();
    assertThat(all).endsWith("end");
    assertThat(all.length() - 3).isPositive().matches(n -> n % block.length() == 0);
    assertThat(all.substring(0, all.length() - 3).replace(block, "")).isEmpty();
  }

  @Test
  void a_call_writes_behind_what_another_thread_has_left() throws Exception {
    WireClient client = greeted(Dispatch.INLINE, ReceiverThreadsTest::say);
    Upgrade upgrade = upgrades.take();
    byte[] block = new byte[1 << 20];
    int taken = 0;
    while (upgrade.tryWrite(ByteBuffer.wrap(block))) {
      taken++;
    }
    client.send("abc");
    assertThat(client.readOctets(taken << 20)).hasSize(taken << 20);
    client.expect("abc");
    client.send("def").expect("def");
  }
}
