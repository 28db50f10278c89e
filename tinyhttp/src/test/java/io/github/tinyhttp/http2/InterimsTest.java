package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.testkit.Await;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Interim responses that wait for a client: eight, and then the thread that sends more.
class InterimsTest {
  private static final int MOST = 8;
  private static final long LONG = TimeUnit.MINUTES.toNanos(1);

  private final Interims interims = new Interims();

  private static Interims.Interim interim(int code) {
    return new Interims.Interim(new Status(code), Headers.empty());
  }

  private void fill() throws Exception {
    for (int i = 0; i < MOST; i++) {
      interims.add(interim(110 + i), 0);
    }
  }

  private FutureTask<Void> addedByAnother() throws Exception {
    var adding =
        new FutureTask<Void>(
            () -> {
              interims.add(interim(199), LONG);
              return null;
            });
    Thread thread = Thread.ofPlatform().daemon().start(adding);
    Await.until(
        "it waits", () -> thread.getState() == Thread.State.TIMED_WAITING || adding.isDone());
    assertThat(adding.isDone()).isFalse();
    return adding;
  }

  @Test
  void they_are_taken_in_their_order() throws Exception {
    fill();
    for (int i = 0; i < MOST; i++) {
      assertThat(interims.poll()).isEqualTo(interim(110 + i));
    }
    assertThat(interims.poll()).isNull();
  }

  @Test
  void a_thread_that_is_far_ahead_waits_until_one_has_left() throws Exception {
    fill();
    FutureTask<Void> adding = addedByAnother();
    assertThat(interims.poll()).isEqualTo(interim(110));
    adding.get(10, TimeUnit.SECONDS);
    for (int i = 1; i < MOST; i++) {
      assertThat(interims.poll()).isEqualTo(interim(110 + i));
    }
    assertThat(interims.poll()).isEqualTo(interim(199));
  }

  /// With the client gone, or the response on its way, none of them is sent any more.
  @Test
  void no_thread_waits_once_they_are_of_no_use() throws Exception {
    fill();
    FutureTask<Void> adding = addedByAnother();
    interims.close();
    adding.get(10, TimeUnit.SECONDS);
    interims.add(interim(198), 0);
  }

  @Test
  void a_client_that_does_not_read_is_not_waited_for_without_end() throws Exception {
    fill();
    assertThatThrownBy(() -> interims.add(interim(199), 1))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void an_interrupt_ends_a_wait() throws Exception {
    fill();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> interims.add(interim(199), LONG))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).as("it still is").isTrue();
  }
}
