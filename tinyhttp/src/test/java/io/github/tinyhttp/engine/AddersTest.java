package io.github.tinyhttp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.tinyhttp.engine.Adders.Adder;
import io.github.tinyhttp.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sums to which drivers add in cells of their own, and all other threads in one.
class AddersTest {
  private static final int ROUNDS = 10_000;
  private static final int LOOPS = 2;

  private final Workers workers = Workers.ofCaller();
  private final Engine engine = engine(workers);
  private final Adder first = workers.adders().adder();
  private final Adder second = workers.adders().adder();

  private static Engine engine(Workers workers) {
    try {
      var made =
          new Engine(
              new Engine.Plan(
                  "adders",
                  LOOPS,
                  true,
                  Integer.MAX_VALUE,
                  MemoryBounds.NONE,
                  Duration.ofMillis(10),
                  new OnHandOver(() -> {})),
              workers);
      made.start();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() {
    engine.stop();
  }

  /// Runs `task` on the driver of a loop.
  private CompletableFuture<Void> onDriver(int loop, Runnable task) {
    var done = new CompletableFuture<Void>();
    engine
        .loops()
        .get(loop)
        .submit(
            _ -> {
              task.run();
              done.complete(null);
            });
    return done;
  }

  @Test
  void what_all_threads_add_is_in_the_sum() throws Exception {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < LOOPS; i++) {
      all.add(onDriver(i, this::addAll));
      all.add(CompletableFuture.runAsync(this::addAll));
    }
    for (CompletableFuture<Void> one : all) {
      one.get(60, TimeUnit.SECONDS);
    }
    assertThat(first.sum()).isEqualTo(2L * LOOPS * ROUNDS);
    assertThat(second.sum()).isEqualTo(-4L * LOOPS * ROUNDS);
    engine.stop();
    Await.until("the drivers end", () -> drivers() == 0);
    assertThat(first.sum()).isEqualTo(2L * LOOPS * ROUNDS);
  }

  private void addAll() {
    for (int i = 0; i < ROUNDS; i++) {
      first.increment();
      second.add(-2);
    }
  }

  private static long drivers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("adders-loop"))
        .count();
  }

  @Test
  void what_a_driver_adds_is_seen_while_it_runs() throws Exception {
    var end = new CountDownLatch(1);
    CompletableFuture<Void> done =
        onDriver(
            0,
            () -> {
              first.increment();
              awaitQuietly(end);
            });
    Await.until("the driver adds", () -> first.sum() == 1);
    end.countDown();
    done.get(60, TimeUnit.SECONDS);
  }

  private static void awaitQuietly(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_driver_of_another_server_adds_as_any_thread() throws Exception {
    Adder other = Workers.ofCaller().adders().adder();
    onDriver(0, other::increment).get(60, TimeUnit.SECONDS);
    assertThat(other.sum()).isEqualTo(1);
    assertThat(first.sum()).isZero();
  }

  @Test
  void there_is_a_limit_to_them() {
    var adders = new Adders();
    for (int i = 0; i < 64; i++) {
      Adder _ = adders.adder();
    }
    assertThatIllegalStateException().isThrownBy(adders::adder);
  }
}
