package io.github.tinyhttp.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each move between the states of a receiver, and what is the same for all bytes that have left
/// HTTP.
class ReceiverCallsTest {
  private static final Logger LOG = Logger.getLogger("io.github.tinyhttp");

  private final MemoryUpgrade upgrade = new MemoryUpgrade();

  private static final class Told implements Upgrade.Receiver {
    final List<Throwable> ends = new CopyOnWriteArrayList<>();

    @Override
    public void received(ByteBuffer bytes) {}

    @Override
    public void ended() {}

    @Override
    public void closed(Throwable cause) {
      ends.add(cause);
    }
  }

  private final Told told = new Told();

  @BeforeEach
  void silenceTheLog() {
    LOG.setLevel(Level.OFF);
  }

  @AfterEach
  void restoreTheLog() {
    LOG.setLevel(null);
  }

  // ---- who has the input

  @Test
  void the_application_has_the_input_until_it_names_a_receiver() {
    assertThat(upgrade.calls.readsItself()).isTrue();
    assertThat(upgrade.calls.begin()).isFalse();
    upgrade.receive(told);
    assertThat(upgrade.calls.readsItself()).isFalse();
    assertThat(upgrade.calls).hasToString("IDLE");
    assertThatIllegalStateException().isThrownBy(() -> upgrade.receive(new Told()));
  }

  @Test
  void calls_do_not_overlap() {
    upgrade.receive(told);
    assertThat(upgrade.called(_ -> assertThat(upgrade.called(_ -> {})).isFalse())).isTrue();
    assertThat(upgrade.called(_ -> {})).isTrue();
  }

  @Test
  void a_call_reads_the_input_itself() {
    upgrade.receive(told);
    assertThat(upgrade.called(_ -> assertThat(upgrade.calls.readsItself()).isTrue())).isTrue();
  }

  @Test
  void only_a_running_call_pauses_and_only_once() {
    upgrade.receive(told);
    assertThatIllegalStateException().isThrownBy(upgrade::pause);
    ReceiverCalls.Call pausing =
        _ -> {
          upgrade.pause();
          assertThatIllegalStateException().isThrownBy(upgrade::pause);
        };
    assertThat(upgrade.called(pausing)).isTrue();
    assertThat(upgrade.isOpen()).as("the call has not failed").isTrue();
    assertThat(upgrade.calls).hasToString("PAUSED");
    assertThat(upgrade.called(_ -> {})).isFalse();
    upgrade.resume();
    assertThat(upgrade.called(_ -> {})).isTrue();
    assertThatIllegalStateException().isThrownBy(upgrade::resume);
  }

  @Test
  void a_pause_that_ends_within_its_call_is_none() {
    upgrade.receive(told);
    ReceiverCalls.Call pausing =
        _ -> {
          upgrade.pause();
          upgrade.resume();
          assertThatIllegalStateException().isThrownBy(upgrade::resume);
        };
    assertThat(upgrade.called(pausing)).isTrue();
    assertThat(upgrade.calls).hasToString("IDLE");
  }

  /// The call may leave bytes, which are the first to be read.
  @Test
  void a_thread_that_reads_while_a_call_has_paused_waits_for_its_end() throws Exception {
    upgrade.receive(told);
    var released = new CountDownLatch(1);
    var reading = new FutureTask<>(upgrade.calls::readsItself);
    Thread reader = Thread.ofPlatform().daemon().unstarted(reading);
    ReceiverCalls.Call pausing =
        _ -> {
          upgrade.pause();
          reader.start();
          Await.until("it waits", () -> reader.getState() == Thread.State.WAITING);
          assertThat(reading.isDone()).isFalse();
          released.countDown();
        };
    assertThat(upgrade.called(pausing)).isTrue();
    assertThat(released.getCount()).isZero();
    assertThat(reading.get(10, TimeUnit.SECONDS)).isTrue();
  }

  // ---- the end

  @Test
  void the_end_is_told_once_by_a_thread_of_the_server() {
    upgrade.receive(told);
    upgrade.close();
    upgrade.close();
    Await.until("it is told", () -> !told.ends.isEmpty());
    assertThat(upgrade.called(_ -> {})).isFalse();
    assertThat(told.ends).hasSize(1);
    assertThat(told.ends.getFirst()).isInstanceOf(ClosedChannelException.class);
    assertThat(upgrade.calls.readsItself()).as("and finds the end").isTrue();
  }

  @Test
  void an_end_during_a_call_is_told_after_it() {
    upgrade.receive(told);
    ReceiverCalls.Call closing =
        _ -> {
          upgrade.close();
          assertThat(told.ends).isEmpty();
        };
    assertThat(upgrade.called(closing)).isTrue();
    assertThat(told.ends).hasSize(1);
  }

  @Test
  void a_call_that_fails_tells_why_it_ends() {
    upgrade.receive(told);
    var failure = new IOException("broken");
    ReceiverCalls.Call failing =
        _ -> {
          upgrade.calls.failed(failure);
          throw new IllegalStateException("as a consequence");
        };
    assertThat(upgrade.called(failing)).isTrue();
    assertThat(told.ends).containsExactly(failure);
  }

  @Test
  void a_receiver_that_fails_at_the_end_harms_no_thread() {
    Upgrade.Receiver failing =
        new Upgrade.Receiver() {
          @Override
          public void received(ByteBuffer bytes) {}

          @Override
          public void ended() {}

          @Override
          public void closed(Throwable cause) {
            told.ends.add(cause);
            throw new IllegalStateException("in the end");
          }
        };
    upgrade.receive(failing);
    assertThat(upgrade.called(_ -> upgrade.close())).isTrue();
    assertThat(told.ends).hasSize(1);
  }

  @Test
  void an_input_that_is_paused_is_told_of_the_end_when_it_resumes() {
    upgrade.receive(told);
    assertThat(upgrade.called(_ -> upgrade.pause())).isTrue();
    upgrade.close();
    assertThat(told.ends).isEmpty();
    upgrade.resume();
    assertThat(told.ends).hasSize(1);
  }

  // ---- what is the same for all

  @Test
  void a_time_is_at_most_a_year_and_none_is_endless() {
    assertThat(MemoryUpgrade.nanosOf(Duration.ofMillis(1))).isEqualTo(1_000_000);
    assertThat(MemoryUpgrade.nanosOf(Duration.ZERO)).isEqualTo(Clock.NEVER);
    assertThat(MemoryUpgrade.nanosOf(Duration.ofDays(366))).isLessThan(Clock.NEVER);
    assertThat(MemoryUpgrade.nanosOf(Duration.ofDays(367))).isEqualTo(Clock.NEVER);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemoryUpgrade.nanosOf(Duration.ofNanos(-1)));
  }

  @Test
  void what_an_application_holds_for_a_client_grows_what_is_held_for_it() {
    upgrade.holdsInput(5);
    upgrade.holdsOutput(10);
    upgrade.holdsOutput(3);
    assertThat(upgrade.grown).as("less is no growth").hasValue(10);
  }

  @Test
  void its_streams_and_its_channel_are_the_same() throws Exception {
    ByteChannel channel = upgrade.channel();
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThat(channel.write(ByteBuffer.allocate(7))).isEqualTo(7);
    assertThat(upgrade.input().read(new byte[3])).isEqualTo(-1);
    assertThat(upgrade.input().read(new byte[0])).isZero();
    try (OutputStream out = upgrade.output()) {
      out.write(1);
      out.flush();
    }
    assertThat(channel.isOpen()).isTrue();
    channel.close();
    assertThat(upgrade.isOpen()).isFalse();
  }

  @Test
  void a_farewell_is_said_once() {
    var farewells = new CopyOnWriteArrayList<String>();
    upgrade.drain();
    upgrade.onShutdown(() -> farewells.add("first"));
    upgrade.onShutdown(() -> farewells.add("second"));
    upgrade.drain();
    upgrade.drain();
    Await.until("it is said", () -> !farewells.isEmpty());
    assertThat(farewells).containsExactly("second");
  }

  @Test
  void a_farewell_to_a_server_that_shuts_down_already_is_said_at_once() {
    var dispatcher =
        new Dispatcher(
            ServerOptions.defaults(), Set.of(), new Intake.ToHandler(_ -> Response.empty()));
    dispatcher.drain();
    var said = new CountDownLatch(1);
    new MemoryUpgrade(dispatcher).onShutdown(said::countDown);
    Await.opened(said);
  }
}
