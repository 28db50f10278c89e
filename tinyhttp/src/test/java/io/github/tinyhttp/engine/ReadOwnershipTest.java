package io.github.tinyhttp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.tinyhttp.engine.ReadOwnership.State;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each arrow of the drawing, from each state: it is followed where the drawing has it, and changes
/// nothing elsewhere.
class ReadOwnershipTest {
  private static ReadOwnership in(State state) {
    var input = new ReadOwnership();
    switch (state) {
      case LOOP -> {}
      case HELD -> input.hold();
      case HELD_MUTED -> {
        input.hold();
        assertThat(input.mute()).isTrue();
      }
      case AWAITING -> {
        input.hold();
        assertThat(input.beginWait()).isFalse();
      }
      case CLOSED -> assertThat(input.close()).isTrue();
    }
    assertThat(input.state()).isEqualTo(state);
    return input;
  }

  private static void follows(
      State start, Set<State> from, State to, Consumer<ReadOwnership> arrow) {
    ReadOwnership input = in(start);
    arrow.accept(input);
    assertThat(input.state()).isEqualTo(from.contains(start) ? to : start);
  }

  @ParameterizedTest
  @EnumSource
  void only_what_the_loop_holds_is_taken(State start) {
    follows(start, EnumSet.of(State.LOOP), State.HELD, ReadOwnership::hold);
  }

  @ParameterizedTest
  @EnumSource
  void only_what_is_held_and_not_muted_is_given_back(State start) {
    follows(start, EnumSet.of(State.HELD), State.LOOP, ReadOwnership::giveBack);
    assertThat(in(start).giveBack()).isEqualTo(start == State.HELD);
  }

  @ParameterizedTest
  @EnumSource
  void only_a_held_one_is_muted_and_only_a_muted_one_is_unmuted(State start) {
    follows(start, EnumSet.of(State.HELD), State.HELD_MUTED, ReadOwnership::mute);
    assertThat(in(start).mute()).isEqualTo(start == State.HELD);
    follows(start, EnumSet.of(State.HELD_MUTED), State.HELD, ReadOwnership::unmute);
    assertThat(in(start).unmute()).isEqualTo(start == State.HELD_MUTED);
  }

  @ParameterizedTest
  @EnumSource
  void only_a_holder_that_waits_is_woken(State start) {
    follows(start, EnumSet.of(State.AWAITING), State.HELD, ReadOwnership::wake);
    assertThat(in(start).wake()).isEqualTo(start == State.AWAITING);
  }

  @ParameterizedTest
  @EnumSource
  void a_holder_begins_to_wait_and_learns_whether_it_was_muted(State start) {
    follows(
        start, EnumSet.of(State.HELD, State.HELD_MUTED), State.AWAITING, ReadOwnership::beginWait);
    assertThat(in(start).beginWait()).isEqualTo(start == State.HELD_MUTED);
  }

  @ParameterizedTest
  @EnumSource
  void the_loop_takes_back_whatever_is_open_and_learns_what_it_was(State start) {
    var open = EnumSet.complementOf(EnumSet.of(State.CLOSED));
    follows(start, open, State.LOOP, ReadOwnership::reclaim);
    assertThat(in(start).reclaim()).isEqualTo(start);
  }

  @ParameterizedTest
  @EnumSource
  void all_is_closed_once(State start) {
    ReadOwnership input = in(start);
    assertThat(input.close()).isEqualTo(start != State.CLOSED);
    assertThat(input.close()).isFalse();
    assertThat(input.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void a_wait_ends_with_the_input_the_holders_when_bytes_come() throws Exception {
    ReadOwnership input = in(State.HELD);
    CompletableFuture<String> waiting = waiting(input);
    assertThat(input.wake()).isTrue();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo("HELD");
  }

  @Test
  void a_wait_fails_when_the_connection_is_closed() throws Exception {
    ReadOwnership input = in(State.HELD_MUTED);
    CompletableFuture<String> waiting = waiting(input);
    input.close();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).contains("ClosedChannelException");
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(input::checkOpen);
  }

  @Test
  void a_wait_fails_when_the_loop_has_taken_the_input_back() throws Exception {
    ReadOwnership input = in(State.HELD);
    CompletableFuture<String> waiting = waiting(input);
    input.reclaim();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).contains("its body is gone");
  }

  /// A thread that waits: what it says after.
  private static CompletableFuture<String> waiting(ReadOwnership input) throws Exception {
    var begun = new CompletableFuture<Void>();
    var end = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(
            () -> {
              input.beginWait();
              begun.complete(null);
              try {
                boolean _ = input.await(Clock.NEVER);
                end.complete(input.state().toString());
              } catch (IOException e) {
                end.complete(e.toString());
              }
            });
    begun.get(60, TimeUnit.SECONDS);
    return end;
  }

  @Test
  void a_wait_that_is_over_leaves_the_input_with_its_holder() throws IOException {
    ReadOwnership input = in(State.AWAITING);
    assertThat(input.await(1)).isFalse();
    assertThat(input.state()).isEqualTo(State.HELD);
  }

  @Test
  void an_interrupted_thread_does_not_wait_and_still_is_interrupted() {
    ReadOwnership input = in(State.AWAITING);
    Thread.currentThread().interrupt();
    assertThatIOException()
        .isThrownBy(() -> input.await(Clock.NEVER))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(input.state()).isEqualTo(State.HELD);
  }
}
