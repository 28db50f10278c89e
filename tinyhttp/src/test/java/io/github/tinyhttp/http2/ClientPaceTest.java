package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.wire.Clock;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/// How long a client was waited for, whenever the driver looks.
class ClientPaceTest {
  private static final long MILLI = 1_000_000;
  private static final long PROGRESS = 1000 * MILLI;

  /// The driver looks every 250 ms, and the wait has begun 10 ms before the second look.
  @Test
  void a_wait_counts_from_when_it_has_begun() {
    var pace = new ClientPace(PROGRESS, 0);
    pace.waited(0, 250 * MILLI);
    pace.waited(10 * MILLI, 500 * MILLI);
    for (long now = 750; now <= 1250; now += 250) {
      pace.waited(250 * MILLI, now * MILLI);
      assertThat(pace.isTooSlow()).as("after %d ms", now).isFalse();
    }
    pace.waited(250 * MILLI, 1500 * MILLI);
    assertThat(pace.isTooSlow()).isTrue();
  }

  /// A client that sends a message each second, as soon as it has the reply to the last one, is
  /// waited for at each look, and for 10 ms of each second.
  @Test
  void a_client_that_the_application_slows_down_is_not_late() {
    var pace = new ClientPace(PROGRESS, 0);
    for (int second = 1; second < 1000; second++) {
      pace.moved(100, second * PROGRESS - 10 * MILLI);
      pace.waited(10 * MILLI, second * PROGRESS);
      assertThat(pace.isTooSlow()).as("after %d s", second).isFalse();
    }
  }

  /// As 240 octets a second are the least, and the application never works.
  @Test
  void a_client_just_below_the_least_rate_is_late_however_the_looks_fall() {
    for (int look = 1; look <= 999; look += 7) {
      assertThat(isEverLate(235, look)).as("looks every %d ms", look).isTrue();
      assertThat(isEverLate(250, look)).as("looks every %d ms", look).isFalse();
    }
  }

  /// However much it has let through before.
  @Test
  void a_client_that_is_silent_for_the_time_to_progress_is_too_slow() {
    var pace = new ClientPace(1000, 0);
    pace.moved(100_000, 0);
    pace.waited(999);
    assertThat(pace.isTooSlow()).isFalse();
    pace.waited(1000);
    assertThat(pace.isTooSlow()).isTrue();
    assertThat(pace.isSilent()).isTrue();
  }

  private static boolean isEverLate(int octetsPerSecond, int look) {
    var pace = new ClientPace(PROGRESS, 0);
    long sent = 0;
    for (long now = look; now < 100_000; now += look) {
      long due = octetsPerSecond * now / 1000;
      if (due > sent) {
        pace.moved((int) (due - sent), now * MILLI);
        sent = due;
      }
      pace.waited(now * MILLI);
      if (pace.isTooSlow()) {
        return true;
      }
    }
    return false;
  }

  /// Waits between two looks count, and one that goes on counts once.
  @Test
  void an_input_knows_how_long_it_was_waited_for() throws Exception {
    var input = new StreamInput(1000);
    long begin = Clock.now();
    var waiting = new FutureTask<>(input::await);
    Thread.ofPlatform().daemon().start(waiting);
    Await.until("a thread waits", input::isAwaited);
    Await.atLeast(Duration.ofMillis(30));
    long look = Clock.now();
    long first = input.takeWaited(look);
    assertThat(first).isBetween(30 * MILLI, look - begin);
    assertThat(input.takeWaited(look)).isZero();
    Await.atLeast(Duration.ofMillis(30));
    input.add(new byte[1], 0, 1);
    assertThat(waiting.get()).isOne();
    long second = input.takeWaited(Clock.now());
    assertThat(second).isBetween(30 * MILLI, Clock.now() - look);
    assertThat(input.takeWaited(Clock.now())).isZero();
  }
}
