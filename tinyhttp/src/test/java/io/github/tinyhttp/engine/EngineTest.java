package io.github.tinyhttp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.NioSocket;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The rules of who may touch what, with a protocol that shows which thread it is called on.
class EngineTest {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /// What most of them do: nothing.
  private abstract static class Quiet implements Protocol {
    final Connection io;

    Quiet(Connection io) {
      this.io = io;
    }

    @Override
    public void writable(Driver driver) {}

    @Override
    public void resumed(Driver driver) {}

    @Override
    public void expired(Driver driver, long now) {}

    @Override
    public void drain(Driver driver, long until) {}

    @Override
    public String name() {
      return "test";
    }

    @Override
    public void closed() {}

    void readAll(Driver driver) {
      try {
        if (io.read(driver.io().clear()) < 0) {
          io.close();
        }
      } catch (IOException e) {
        io.close();
      }
    }
  }

  private Engine engine(Function<Connection, Protocol> protocol) throws IOException {
    var engine =
        new Engine(
            new Engine.Plan(
                "test",
                1,
                true,
                Integer.MAX_VALUE,
                MemoryBounds.NONE,
                Duration.ofMillis(10),
                new OnHandOver(handedOver)),
            Workers.ofCaller());
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    engine.listen(NioSocket.Listening.of(listener), protocol);
    engine.start();
    open.push(engine::stop);
    port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
    return engine;
  }

  /// An engine whose connections do this when bytes have come, which are read and forgotten.
  private void engineDoing(BiConsumer<Connection, Driver> work) throws IOException {
    Engine _ =
        engine(
            io ->
                new Quiet(io) {
                  @Override
                  public void readable(Driver driver) {
                    readAll(driver);
                    work.accept(io, driver);
                  }
                });
  }

  private int port;
  private Runnable handedOver = () -> {};

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    open.push(socket);
    return socket;
  }

  @AfterEach
  void closeAll() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  /// Returns when another driver has taken the loop over: it runs the task, as this one cannot.
  private static void loseTheLoop(Connection io) {
    var taken = new CountDownLatch(1);
    io.loop().run(_ -> taken.countDown());
    Await.opened(taken);
  }

  @Test
  void a_driver_that_has_lost_its_loop_runs_none_of_its_tasks() throws Exception {
    var ran = new CompletableFuture<Thread>();
    var handler = new CompletableFuture<Thread>();
    engineDoing(
        (io, driver) -> {
          driver.enterHandler();
          loseTheLoop(io);
          handler.complete(Thread.currentThread());
          io.loop().run(_ -> ran.complete(Thread.currentThread()));
          driver.leaveHandler();
        });
    connect().getOutputStream().write(1);
    assertThat(ran.get(20, TimeUnit.SECONDS)).isNotSameAs(handler.get(20, TimeUnit.SECONDS));
  }

  @Test
  void a_driver_that_has_lost_its_loop_does_not_know_until_its_handler_is_done() throws Exception {
    var left = new CompletableFuture<Boolean>();
    engineDoing(
        (io, driver) -> {
          driver.enterHandler();
          loseTheLoop(io);
          left.complete(driver.leaveHandler() || driver.isDriving());
        });
    connect().getOutputStream().write(1);
    assertThat(left.get(20, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void a_loop_gets_its_next_driver_although_the_callback_for_hand_overs_fails() throws Exception {
    handedOver =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    a_driver_that_has_lost_its_loop_runs_none_of_its_tasks();
  }

  @Test
  void a_handler_that_is_about_to_wait_learns_nothing_of_a_callback_that_fails() throws Exception {
    handedOver =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    var drives = new CompletableFuture<Boolean>();
    engineDoing(
        (_, driver) -> {
          driver.enterHandler();
          try {
            Driver.beforeBlocking();
            drives.complete(driver.leaveHandler());
          } catch (Throwable e) {
            drives.completeExceptionally(e);
          }
        });
    connect().getOutputStream().write(1);
    assertThat(drives.get(20, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void a_handler_that_throws_past_the_protocol_has_ended_its_turn() throws Exception {
    var failed = new CompletableFuture<Boolean>();
    var next = new CompletableFuture<String>();
    engineDoing(
        (io, driver) -> {
          if (failed.isDone()) {
            next.complete(driver.toString());
          } else {
            driver.enterHandler();
            failed.complete(true);
            throw new IllegalStateException("on purpose");
          }
        });
    Socket first = connect();
    first.getOutputStream().write(1);
    assertThat(first.getInputStream().read()).isNegative();
    connect().getOutputStream().write(1);
    assertThat(next.get(20, TimeUnit.SECONDS)).contains("drives EventLoop[turn 2, ");
  }

  /// A socket from which there is something to read until `dry` is done.
  private static io.github.tinyhttp.wire.Socket flooded(
      io.github.tinyhttp.wire.Socket socket, CompletableFuture<?> dry) {
    Class<?> type = io.github.tinyhttp.wire.Socket.class;
    return (io.github.tinyhttp.wire.Socket)
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              if (method.getName().equals("read") && !dry.isDone()) {
                var into = (ByteBuffer) arguments[0];
                int count = into.remaining();
                into.position(into.limit());
                return count;
              }
              return method.invoke(socket, arguments);
            });
  }

  /// One whose client sends as fast as it is read from does not keep the driver for itself.
  @Test
  void a_deadline_that_is_over_while_bytes_come_keeps_no_other_connection_waiting()
      throws Exception {
    var dry = new CompletableFuture<Void>();
    var floods = new CompletableFuture<Void>();
    var other = new CompletableFuture<Void>();
    engineDoing(
        (io, driver) -> {
          if (floods.complete(null)) {
            io.tap(socket -> flooded(socket, dry));
            io.deadline(Clock.now());
          } else if (io.number() > 1) {
            other.complete(null);
          }
        });
    try {
      connect().getOutputStream().write(1);
      floods.get(20, TimeUnit.SECONDS);
      connect().getOutputStream().write(1);
      other.get(20, TimeUnit.SECONDS);
    } finally {
      dry.complete(null);
    }
  }

  @Test
  void drivers_loops_and_connections_print_their_state() throws Exception {
    var inHandler = new CompletableFuture<String>();
    var after = new CompletableFuture<String>();
    var held = new CompletableFuture<String>();
    engineDoing(
        (io, driver) -> {
          io.hold();
          held.complete(io.toString());
          io.giveBack();
          driver.enterHandler();
          inHandler.complete(driver.toString());
          driver.leaveHandler();
          after.complete(driver.toString());
        });
    connect().getOutputStream().write(1);
    assertThat(held.get(20, TimeUnit.SECONDS)).startsWith("Connection[HELD, /127.0.0.1:");
    assertThat(inHandler.get(20, TimeUnit.SECONDS))
        .startsWith("Driver[test-loop-")
        .contains("in a handler of EventLoop[turn 1 of a handler, running, 1 connections, ");
    assertThat(after.get(20, TimeUnit.SECONDS)).contains("drives EventLoop[turn 2, ");
  }

  @Test
  void connections_are_drained_by_the_driver_of_the_moment() throws Exception {
    Queue<Boolean> driving = new ConcurrentLinkedQueue<>();
    Engine engine =
        engine(
            io ->
                new Quiet(io) {
                  @Override
                  public void readable(Driver driver) {
                    readAll(driver);
                  }

                  @Override
                  public void drain(Driver driver, long until) {
                    boolean drives = driver.isDriving() && Thread.currentThread() == driver;
                    if (drives) {
                      driver.enterHandler();
                      loseTheLoop(io);
                      driver.leaveHandler();
                    }
                    driving.add(drives);
                    io.close();
                  }
                });
    for (int i = 0; i < 3; i++) {
      connect();
    }
    Await.until("all are connected", () -> engine.connections() == 3);
    engine.drain(0);
    Await.until("all are drained", () -> driving.size() == 3);
    assertThat(driving).doesNotContain(false);
    Await.until("all are closed", () -> engine.connections() == 0);
  }

  /// The thread of a request waits for bytes that come while it is not looking.
  @Test
  void bytes_that_came_before_somebody_waits_wake_him_too() throws Exception {
    var got = new CompletableFuture<Integer>();
    var busy = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    engineDoing(
        (io, driver) -> {
          io.hold();
          Thread.startVirtualThread(
              () -> {
                busy.countDown();
                Await.opened(go);
                got.complete(readOne(io));
              });
        });
    Socket socket = connect();
    socket.getOutputStream().write(1);
    Await.opened(busy);
    socket.getOutputStream().write(2);
    connect().getOutputStream().write(1);
    go.countDown();
    assertThat(got.get(20, TimeUnit.SECONDS)).isEqualTo(2);
  }

  private static int readOne(Connection io) {
    try {
      var buffer = ByteBuffer.allocate(1);
      io.awaitReadable(TimeUnit.SECONDS.toNanos(20));
      return io.read(buffer) == 1 ? buffer.get(0) : -1;
    } catch (IOException _) {
      return -2;
    }
  }

  @Test
  void one_who_waits_for_a_client_that_is_closed_by_another_is_woken() throws Exception {
    var got = new CompletableFuture<Integer>();
    engineDoing(
        (io, driver) -> {
          io.hold();
          Thread waiting = Thread.startVirtualThread(() -> got.complete(readOne(io)));
          Thread.startVirtualThread(
              () -> {
                Await.until("it waits", () -> isParked(waiting));
                io.close();
              });
        });
    connect().getOutputStream().write(1);
    assertThat(got.get(20, TimeUnit.SECONDS)).isEqualTo(-2);
  }

  private static boolean isParked(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING
        || thread.getState() == Thread.State.TERMINATED;
  }
}
