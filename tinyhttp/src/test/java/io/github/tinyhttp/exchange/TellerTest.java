package io.github.tinyhttp.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.engine.Workers;
import io.github.tinyhttp.testkit.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One listener, what it is told, and how that ends.
@Timeout(60)
class TellerTest {
  private static final long LONG = TimeUnit.SECONDS.toNanos(30);

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final Workers workers = Workers.ofCaller();
  private final Teller teller = new Teller(ServerEvents.NONE, () -> told.add("caught up"), workers);

  @AfterEach
  void end() {
    released.countDown();
    teller.end();
    workers.close();
  }

  private Consumer<ServerEvents> event(String name) {
    return _ -> told.add(name);
  }

  @Test
  void events_are_told_in_their_order_and_then_all_is_written() throws Exception {
    assertThat(teller.awaitTold(LONG)).as("there is nothing to tell").isTrue();
    for (int i = 0; i < 100; i++) {
      teller.tell(event("event"));
    }
    assertThat(teller.awaitTold(LONG)).isTrue();
    assertThat(told).filteredOn("event"::equals).hasSize(100);
    assertThat(told).endsWith("caught up");
    assertThat(teller.dropped()).isZero();
  }

  @Test
  void a_listener_that_fails_is_told_the_next_event() throws Exception {
    teller.tell(
        _ -> {
          throw new IllegalStateException("a listener");
        });
    teller.tell(event("next"));
    assertThat(teller.awaitTold(LONG)).isTrue();
    assertThat(told).contains("next");
  }

  /// It would wait for itself.
  @Test
  void a_listener_does_not_wait_until_it_knows() throws Exception {
    var knows = new AtomicReference<Boolean>();
    teller.tell(
        _ -> {
          try {
            knows.set(teller.awaitTold(LONG));
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
    Await.until("it does not wait", () -> knows.get() != null);
    assertThat(knows.get()).isFalse();
  }

  @Test
  void a_wait_for_a_listener_that_hangs_comes_to_an_end() throws Exception {
    var inside = new CountDownLatch(1);
    teller.tell(
        _ -> {
          inside.countDown();
          Await.opened(released);
        });
    Await.opened(inside);
    assertThat(teller.awaitTold(1)).isFalse();
  }

  /// It waits for a pipe that no process reads, say.
  @Test
  void a_listener_that_hangs_is_interrupted_and_told_the_end_alone() throws Exception {
    var inside = new CountDownLatch(1);
    var interrupted = new AtomicBoolean();
    teller.tell(
        _ -> {
          inside.countDown();
          try {
            released.await();
          } catch (InterruptedException _) {
            interrupted.set(true);
          }
        });
    Await.opened(inside);
    teller.tell(event("dropped"));
    teller.tell(event("dropped"));
    teller.abandon(event("farewell"));
    Await.until("the end is told", () -> told.contains("farewell"));
    assertThat(interrupted).isTrue();
    assertThat(told).doesNotContain("dropped");
    assertThat(teller.dropped()).isEqualTo(2);
  }

  @Test
  void a_listener_for_which_nothing_waits_is_told_the_end_without_an_interrupt() {
    teller.abandon(event("farewell"));
    Await.until("the end is told", () -> told.contains("farewell"));
    assertThat(teller.dropped()).isZero();
  }

  @Test
  void what_comes_after_the_end_is_told_all_the_same() {
    teller.end(event("farewell"));
    Await.until("the end is told", () -> told.contains("farewell"));
    teller.tell(event("late"));
    Await.until("it is told", () -> told.contains("late"));
  }
}
