package io.github.tinyhttp.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.Intake;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The order of responses and the right to write, on one thread.
class PipelineTest {
  private static final Dispatcher DISPATCHER =
      new Dispatcher(
          ServerOptions.defaults(), Set.of(), new Intake.ToHandler(_ -> Response.handled()));

  private final Pipeline pipeline = new Pipeline();
  private final PipelinedCarrier a = carrier("GET / HTTP/1.1");
  private final PipelinedCarrier b = carrier("GET / HTTP/1.1");
  private final PipelinedCarrier c = carrier("GET / HTTP/1.1");

  /// A request whose connection is never asked for.
  @SuppressWarnings("NullAway")
  private static PipelinedCarrier carrier(String line) {
    byte[] head = (line + "\r\nHost: a\r\n\r\n").getBytes(US_ASCII);
    try {
      return new PipelinedCarrier(
          null, DISPATCHER, HeadParser.parse(head, 0, head.length, 10, false));
    } catch (PeerFault e) {
      throw new AssertionError(e);
    }
  }

  private void append(PipelinedCarrier... carriers) {
    for (PipelinedCarrier carrier : carriers) {
      pipeline.append(carrier);
    }
  }

  /// Encodes all that is ready, and stops.
  private WriterStop write() {
    while (true) {
      PipelinedCarrier ready = pipeline.firstReady();
      if (ready != null) {
        pipeline.encoded(ready);
        continue;
      }
      WriterStop stop = pipeline.stopWriting();
      if (stop != WriterStop.MORE) {
        return stop;
      }
    }
  }

  private static WriteBatch batch(String bytes) {
    var batch = new WriteBatch(16);
    batch.put(bytes.getBytes(US_ASCII));
    return batch;
  }

  private String prefix() {
    return new String(pipeline.takePrefix(), US_ASCII);
  }

  @Test
  void the_first_response_is_written_and_the_others_are_kept() {
    append(a, b, c);
    assertThat(pipeline.first()).isSameAs(a);
    assertThat(pipeline.isLast(c)).isTrue();
    assertThat(pipeline.isLast(a)).isFalse();
    assertThat(pipeline.inFlight()).isEqualTo(3);
    assertThat(pipeline.ready(c)).isEqualTo(WriteTurn.KEPT);
    assertThat(pipeline.isWriting()).isFalse();
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.WRITE);
    assertThat(pipeline.isWriting()).isTrue();
    assertThat(pipeline).hasToString("writing, 3 in flight");
    assertThat(pipeline.firstReady()).isSameAs(a);
    assertThat(write()).isEqualTo(WriterStop.STOPPED);
    assertThat(pipeline.firstReady()).isNull();
    assertThat(pipeline.first()).isSameAs(b);
    assertThat(pipeline.inFlight()).isEqualTo(2);
    assertThat(pipeline).hasToString("idle, 2 in flight");
    assertThat(pipeline.ready(b)).isEqualTo(WriteTurn.WRITE);
    assertThat(write()).isEqualTo(WriterStop.STOPPED);
    assertThat(pipeline.first()).isNull();
    assertThat(pipeline.inFlight()).isZero();
  }

  @Test
  void a_writer_goes_on_with_what_was_given_meanwhile() {
    append(a, b);
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.WRITE);
    pipeline.encoded(a);
    assertThat(pipeline.ready(b)).isEqualTo(WriteTurn.KEPT);
    assertThat(pipeline.stopWriting()).isEqualTo(WriterStop.MORE);
    pipeline.encoded(b);
    assertThat(pipeline.stopWriting()).isEqualTo(WriterStop.STOPPED);
    assertThat(pipeline.isWriting()).isFalse();
  }

  @Test
  void what_is_sent_is_taken_out_in_order_and_once() {
    append(a, b, c);
    assertThat(pipeline.takeSent()).isNull();
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.WRITE);
    assertThat(pipeline.takeSent()).isNull();
    pipeline.encoded(a);
    assertThat(pipeline.takeSent()).isSameAs(a);
    assertThat(Pipeline.unlinked(a)).isNull();
    assertThat(pipeline.takeSent()).isNull();
    assertThat(pipeline.ready(b)).isEqualTo(WriteTurn.KEPT);
    assertThat(pipeline.ready(c)).isEqualTo(WriteTurn.KEPT);
    assertThat(write()).isEqualTo(WriterStop.STOPPED);
    assertThat(pipeline.isLast(c)).isTrue();
    assertThat(pipeline.takeSent()).isSameAs(b);
    assertThat(Pipeline.unlinked(b)).isSameAs(c);
    assertThat(Pipeline.unlinked(c)).isNull();
    assertThat(Pipeline.unlinked(b)).isNull();
    assertThat(pipeline.takeSent()).isNull();
    assertThat(pipeline.isLast(c)).isFalse();
    append(a);
    assertThat(pipeline.first()).isSameAs(a);
    assertThat(pipeline.isLast(a)).isTrue();
  }

  @Test
  void all_is_quiet_without_requests_and_without_a_writer() {
    assertThat(pipeline.isQuiet()).isTrue();
    assertThat(pipeline.waitsForQuiet()).isFalse();
    append(a);
    assertThat(pipeline.isQuiet()).isFalse();
    assertThat(pipeline.waitsForQuiet()).isTrue();
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.WRITE);
    pipeline.encoded(a);
    assertThat(pipeline.isQuiet()).isFalse();
    assertThat(pipeline.stopWriting()).isEqualTo(WriterStop.QUIET);
    assertThat(pipeline.isQuiet()).isTrue();
    pipeline.loopWrites();
    assertThat(pipeline.isQuiet()).isFalse();
    assertThat(pipeline.stopWriting()).isEqualTo(WriterStop.STOPPED);
    pipeline.loopWrites();
    assertThat(pipeline.waitsForQuiet()).isTrue();
    assertThat(pipeline.stopWriting()).isEqualTo(WriterStop.QUIET);
  }

  @Test
  void a_wait_for_quiet_outlasts_a_writer_that_leaves_requests_behind() {
    append(a, b);
    assertThat(pipeline.waitsForQuiet()).isTrue();
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.WRITE);
    assertThat(write()).isEqualTo(WriterStop.STOPPED);
    assertThat(pipeline.ready(b)).isEqualTo(WriteTurn.WRITE);
    assertThat(write()).isEqualTo(WriterStop.QUIET);
  }

  @Test
  void the_time_of_the_last_response_is_kept() {
    append(a);
    a.request().begin(-5);
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.WRITE);
    pipeline.encoded(a);
    assertThat(pipeline.quietSince()).isEqualTo(-5);
    assertThat(pipeline.stopWriting()).isEqualTo(WriterStop.STOPPED);
    assertThat(pipeline.quietSince()).isNotEqualTo(-5);
  }

  @Test
  void a_driver_that_waits_for_fewer_requests_is_called_once() {
    append(a, b, c);
    assertThat(pipeline.waitsForFewer(3)).isTrue();
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.WRITE);
    assertThat(write()).isEqualTo(WriterStop.ROOM);
    assertThat(pipeline.ready(b)).isEqualTo(WriteTurn.WRITE);
    assertThat(write()).isEqualTo(WriterStop.STOPPED);
  }

  @Test
  void a_driver_that_waits_for_no_request_is_called_after_the_last() {
    append(a, b);
    assertThat(pipeline.waitsForFewer(1)).isTrue();
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.WRITE);
    assertThat(write()).isEqualTo(WriterStop.STOPPED);
    assertThat(pipeline.ready(b)).isEqualTo(WriteTurn.WRITE);
    assertThat(write()).isEqualTo(WriterStop.ROOM);
  }

  @Test
  void a_driver_does_not_wait_where_there_are_fewer_requests() {
    append(a);
    assertThat(pipeline.waitsForFewer(2)).isFalse();
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.WRITE);
    assertThat(write()).isEqualTo(WriterStop.STOPPED);
  }

  @Test
  void what_a_driver_has_collected_is_taken_from_its_batch() {
    WriteBatch batch = batch("one");
    pipeline.append(a, batch);
    assertThat(prefix()).isEqualTo("one");
    assertThat(batch.isEmpty()).isTrue();
    assertThat(prefix()).isEmpty();
  }

  @Test
  void a_batch_that_is_empty_when_a_request_comes_is_not_taken_from() {
    var batch = new WriteBatch(16);
    pipeline.append(a, batch);
    batch.put(new byte[] {'x'});
    assertThat(prefix()).isEmpty();
    assertThat(batch.isEmpty()).isFalse();
  }

  @Test
  void a_batch_is_not_taken_from_once_the_first_response_is_encoded() {
    WriteBatch batch = batch("one");
    pipeline.append(a, batch);
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.WRITE);
    pipeline.encoded(a);
    assertThat(prefix()).isEmpty();
    assertThat(batch.isEmpty()).isFalse();
  }

  @Test
  void what_is_inherited_or_kept_leaves_first() {
    WriteBatch batch = batch("one");
    pipeline.append(a, batch);
    pipeline.inherit(batch);
    batch.put(new byte[] {'x'});
    assertThat(prefix()).isEqualTo("one");
    pipeline.prefix(new byte[] {'2'});
    pipeline.inherit(new WriteBatch(16));
    assertThat(prefix()).isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource({
    "GET / HTTP/1.1, true",
    "GET / HTTP/1.0, false",
    "'GET / HTTP/1.1\r\nUpgrade: x\r\nConnection: upgrade', true"
  })
  void an_interim_response_can_be_sent_to_some_clients(String head, boolean can) {
    append(carrier(head));
    assertThat(pipeline.writesBeforeResponse()).isEqualTo(can);
    assertThat(pipeline.isWriting()).isEqualTo(can);
  }

  @Test
  void an_interim_response_can_be_sent_before_the_response_and_by_no_second_writer() {
    assertThat(pipeline.writesBeforeResponse()).isFalse();
    append(a, b);
    assertThat(pipeline.writesBeforeResponse()).isTrue();
    assertThat(pipeline.writesBeforeResponse()).isFalse();
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.KEPT);
    assertThat(write()).isEqualTo(WriterStop.STOPPED);
    assertThat(pipeline.ready(b)).isEqualTo(WriteTurn.WRITE);
    pipeline.complete();
    assertThat(pipeline.isWriting()).isFalse();
    assertThat(pipeline.writesBeforeResponse()).isFalse();
  }

  @Test
  void nothing_comes_after_the_end() {
    append(a, b, c);
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.WRITE);
    pipeline.encoded(a);
    assertThat(pipeline.ready(b)).isEqualTo(WriteTurn.KEPT);
    assertThat(pipeline.isOver()).isFalse();
    assertThat(pipeline.abandon()).containsExactly(a, b, c);
    assertThat(pipeline.isOver()).isTrue();
    assertThat(pipeline.hasResponse(a)).isTrue();
    assertThat(pipeline.hasResponse(b)).isTrue();
    assertThat(pipeline.hasResponse(c)).isFalse();
    assertThat(pipeline.ready(c)).isEqualTo(WriteTurn.LOST);
    assertThat(pipeline.hasResponse(c)).isFalse();
    assertThat(pipeline.takeSent()).isNull();
    assertThat(pipeline.first()).isNull();
    assertThat(pipeline.isLast(c)).isFalse();
    assertThat(pipeline.inFlight()).isZero();
    assertThat(pipeline.abandon()).isEmpty();
    assertThat(pipeline).hasToString("over, 0 in flight");
  }

  @Test
  void no_driver_is_called_after_the_end() {
    append(a);
    assertThat(pipeline.waitsForQuiet()).isTrue();
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.WRITE);
    assertThat(pipeline.abandon()).containsExactly(a);
    pipeline.encoded(a);
    assertThat(pipeline.inFlight()).isZero();
    assertThat(pipeline.isQuiet()).isTrue();
    assertThat(pipeline.waitsForQuiet()).isTrue();
    assertThat(pipeline.waitsForFewer(5)).isTrue();
    assertThat(pipeline.stopWriting()).isEqualTo(WriterStop.STOPPED);
    append(b);
    assertThat(pipeline.writesBeforeResponse()).isFalse();
    assertThat(b.request().isResponded()).isFalse();
  }

  @Test
  void a_thread_whose_turn_it_is_does_not_wait() throws IOException {
    append(a, b);
    pipeline.awaitTurn(a);
    assertThat(pipeline.isWriting()).isTrue();
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.KEPT);
    assertThat(write()).isEqualTo(WriterStop.STOPPED);
    assertThatIOException()
        .isThrownBy(() -> pipeline.awaitTurn(a))
        .withMessage("the request has been responded to meanwhile");
    assertThat(pipeline.isWriting()).isFalse();
  }

  /// A thread that waits for its turn.
  private final class Waiting {
    private final CompletableFuture<String> outcome = new CompletableFuture<>();
    private final Thread thread;

    Waiting(PipelinedCarrier carrier) {
      thread = Thread.ofVirtual().start(() -> run(carrier));
    }

    private void run(PipelinedCarrier carrier) {
      try {
        pipeline.awaitTurn(carrier);
        outcome.complete("its turn");
      } catch (IOException e) {
        outcome.complete(e.getMessage() + (Thread.interrupted() ? ", and still is" : ""));
      }
    }

    String end() throws Exception {
      return outcome.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_thread_waits_for_its_turn() throws Exception {
    append(a, b);
    var waiting = new Waiting(b);
    assertThat(waiting.outcome).isNotDone();
    assertThat(pipeline.ready(a)).isEqualTo(WriteTurn.WRITE);
    assertThat(write()).isEqualTo(WriterStop.STOPPED);
    assertThat(waiting.end()).isEqualTo("its turn");
    assertThat(pipeline.isWriting()).isTrue();
  }

  @Test
  void the_end_ends_the_wait_for_a_turn() throws Exception {
    append(a, b);
    var waiting = new Waiting(b);
    assertThat(pipeline.abandon()).containsExactly(a, b);
    assertThat(waiting.end()).isEqualTo("the client is gone");
  }

  @Test
  void an_interrupt_ends_the_wait_for_a_turn() throws Exception {
    append(a, b);
    var waiting = new Waiting(b);
    waiting.thread.interrupt();
    assertThat(waiting.end())
        .isEqualTo("interrupted while waiting for earlier responses, and still is");
    assertThat(pipeline.isWriting()).isFalse();
  }
}
