package io.github.tinyhttp.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testkit.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Lines between the threads that write them and an application that may be slow.
class LineQueueTest {
  private static final long LONG = TimeUnit.SECONDS.toNanos(20);

  /// The size of a line of one digit.
  private static final int SIZE = 65;

  private final List<String> taken = new CopyOnWriteArrayList<>();

  @Test
  void lines_come_in_their_order() {
    var queue = new LineQueue(taken::add, 100_000);
    queue.start();
    List<String> all = IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
    all.forEach(queue::add);
    queue.close(LONG);
    assertThat(taken).isEqualTo(all);
  }

  @Test
  void lines_beyond_the_bound_are_dropped_and_counted() {
    var queue = new LineQueue(taken::add, 3 * SIZE);
    for (int i = 0; i < 8; i++) {
      queue.add(Integer.toString(i));
    }
    queue.start();
    Await.until("the first are taken", () -> taken.size() == 3);
    queue.add("8");
    queue.close(LONG);
    assertThat(taken).containsExactly("0", "1", "2", "dropped 5 lines", "8");
  }

  @Test
  void lines_dropped_at_the_end_are_counted_too() {
    var queue = new LineQueue(taken::add, SIZE);
    queue.add("0");
    queue.add("1");
    queue.start();
    queue.close(LONG);
    assertThat(taken).containsExactly("0", "dropped 1 lines");
  }

  /// The consumer is interrupted, and gets no further line even if it takes no notice.
  @Test
  void the_end_does_not_wait_for_a_consumer_that_hangs() throws Exception {
    var begun = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var queue =
        new LineQueue(
            line -> {
              taken.add(line);
              begun.countDown();
              while (!Thread.interrupted()) {
                Thread.onSpinWait();
              }
              interrupted.countDown();
            },
            100_000);
    queue.start();
    queue.add("0");
    queue.add("1");
    Await.opened(begun);
    queue.close(TimeUnit.MILLISECONDS.toNanos(20));
    Await.opened(interrupted);
    queue.close(LONG);
    assertThat(taken).containsExactly("0");
  }

  @Test
  void a_caller_that_is_interrupted_does_not_wait() {
    var released = new CountDownLatch(1);
    var queue = new LineQueue(_ -> Await.opened(released), 100_000);
    queue.start();
    queue.add("0");
    Thread.currentThread().interrupt();
    queue.close(LONG);
    assertThat(Thread.interrupted()).isTrue();
    released.countDown();
  }
}
