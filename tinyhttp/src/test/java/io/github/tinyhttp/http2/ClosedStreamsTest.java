package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What is remembered of streams that are no longer open, RFC 9113 §5.1.
class ClosedStreamsTest {
  @Test
  void the_last_gap_of_identifiers_is_known() {
    var closed = new ClosedStreams();
    closed.notice(0, 1);
    assertThat(closed.isLeftOut(1)).isFalse();
    closed.notice(1, 9);
    assertThat(closed.isLeftOut(1)).isFalse();
    assertThat(closed.isLeftOut(3)).isTrue();
    assertThat(closed.isLeftOut(7)).isTrue();
    assertThat(closed.isLeftOut(9)).isFalse();
    assertThat(closed.mayBeReset(3)).isFalse();
  }

  @Test
  void a_reset_is_known_and_passed_over_for_good_once_it_is_forgotten() {
    var closed = new ClosedStreams();
    for (int id = 1; id < 2 * 256; id += 2) {
      closed.addReset(id);
    }
    assertThat(closed.mayBeReset(1)).isTrue();
    assertThat(closed.mayBeReset(513)).isFalse();
    closed.addReset(601);
    assertThat(closed.mayBeReset(1)).isTrue();
    assertThat(closed.mayBeReset(601)).isTrue();
    assertThat(closed.mayBeReset(599)).isFalse();
  }
}
