package io.github.tinyhttp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HandlerTimesTest {
  private final HandlerTimes times = new HandlerTimes();

  private void record(long nanos, int count) {
    for (int i = 0; i < count; i++) {
      times.record(nanos);
    }
  }

  @Test
  void are_quick_at_first() {
    assertThat(times.areSlow()).isFalse();
  }

  @Test
  void are_slow_when_most_take_longer_than_50_microseconds() {
    record(100_000, 100);
    assertThat(times.areSlow()).isTrue();
  }

  @Test
  void stay_as_they_are_in_between() {
    record(40_000, 100);
    assertThat(times.areSlow()).isFalse();
    record(100_000, 100);
    record(40_000, 100);
    assertThat(times.areSlow()).isTrue();
  }

  @Test
  void are_quick_again_when_most_take_less_than_25_microseconds() {
    record(100_000, 100);
    record(1_000, 100);
    assertThat(times.areSlow()).isFalse();
  }

  @Test
  void are_slow_at_once_after_one_that_blocked() {
    record(1_000, 1_000);
    record(Long.MAX_VALUE, 1);
    assertThat(times.areSlow()).isTrue();
    record(1_000, 200);
    assertThat(times.areSlow()).isFalse();
  }
}
