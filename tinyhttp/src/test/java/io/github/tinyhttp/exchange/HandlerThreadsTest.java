package io.github.tinyhttp.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.HttpException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Threads in the code of the application, at the end of a server.
class HandlerThreadsTest {
  private final HandlerThreads threads = new HandlerThreads();

  @Test
  void an_interrupt_is_for_the_application_and_for_no_later_work_of_its_thread() {
    var interrupted = new AtomicInteger();
    threads.run(
        null,
        () -> {
          threads.interrupt();
          interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
        });
    assertThat(interrupted).hasValue(1);
    assertThat(Thread.interrupted()).isFalse();
    threads.interrupt();
    assertThat(Thread.interrupted()).isFalse();
  }

  /// What the application does to its own thread is left to it.
  @Test
  void an_interrupt_of_the_applications_own_stays() {
    threads.run(null, () -> Thread.currentThread().interrupt());
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_failure_ends_a_stay_as_well() {
    Runnable failing =
        () -> {
          threads.interrupt();
          throw new IllegalStateException("failed");
        };
    assertThatThrownBy(() -> threads.run(null, failing)).hasMessage("failed");
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void no_thread_exits_that_goes_on() {
    var exiting = new AtomicInteger();
    ServerRequest request = Requests.get("/");
    threads.run(request, () -> threads.forEachExiting((_, _) -> exiting.incrementAndGet()));
    assertThat(exiting).hasValue(0);
    assertThat(threads.isGraceOver()).isFalse();
    threads.endGrace();
    assertThat(threads.isGraceOver()).isTrue();
  }

  // ---- why they fail

  private static Throwable wrapped(Throwable cause, int times) {
    Throwable outer = cause;
    for (int i = 0; i < times; i++) {
      outer = new IllegalStateException("again", outer);
    }
    return outer;
  }

  @Test
  void a_fault_is_found_however_often_it_was_wrapped() {
    var fault = new HttpException(413, "too large");
    assertThat(FailureCauses.faultIn(fault)).isSameAs(fault);
    assertThat(FailureCauses.faultIn(wrapped(fault, 5))).isSameAs(fault);
    assertThat(FailureCauses.faultIn(wrapped(new IllegalStateException(), 5))).isNull();
  }

  /// Two exceptions can be the cause of each other.
  @Test
  void causes_that_go_round_come_to_an_end() {
    var first = new IllegalStateException("first");
    var second = new IllegalStateException("second", first);
    first.initCause(second);
    assertThat(FailureCauses.faultIn(first)).isNull();
  }
}
