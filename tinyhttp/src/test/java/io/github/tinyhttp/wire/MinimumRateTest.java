package io.github.tinyhttp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// 240 bytes a second, after a grace as long as the time for progress.
class MinimumRateTest {
  private static final long SECOND = 1_000_000_000L;

  private final MinimumRate pace = new MinimumRate(30 * SECOND);

  @Test
  void waits_for_one_byte_no_longer_than_the_time_for_progress() {
    assertThat(pace.patience()).isEqualTo(30 * SECOND);
    pace.moved(1_000_000_000_000L);
    assertThat(pace.patience()).isEqualTo(30 * SECOND);
  }

  @Test
  void is_lost_when_the_grace_is_waited_away() {
    pace.waited(29 * SECOND);
    assertThat(pace.patience()).isEqualTo(SECOND);
    pace.waited(SECOND);
    assertThat(pace.patience()).isLessThanOrEqualTo(0);
  }

  @Test
  void is_kept_by_240_bytes_a_second() {
    for (int i = 0; i < 1_000; i++) {
      pace.waited(SECOND);
      pace.moved(241);
    }
    assertThat(pace.patience()).isPositive();
  }

  @Test
  void is_lost_by_less() {
    for (int i = 0; i < 1_000; i++) {
      pace.waited(SECOND);
      pace.moved(200);
    }
    assertThat(pace.patience()).isLessThanOrEqualTo(0);
  }

  @Test
  void does_not_overflow() {
    for (int i = 0; i < 100; i++) {
      pace.moved(Long.MAX_VALUE);
    }
    assertThat(pace.patience()).isEqualTo(30 * SECOND);
  }
}
