package io.github.tinyhttp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// One thread at a time: what each call returns. What threads do to each other is for the stress
/// tests.
class TurnTest {
  private final Turn turn = new Turn();

  @Test
  void a_turn_is_odd_in_a_handler_and_even_otherwise() {
    assertThat(Turn.isHandler(turn.current())).isFalse();
    long mine = turn.begin();
    assertThat(turn.current()).isEqualTo(mine);
    assertThat(Turn.isHandler(mine)).isTrue();
    assertThat(turn.end(mine)).isTrue();
    assertThat(Turn.isHandler(turn.current())).isFalse();
  }

  @Test
  void a_stolen_turn_cannot_be_ended_and_not_be_stolen_again() {
    long mine = turn.begin();
    assertThat(turn.steal(mine)).isTrue();
    assertThat(turn.steal(mine)).isFalse();
    assertThat(turn.end(mine)).isFalse();
  }

  @Test
  void a_turn_that_is_over_cannot_be_stolen() {
    long mine = turn.begin();
    assertThat(turn.end(mine)).isTrue();
    assertThat(turn.steal(mine)).isFalse();
    long next = turn.begin();
    assertThat(turn.steal(mine)).isFalse();
    assertThat(turn.end(next)).isTrue();
  }

  @Test
  void a_driver_that_lost_its_loop_does_not_end_the_turn_of_the_next_one() {
    long mine = turn.begin();
    assertThat(turn.steal(mine)).isTrue();
    long next = turn.begin();
    assertThat(turn.end(mine)).isFalse();
    assertThat(turn.current()).isEqualTo(next);
  }
}
