package io.github.tinyhttp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.tinyhttp.engine.ReadOwnership.State;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
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
    var hold = new ReadOwnership();
    switch (state) {
      case WATCHED -> {}
      case BUSY -> hold.take();
      case PAUSED -> {
        hold.take();
        assertThat(hold.pause()).isTrue();
      }
      case AWAITED -> {
        hold.take();
        assertThat(hold.beginWait()).isFalse();
      }
      case CLOSED -> assertThat(hold.close()).isTrue();
    }
    assertThat(hold.state()).isEqualTo(state);
    return hold;
  }

  private static void follows(
      State start, Set<State> from, State to, Consumer<ReadOwnership> arrow) {
    ReadOwnership hold = in(start);
    arrow.accept(hold);
    assertThat(hold.state()).isEqualTo(from.contains(start) ? to : start);
  }

  @ParameterizedTest
  @EnumSource
  void only_what_the_loop_holds_is_taken(State start) {
    follows(start, EnumSet.of(State.WATCHED), State.BUSY, ReadOwnership::take);
  }

  @ParameterizedTest
  @EnumSource
  void only_what_nobody_has_disturbed_is_given_back(State start) {
    follows(start, EnumSet.of(State.BUSY), State.WATCHED, ReadOwnership::giveBack);
    assertThat(in(start).giveBack()).isEqualTo(start == State.BUSY);
  }

  @ParameterizedTest
  @EnumSource
  void only_a_busy_one_is_paused_and_only_a_paused_one_goes_on(State start) {
    follows(start, EnumSet.of(State.BUSY), State.PAUSED, ReadOwnership::pause);
    assertThat(in(start).pause()).isEqualTo(start == State.BUSY);
    follows(start, EnumSet.of(State.PAUSED), State.BUSY, ReadOwnership::goOn);
    assertThat(in(start).goOn()).isEqualTo(start == State.PAUSED);
  }

  @ParameterizedTest
  @EnumSource
  void only_who_waits_is_woken(State start) {
    follows(start, EnumSet.of(State.AWAITED), State.BUSY, ReadOwnership::wake);
    assertThat(in(start).wake()).isEqualTo(start == State.AWAITED);
  }

  @ParameterizedTest
  @EnumSource
  void a_holder_begins_to_wait_and_says_whether_it_was_paused(State start) {
    follows(start, EnumSet.of(State.BUSY, State.PAUSED), State.AWAITED, ReadOwnership::beginWait);
    assertThat(in(start).beginWait()).isEqualTo(start == State.PAUSED);
  }

  @ParameterizedTest
  @EnumSource
  void the_loop_takes_back_whatever_is_open_and_learns_what_it_was(State start) {
    var open = EnumSet.complementOf(EnumSet.of(State.CLOSED));
    follows(start, open, State.WATCHED, ReadOwnership::reclaim);
    assertThat(in(start).reclaim()).isEqualTo(start);
  }

  @ParameterizedTest
  @EnumSource
  void all_is_closed_once(State start) {
    ReadOwnership hold = in(start);
    assertThat(hold.close()).isEqualTo(start != State.CLOSED);
    assertThat(hold.close()).isFalse();
    assertThat(hold.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void a_wait_ends_with_the_input_the_holders_when_bytes_come() throws Exception {
    ReadOwnership hold = in(State.BUSY);
    CompletableFuture<String> waiting = waiting(hold);
    assertThat(hold.wake()).isTrue();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("BUSY");
  }

  @Test
  void a_wait_fails_when_the_connection_is_closed() throws Exception {
    ReadOwnership hold = in(State.PAUSED);
    CompletableFuture<String> waiting = waiting(hold);
    hold.close();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).contains("ClosedChannelException");
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(hold::checkOpen);
  }

  @Test
  void a_wait_fails_when_the_loop_has_taken_the_input_back() throws Exception {
    ReadOwnership hold = in(State.BUSY);
    CompletableFuture<String> waiting = waiting(hold);
    hold.reclaim();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).contains("its body is gone");
  }

  /// A thread that waits: what it says after.
  private static CompletableFuture<String> waiting(ReadOwnership hold) throws Exception {
    var begun = new CompletableFuture<Void>();
    var end = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(
            () -> {
              hold.beginWait();
              begun.complete(null);
              try {
                hold.await(Clock.NEVER);
                end.complete(hold.state().toString());
              } catch (IOException e) {
                end.complete(e.toString());
              }
            });
    begun.get(10, TimeUnit.SECONDS);
    return end;
  }

  @Test
  void a_wait_that_is_over_leaves_the_input_with_its_holder() {
    ReadOwnership hold = in(State.AWAITED);
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> hold.await(1));
    assertThat(hold.state()).isEqualTo(State.BUSY);
  }

  @Test
  void an_interrupted_thread_does_not_wait_and_still_is_interrupted() {
    ReadOwnership hold = in(State.AWAITED);
    Thread.currentThread().interrupt();
    assertThatIOException()
        .isThrownBy(() -> hold.await(Clock.NEVER))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(hold.state()).isEqualTo(State.BUSY);
  }
}
